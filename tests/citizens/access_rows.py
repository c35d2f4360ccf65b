"""Addresses are public facts."""

from tests.access_matrix import Row, everybody

ROWS = {"citizens:communes": Row(everybody())}

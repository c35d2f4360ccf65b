"""Fixtures that any test may ask for."""

from tests.personas import personas
from tests.places import places

__all__ = ["personas", "places"]

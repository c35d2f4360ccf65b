"""The settings of the portal, with one more address."""

from sapa_center.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.bare"

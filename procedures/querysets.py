"""Selections of versions that several places need."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q


class VersionQuerySet(models.QuerySet[Any]):
    def in_force(self, on: date) -> "VersionQuerySet":
        """Versions that count on this day, at most one per procedure."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)

    def without_time(self) -> "VersionQuerySet":
        """Versions whose time limit is unknown."""
        return self.filter(unit__isnull=True)

"""Computed rates with the moment they were computed at, and periods that have a name."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .measures import LEVELS, By


class PeriodKind(models.TextChoices):
    """What a period is, as seen on the day of the computation."""

    MONTH = "month", _("calendar month")
    REPORTING = "reporting", _("15th to 14th")
    YEAR = "year", _("year")
    NAMED = "named", _("named period")


NAMES = {"sa-pa-2025-07": _("Sa Pa, the first 22 days (published figures)")}
"""By slug: the names of periods that come with the system, in both languages."""


class NamedPeriod(models.Model):
    """A period that is always computed, such as that of a published report; both days included.

    `center` is whose report it was, null: everybody's. Only there it may be closed.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)  # as published, Vietnamese
    start = models.DateField()
    end = models.DateField()
    center = models.ForeignKey("centers.Center", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-start", "slug"]
        constraints = [models.CheckConstraint(condition=Q(end__gte=F("start")), name="named_period_ends_after_start")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> Any:
        """The name in the language of the page where we know it, else as published."""
        return NAMES.get(self.slug, self.name)

    @property
    def is_only_vietnamese(self) -> bool:
        return self.slug not in NAMES


class RateSnapshot(models.Model):
    """The figures of one level over one period, as computed last; a new computation takes the place of the old one.

    `center` null: all centers together. `figures` is what `ontime --json` prints for the level. `through_entry` is the
    last ledger entry that was there when the computation began: without a later one, a finished period stays as it is.
    """

    center = models.ForeignKey("centers.Center", models.PROTECT, null=True, related_name="+")
    period_kind = models.CharField(max_length=10, choices=PeriodKind)
    period_start = models.DateField()
    period_end = models.DateField()
    by = models.CharField(max_length=10, choices=[(by.value, by.value) for by in By])
    level = models.CharField(max_length=10, choices=[(level, level) for level in LEVELS])
    computed_at = models.DateTimeField()
    figures = models.JSONField()
    on_time_rate = models.DecimalField(max_digits=5, decimal_places=2, null=True)  # percent; null: nothing resolved
    through_entry = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["center", "period_start", "period_end", "by", "level"],
                nulls_distinct=False,
                name="rate_snapshot_is_unique",
            ),
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="rate_snapshot_period"),
            models.CheckConstraint(
                condition=Q(on_time_rate__isnull=True) | Q(on_time_rate__gte=0, on_time_rate__lte=100),
                name="rate_snapshot_in_percent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.center_id} {self.level} {self.period_start} – {self.period_end}: {self.on_time_rate}"


class Edition(models.Model):
    """The figures of a period as a person closed it: never changed, never deleted (a trigger refuses it).

    What the database learned by `known_at` stands in it. `figures` holds, by level, what `ontime --json` prints and
    what stands beside it; `dossiers_hash` is the SHA-256 of the bookings behind them, dossier by dossier, so that
    anybody can prove later that they are the same. A correction is the next number, with its reason.
    """

    center = models.ForeignKey("centers.Center", models.PROTECT, null=True, related_name="+")  # null: all centers
    by = models.CharField(max_length=10, choices=[(by.value, by.value) for by in By])
    start = models.DateField()
    end = models.DateField()
    number = models.PositiveSmallIntegerField()
    known_at = models.DateTimeField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    definitions = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    dossiers = models.PositiveIntegerField()
    dossiers_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-end", "-start", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["center", "by", "start", "end", "number"], nulls_distinct=False, name="edition_is_unique"
            ),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="edition_period"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="edition_correction_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.center_id} {self.start} – {self.end} #{self.number}"

"""Who is away, from when until when, and who does the work meanwhile."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def in_force(self, on: date) -> "AbsenceQuerySet":
        """Absences of this day that nobody has ended; both ends are inclusive."""
        return self.touching(on, on)

    def touching(self, first: date, last: date) -> "AbsenceQuerySet":
        """Absences that nobody has ended and that have a day in common with this period."""
        return self.filter(ended_at=None, since__lte=last, until__gte=first)


class DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


class Absence(models.Model):
    """`since` and `until` are the first and the last day; who comes back earlier ends it (`ended_at`).

    Rows are ended, never deleted. `reason` is for the house only: it may be an illness.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences")
    since = models.DateField()
    until = models.DateField()
    stand_in = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences_covered")
    reason = models.CharField(max_length=300)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(name="absence_ends_after_it_begins", condition=Q(until__gte=F("since"))),
            models.CheckConstraint(name="absence_covered_by_another", condition=~Q(user=F("stand_in"))),
            models.CheckConstraint(name="absence_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="absence_ended_whole_or_not",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            ExclusionConstraint(
                name="absence_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (
                        DateRange("since", "until", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(ended_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["until"], condition=Q(ended_at__isnull=True), name="absence_not_over")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.since} – {self.until}"

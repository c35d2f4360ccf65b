"""Calendars as rows: editable facts, and the immutable versions that deadlines are counted with."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from workcalendar.worktime import DayKind


class DayStatus(models.TextChoices):
    """How sure a noted day is; a proposed one never moves a deadline."""

    OFFICIAL = "official", _("official")
    COMPUTED = "computed", _("computed from the law")
    PROPOSED = "proposed", _("proposed, not in force")


class Calendar(models.Model):
    """Working time of the nation, a province or one center; whatever it leaves open, it takes from its parent."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    sessions = models.JSONField(null=True, blank=True)  # null: as the parent
    source = models.TextField(blank=True)
    covers_from = models.DateField(null=True, blank=True)  # null: as the parent
    covers_to = models.DateField(null=True, blank=True)  # null: as the parent

    history = HistoricalRecords()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="calendar_is_not_its_own_parent"),
            models.CheckConstraint(
                condition=Q(covers_from__isnull=True) | Q(covers_to__isnull=True) | Q(covers_from__lte=F("covers_to")),
                name="calendar_begins_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | Q(covers_from__isnull=False, covers_to__isnull=False),
                name="calendar_without_parent_has_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """A day that differs from its weekday, with the announcement that says so."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="days")
    day = models.DateField()
    kind = models.CharField(
        max_length=4, choices=[(DayKind.OFF.value, _("day off")), (DayKind.WORK.value, _("working day"))]
    )
    reason = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    status = models.CharField(max_length=8, choices=DayStatus.choices)
    announced_on = models.DateField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["calendar_id", "day", "status"]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "day"], condition=~Q(status="proposed"), name="calendar_day_once_in_force"
            ),
            models.CheckConstraint(condition=Q(kind__in=["off", "work"]), name="calendar_day_kind"),
            models.CheckConstraint(
                condition=Q(status__in=["official", "computed", "proposed"]), name="calendar_day_status"
            ),
            models.CheckConstraint(condition=~Q(source="") & ~Q(reason=""), name="calendar_day_has_reason_and_source"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.reason}"


class CalendarVersion(models.Model):
    """The whole effective calendar at one time: parents merged, proposed days left out. The database refuses to
    change or delete it, so that a due date can be counted again, years later, exactly as it was counted then.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    recorded_at = models.DateTimeField()
    content = models.JSONField()

    class Meta:
        ordering = ["calendar_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "number"], name="calendar_version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="calendar_version_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.calendar} ({self.number})"

"""What the law says about a procedure from one day to another: time limit, channels, who decides."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from procedures.models.catalogue import Procedure
from procedures.querysets import VersionQuerySet


class TimeUnit(models.TextChoices):
    """Units of time limits; the values are those of `workcalendar.engine.Unit`."""

    WORKING_HOURS = "working_hours", _("working hours")
    WORKING_DAYS = "working_days", _("working days")
    CALENDAR_DAYS = "calendar_days", _("calendar days")
    MONTHS = "months", _("months")
    CLOCK_HOURS = "clock_hours", _("hours around the clock")
    SAME_DAY = "same_day", _("within the working day")
    IMMEDIATE = "immediate", _("at once")


class Confidence(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    LIKELY = "likely", _("Likely")
    UNCONFIRMED = "unconfirmed", _("Not confirmed")
    UNKNOWN = "unknown", _("Unknown")


class OnlineLevel(models.TextChoices):
    FULL = "full", _("Entirely online")
    PARTIAL = "partial", _("Partly online")
    NONE = "none", _("Information only")
    UNKNOWN = "", _("Not yet published")


class DecidingKind(models.TextChoices):
    """Whose signature ends the dossier; the kinds of `centers.models.UnitKind`."""

    COMMUNE = "commune", _("Commune")
    PROVINCE = "province", _("Province")
    DEPARTMENT = "department", _("Department of the province")
    AGENCY = "agency", _("Vertical agency")


class ProcedureVersion(models.Model):
    """A procedure as it is in force from `valid_from` to `valid_to` (both days included; null = until further notice).

    The time limit is unknown if and only if quantity and unit are null: then nothing can be received under it.
    Dossiers point to the version they were received under, so a version in use is never rewritten, only ended.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    quantity = models.PositiveSmallIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=16, choices=TimeUnit.choices, null=True, blank=True)  # noqa: DJ001  null = not known
    cutoff = models.TimeField(null=True, blank=True)  # same_day: received later counts from the next working day
    time_label = models.CharField(max_length=200, blank=True)  # the case this limit is for, when others have their own
    time_note = models.TextField(blank=True)
    time_source = models.TextField(blank=True)
    time_confidence = models.CharField(max_length=12, choices=Confidence.choices)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # null = from the facts delivered with the software
    entered_at = models.DateTimeField(null=True, blank=True)
    channels = ArrayField(models.CharField(max_length=10), default=list)  # online, post, counter
    takes_online = models.BooleanField(default=False)
    online_level = models.CharField(max_length=10, choices=OnlineLevel.choices, blank=True)
    online_confidence = models.CharField(max_length=12, choices=Confidence.choices)
    deciding_kind = models.CharField(max_length=12, choices=DecidingKind.choices)
    deciding_slug = models.CharField(max_length=60, blank=True)  # of the department or agency; empty for a commune
    deciding_agency = models.TextField(blank=True)  # official wording, Vietnamese
    office_slug = models.CharField(max_length=60, blank=True)  # the commune's office that works on it
    result = models.JSONField(default=list)  # official names of results, Vietnamese
    legal_basis = models.JSONField(default=list)  # numbers of legal texts
    decision_no = models.CharField(max_length=200, blank=True)
    papers_total = models.PositiveSmallIntegerField(null=True, blank=True)  # rows on the national portal
    portal_time = models.JSONField(default=list)  # as the portal prints it, where it has no unit
    source = models.TextField(blank=True)
    also_seen_in = models.TextField(blank=True)
    confidence = models.CharField(max_length=12, choices=Confidence.choices)

    history = HistoricalRecords()
    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["procedure_id", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "valid_from"], name="version_starts_once"),
            models.UniqueConstraint(fields=["procedure", "number"], name="version_number_once"),
            models.CheckConstraint(
                name="version_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="version_time_known_or_not",
                condition=Q(quantity__isnull=True, unit__isnull=True)
                | Q(quantity__isnull=False, quantity__gt=0, unit__isnull=False, unit__in=TimeUnit.values),
            ),
            models.CheckConstraint(
                name="version_cutoff_if_same_day",
                condition=Q(unit__isnull=True, cutoff__isnull=True)
                | Q(unit__isnull=False, unit=TimeUnit.SAME_DAY, cutoff__isnull=False)
                | Q(~Q(unit=TimeUnit.SAME_DAY), unit__isnull=False, cutoff__isnull=True),
            ),
            models.CheckConstraint(
                name="version_deciding_kind_is_known", condition=Q(deciding_kind__in=DecidingKind.values)
            ),
            models.CheckConstraint(
                name="version_entered_by_and_at",
                condition=Q(entered_by__isnull=True, entered_at__isnull=True)
                | Q(entered_by__isnull=False, entered_at__isnull=False),
            ),
            ExclusionConstraint(
                name="versions_never_overlap",
                expressions=[
                    ("procedure", RangeOperators.EQUAL),
                    (
                        Func(
                            "valid_from", "valid_to", Value("[]"), function="daterange", output_field=DateRangeField()
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} v{self.number}"

    @property
    def is_online_only(self) -> bool:
        """Whether it takes dossiers online and no other way: at the desk staff then file it for the citizen."""
        return self.channels == ["online"]

    @property
    def has_time(self) -> bool:
        """Whether the time limit is known."""
        return self.unit is not None

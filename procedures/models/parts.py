"""What hangs on a version: cases with their own time, required papers, fees, steps of the internal process."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from procedures.models.version import Confidence, DecidingKind, ProcedureVersion, TimeUnit


class ProcedureCase(models.Model):
    """A case of the procedure with a time limit of its own; null = as the version says."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="cases")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)  # official, Vietnamese
    quantity = models.PositiveSmallIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=16, choices=TimeUnit.choices, null=True, blank=True)  # noqa: DJ001  null = as version
    cutoff = models.TimeField(null=True, blank=True)
    deciding_kind = models.CharField(max_length=12, choices=DecidingKind.choices, blank=True)  # empty = as version

    history = HistoricalRecords()

    class Meta:
        ordering = ["version_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="case_number_once"),
            models.CheckConstraint(
                name="case_time_whole_or_not",
                condition=Q(quantity__isnull=True, unit__isnull=True)
                | Q(quantity__isnull=False, quantity__gt=0, unit__isnull=False, unit__in=TimeUnit.values),
            ),
            models.CheckConstraint(
                name="case_cutoff_if_same_day",
                condition=Q(unit__isnull=True, cutoff__isnull=True)
                | Q(unit__isnull=False, unit=TimeUnit.SAME_DAY, cutoff__isnull=False)
                | Q(~Q(unit=TimeUnit.SAME_DAY), unit__isnull=False, cutoff__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class RequiredPaper(models.Model):
    """A row of the published list of papers. A note explains and is not handed in.

    `case_label` groups the rows as the portal does; originals and copies are null when the portal is not clear.
    """

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="papers")
    case_label = models.TextField(blank=True)
    number = models.PositiveSmallIntegerField()
    name = models.TextField()  # official, Vietnamese, may be an excerpt
    quantity = models.CharField(max_length=60, blank=True)  # as printed
    originals = models.PositiveSmallIntegerField(null=True, blank=True)
    copies = models.PositiveSmallIntegerField(null=True, blank=True)
    is_note = models.BooleanField(default=False)

    class Meta:
        ordering = ["version_id", "number"]
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="paper_number_once")]

    def __str__(self) -> str:
        return self.name


class FeeItem(models.Model):
    """A fee or charge in whole đồng; null = not found, which is not the same as free."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="fees")
    label = models.CharField(max_length=150)  # official, Vietnamese
    amount_vnd = models.PositiveIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    confidence = models.CharField(max_length=12, choices=Confidence.choices)

    history = HistoricalRecords()

    class Meta:
        ordering = ["version_id", "id"]

    def __str__(self) -> str:
        return self.label


class StepRole(models.TextChoices):
    RECEPTION = "reception", _("Reception")
    SPECIALIST = "specialist", _("Officer in charge")
    DIVISION_HEAD = "division_head", _("Head of office")
    COMMUNE_LEADER = "commune_leader", _("Leader of the commune")
    RECORDS_CLERK = "records_clerk", _("Records clerk")
    LAND_REGISTRATION_OFFICE = "land_registration_office", _("Land registration office")
    PROVINCIAL_DEPARTMENT = "provincial_department", _("Department of the province")
    COMMUNE_POLICE = "commune_police", _("Police of the commune")
    TAX_AGENCY = "tax_agency", _("Tax office")
    VERTICAL_AGENCY = "vertical_agency", _("Vertical agency")


class ProcessStep(models.Model):
    """A step of the internal process in working hours (8 a day). A step that is not counted uses no legal time."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    name = models.TextField()  # official, Vietnamese
    role = models.CharField(max_length=30, choices=StepRole.choices)
    role_name = models.TextField(blank=True)  # official, Vietnamese
    hours = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    hours_text = models.TextField(blank=True)  # as printed
    counted = models.BooleanField(default=True)
    wait_kind = models.CharField(max_length=40, blank=True)  # what is waited for outside, in a step not counted
    wait_days = models.PositiveSmallIntegerField(null=True, blank=True)
    is_modelled = models.BooleanField(default=False)  # not published by any authority
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["version_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="step_number_once"),
            models.CheckConstraint(name="step_role_is_known", condition=Q(role__in=StepRole.values)),
            models.CheckConstraint(
                name="counted_step_has_hours", condition=Q(counted=False) | Q(hours__isnull=False, hours__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.name

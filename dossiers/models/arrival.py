import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from common import crypto

from .dossier import Dossier


class ArrivalOutcome(models.TextChoices):
    """What somebody who came got instead of a code. Two of them are numbers of forms of Circular 03/2025."""

    GUIDANCE = "guidance", _("Guidance only")
    FORM_02 = "02", _("Papers are missing (form 02)")
    FORM_03 = "03", _("Refused (form 03)")


class Arrival(models.Model):
    """A walk-in that got guidance, form 02 or form 03 without a code. Counted nowhere as received.

    Kept at the one-stop department (Decree 118/2025, art. 16). `papers` is a list of {"required", "name", "wrong"};
    `said` is what the form says, without the visitor. Name and phone are given freely and lie encrypted, nothing else
    of the person is kept. Append-only, guarded by a trigger: only `continued_*` is written later, once, and the
    encryption may move to another key.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)  # the button pressed twice is one arrival
    center = models.ForeignKey("centers.Center", models.PROTECT, related_name="+")
    office = models.ForeignKey("centers.Office", models.PROTECT, related_name="+")  # the reception
    outcome = models.CharField(max_length=10, choices=ArrivalOutcome)
    version = models.ForeignKey("procedures.ProcedureVersion", models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey("procedures.ProcedureCase", models.PROTECT, null=True, related_name="+")
    visitor_encrypted = models.BinaryField(null=True)  # JSON {"name", "phone"}
    visitor_key_id = models.CharField(max_length=40, blank=True)
    papers = models.JSONField(default=list)
    refusal_code = models.CharField(max_length=30, blank=True)
    legal_basis = models.CharField(max_length=500, blank=True)
    reason = models.TextField(blank=True)  # printed on the form
    note = models.TextField(blank=True)  # what was explained; stays in the house
    number = models.PositiveIntegerField(null=True)  # of the form, out of the counter of all forms of its kind
    year = models.PositiveSmallIntegerField(null=True)
    said = models.JSONField(default=dict)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    continued_dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="arrivals")
    continued_arrival = models.OneToOneField("self", models.PROTECT, null=True, related_name="earlier")
    continued_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=ArrivalOutcome.values), name="arrival_outcome_is_known"),
            models.CheckConstraint(
                condition=Q(outcome=ArrivalOutcome.GUIDANCE, number__isnull=True, year__isnull=True, said={})
                | Q(~Q(said={}), ~Q(outcome=ArrivalOutcome.GUIDANCE), number__isnull=False, year__isnull=False)
                & Q(version__isnull=False),
                name="arrival_form_is_numbered",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=ArrivalOutcome.GUIDANCE) | Q(version__isnull=False) | ~Q(note=""),
                name="arrival_guidance_about_something",
            ),
            models.CheckConstraint(
                condition=Q(~Q(papers=[]), outcome=ArrivalOutcome.FORM_02)
                | Q(~Q(outcome=ArrivalOutcome.FORM_02), papers=[]),
                name="arrival_papers_exactly_when_missing",
            ),
            models.CheckConstraint(
                condition=Q(~Q(refusal_code=""), ~Q(legal_basis=""), ~Q(reason=""), outcome=ArrivalOutcome.FORM_03)
                | Q(~Q(outcome=ArrivalOutcome.FORM_03), refusal_code="", legal_basis=""),
                name="arrival_law_exactly_when_refused",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(version__isnull=False), name="arrival_case_of_a_procedure"
            ),
            models.CheckConstraint(
                condition=Q(visitor_encrypted__isnull=True, visitor_key_id="")
                | Q(~Q(visitor_key_id=""), visitor_encrypted__isnull=False),
                name="arrival_visitor_whole_or_not",
            ),
            models.CheckConstraint(
                condition=Q(continued_at__isnull=True, continued_dossier__isnull=True, continued_arrival__isnull=True)
                | Q(continued_at__isnull=False, continued_dossier__isnull=False, continued_arrival__isnull=True)
                | Q(continued_at__isnull=False, continued_dossier__isnull=True, continued_arrival__isnull=False),
                name="arrival_continued_by_one",
            ),
            models.UniqueConstraint(fields=["center", "outcome", "year", "number"], name="arrival_form_number_once"),
        ]
        indexes = [models.Index(fields=["office", "at"], name="arrival_of_a_day")]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.at:%d/%m/%Y %H:%M}"

    @property
    def has_form(self) -> bool:
        return self.outcome != ArrivalOutcome.GUIDANCE

    @property
    def is_continued(self) -> bool:
        return self.continued_at is not None

    def seal(self, plain: bytes) -> None:
        """Keep who came, encrypted for this row alone."""
        self.visitor_key_id, self.visitor_encrypted = crypto.encrypt(plain, context=self.key.bytes)

    def unsealed(self) -> bytes:
        """What was sealed; empty when nothing was. Raises CannotDecrypt."""
        if self.visitor_encrypted is None:
            return b""
        return crypto.decrypt(self.visitor_key_id, self.visitor_encrypted, context=self.key.bytes)

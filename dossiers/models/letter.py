from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dossiers.letters import LIVE, Cause, LetterKind, LetterState

from .dossier import Dossier
from .paper import IssuedForm

LIVE_LIST = [str(state.value) for state in LIVE]


class Letter(models.Model):
    """A letter to the applicant on its way to a leader's signature. There is one per dossier, kind and moment.

    `about_at` is the moment that cannot be kept: the due date, or the appointment of an earlier letter. A letter whose
    dossier ended or whose due date moved is withdrawn. `is_afterwards`: it is written after the dossier ended late.
    `is_late`: signed after the latest moment for it (closing of the last working day before; policy apology.lead_days).
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=12, choices=LetterKind, default=LetterKind.APOLOGY)
    about_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=LetterState, default=LetterState.DRAFT)
    revision = models.PositiveIntegerField(default=1)  # what somebody saw
    cause = models.CharField(max_length=12, choices=Cause, default=Cause.AGENCY)
    text = models.TextField()
    new_at = models.DateTimeField(null=True)
    is_afterwards = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)
    form = models.OneToOneField(IssuedForm, models.PROTECT, null=True, related_name="letter")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "kind", "about_at"], name="letter_is_unique"),
            models.CheckConstraint(
                condition=Q(state__in=LetterState.values, kind__in=LetterKind.values, cause__in=Cause.values),
                name="letter_words_are_known",
            ),
            models.CheckConstraint(
                condition=Q(state=LetterState.SIGNED, signed_at__isnull=False, form__isnull=False)
                | ~Q(state=LetterState.SIGNED) & Q(signed_at__isnull=True, form__isnull=True, is_late=False),
                name="letter_has_its_form_exactly_when_signed",
            ),
            models.CheckConstraint(
                condition=Q(is_afterwards=True, new_at__isnull=True)
                | Q(is_afterwards=False, new_at__gt=models.F("about_at")),
                name="letter_promises_a_later_date",
            ),
        ]
        indexes = [models.Index(fields=["about_at"], condition=Q(state__in=LIVE_LIST), name="letter_live")]

    def __str__(self) -> str:
        return f"{self.kind} {self.dossier_id}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


class LetterStep(models.Model):
    """What was done with a letter, by whom; append-only, guarded by a trigger. `by` is null for the system."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(step="send_back") | ~Q(reason=""), name="letter_comes_back_with_reason")
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.step}"

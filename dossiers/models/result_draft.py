from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dossiers.letters import LIVE, LetterState

from .dossier import Dossier
from .paper import Paper
from .result import Result

LIVE_LIST = [str(state.value) for state in LIVE]


class ResultDraft(models.Model):
    """A result on its way to a leader's signature: prepared, checked, signed. One at a time for a dossier.

    `opinion` is what the officer proposes and why; it stays in the house. `files` become those of the result when it is
    signed. A draft whose dossier ended otherwise is closed with it.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="result_drafts")
    state = models.CharField(max_length=12, choices=LetterState, default=LetterState.DRAFT)
    revision = models.PositiveIntegerField(default=1)  # what somebody saw
    opinion = models.TextField()
    number = models.CharField(max_length=200, blank=True)  # of the document, where it is known before it is signed
    files = models.ManyToManyField(Paper, related_name="+")
    created_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    result = models.OneToOneField(Result, models.PROTECT, null=True, related_name="draft")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(state__in=LIVE_LIST), name="result_draft_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state=LetterState.SIGNED, signed_at__isnull=False, result__isnull=False)
                | ~Q(state=LetterState.SIGNED) & Q(signed_at__isnull=True, result__isnull=True),
                name="result_draft_has_its_result_when_signed",
            ),
        ]
        indexes = [models.Index(fields=["state"], condition=Q(state__in=LIVE_LIST), name="result_draft_live")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.state}"


class ResultDraftStep(models.Model):
    """What was done with a draft, by whom; append-only, guarded by a trigger. `by` is null for the system."""

    draft = models.ForeignKey(ResultDraft, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    said = models.JSONField(default=dict)  # opinion, number and files (ids) of the version that this step wrote

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(step="send_back") | ~Q(reason=""), name="result_draft_comes_back_with_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.step}"

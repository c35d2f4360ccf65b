from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from .dossier import Dossier


class ConversationLine(models.Model):
    """One message between applicant and office about a dossier. Append-only, guarded by a trigger.

    `office`: the office that speaks; None: the applicant does.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="conversation")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    office = models.ForeignKey("centers.Office", models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="conversation_line_says_something")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.at:%d/%m/%Y %H:%M}"


class ConversationMark(models.Model):
    """How far somebody has read the conversation of a dossier: up to the line with the key `line`."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, db_index=False, related_name="+")
    reader = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    line = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "reader"], name="conversation_mark_once")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.reader_id}"

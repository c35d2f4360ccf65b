from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from .dossier import Dossier


class InternalNote(models.Model):
    """What colleagues tell each other about a dossier. Append-only, guarded by a trigger.

    Only people of offices that act on the dossier read it; it is shown to no applicant and leaves through no API.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="notes")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_says_something")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.at:%d/%m/%Y %H:%M}"

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .dossier import Dossier


class ReminderKind(models.TextChoices):
    DUE_SOON = "due_soon", _("due soon")
    OVERDUE = "overdue", _("overdue")
    FIRST_ANSWER = "first_answer", _("first answer due")
    STEP_OVERDUE = "step_overdue", _("step overdue")
    APOLOGY = "apology", _("form 04 to be prepared")
    SIGN_APOLOGY = "sign_apology", _("form 04 to be signed")
    LAPSE_SOON = "lapse_soon", _("the applicant's time is running out")
    UNCOLLECTED = "uncollected", _("result not collected")


class Reminder(models.Model):
    """A sweep has spoken of this dossier: one row per dossier, kind and due moment, whatever happens to the worker."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, db_index=False, related_name="reminders")
    kind = models.CharField(max_length=12, choices=ReminderKind)
    due_at = models.DateTimeField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "kind", "due_at"], name="reminder_is_unique")]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.kind}"

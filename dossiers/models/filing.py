import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .dossier import Channel, Dossier, FiledBy


class Filing(models.Model):
    """What a citizen or the desk is still preparing. Not a dossier, not counted, may be deleted.

    `key` is made when the form is first opened: submitting the same filing twice gives the same dossier.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey("accounts.User", models.CASCADE, null=True, related_name="filings")
    center = models.ForeignKey("centers.Center", models.PROTECT, related_name="+")
    version = models.ForeignKey("procedures.ProcedureVersion", models.PROTECT, related_name="+")
    case = models.ForeignKey("procedures.ProcedureCase", models.PROTECT, null=True, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel)
    filed_by = models.CharField(max_length=10, choices=FiledBy, default=FiledBy.OWNER)
    owner = models.JSONField(default=dict)  # as typed so far
    submitter = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    questions = models.ForeignKey("procedures.QuestionSet", models.PROTECT, null=True, related_name="+")
    declared = models.JSONField(default=dict)  # answers to the questions as typed so far, sealed
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    dossier = models.OneToOneField(Dossier, models.PROTECT, null=True, related_name="filing")

    class Meta:
        indexes = [models.Index(fields=["expires_at"], condition=Q(dossier__isnull=True), name="filing_expiry")]

    def __str__(self) -> str:
        return str(self.key)

    @property
    def is_helped(self) -> bool:
        """Whether a helper prepares it for the owner, with the consent of the owner (docs/helping.md)."""
        return self.filed_by == FiledBy.HELPER

    @property
    def is_about_submitter(self) -> bool:
        """Whether `submitter` declares the owner: who files for themselves, or who is helped."""
        return self.filed_by in {FiledBy.OWNER, FiledBy.HELPER}

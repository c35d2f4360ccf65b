import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ExportKind(models.TextChoices):
    """Which list left the house."""

    WORKLIST = "worklist", _("Worklist")
    DESK = "desk", _("List of the counter")
    REGISTER = "register", _("Register of dossiers")
    BEHIND = "behind", _("Dossiers behind a figure")
    FIGURES = "figures", _("On-time figures")


class ExportRecord(models.Model):
    """One spreadsheet that was handed out: by whom, of what, how many dossiers. Append-only, guarded by a trigger.

    The dossiers in it are the rows of `DossierView` that point here (Personal Data Protection Law 91/2025/QH15).
    `asked` is the filter, numbers of people in it masked.
    """

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    what = models.CharField(max_length=12, choices=ExportKind)
    asked = models.JSONField(default=dict)
    is_full = models.BooleanField(default=False)  # with identity numbers and phones in the clear
    reason = models.TextField(blank=True)
    count = models.PositiveIntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(what__in=ExportKind.values), name="export_kind_is_known"),
            models.CheckConstraint(condition=Q(is_full=False) | ~Q(reason=""), name="export_in_full_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.count}"


class PreparedState(models.TextChoices):
    WAITING = "waiting", _("Waiting for its turn")
    WRITING = "writing", _("Being written")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Not finished")


class PreparedExport(models.Model):
    """A long list that the worker writes while its reader waits: the button that was pressed, how far it is, the file.

    The file is encrypted and forgotten after a day; the row stays beside the `ExportRecord` that tells what was in it.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    asked = models.JSONField()  # encrypted: the address of the page with the button, and what was typed there
    language = models.CharField(max_length=7)
    state = models.CharField(max_length=7, choices=PreparedState, default=PreparedState.WAITING)
    total = models.PositiveIntegerField()  # rows
    done = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    file_name = models.CharField(max_length=255, blank=True)
    content = models.BinaryField(null=True)
    key_id = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(content__isnull=True, key_id="")
                | Q(content__isnull=False, state=PreparedState.READY) & ~Q(key_id=""),
                name="prepared_content_has_its_key",
            ),
        ]
        indexes = [
            models.Index(fields=["touched_at"], condition=~Q(state=PreparedState.FAILED), name="prepared_by_time")
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.state}"

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

from datetime import datetime

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .dossier import Dossier
from .export import ExportRecord


class Ground(models.TextChoices):
    """Why somebody sees a dossier."""

    SUBMITTER = "submitter", _("submitted it")
    OWNER = "owner", _("owns it")
    RECEIVING = "receiving", _("receiving office")
    DECIDING = "deciding", _("deciding office")
    RETURNING = "returning", _("return office")
    STEP = "step", _("holds a step")
    COORDINATION = "coordination", _("coordinates")
    HELPER = "helper", _("helps the citizen")


class DossierAccess(models.Model):
    """One ground on which a citizen account or an office sees a dossier; never a single officer.

    From `since` until `until` (none: for good) it may be seen; acted upon only before `acts_until` (none: as long as
    seen). Default deny: no row, no dossier.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="access")
    account = models.ForeignKey("accounts.User", models.PROTECT, null=True, db_index=False, related_name="+")
    office = models.ForeignKey("centers.Office", models.PROTECT, null=True, db_index=False, related_name="+")
    ground = models.CharField(max_length=12, choices=Ground)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    acts_until = models.DateTimeField(null=True)
    names = SearchVectorField(null=True, editable=False)  # of an office; kept by triggers, see dossiers/names.py

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, office__isnull=True) | Q(account__isnull=True, office__isnull=False),
                name="access_for_account_or_office",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="access_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(acts_until__isnull=True) | Q(acts_until__gte=F("since")), name="access_acts_after_start"
            ),
            models.CheckConstraint(condition=Q(ground__in=Ground.values), name="access_ground_is_known"),
            models.UniqueConstraint(
                fields=["dossier", "account", "office", "ground"],
                condition=Q(until__isnull=True),
                nulls_distinct=False,
                name="access_row_is_unique",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "dossier"], name="access_by_office"),
            models.Index(fields=["account", "dossier"], name="access_by_account"),
            GinIndex(fields=["names"], name="access_by_names", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.ground}"

    def acts(self, at: datetime) -> bool:
        """Whether this row lets its subject act at this moment."""
        only_reads = self.acts_until is not None and self.acts_until <= at
        return self.sees(at) and not only_reads

    def sees(self, at: datetime) -> bool:
        """Whether this row lets its subject look at this moment."""
        has_ended = self.until is not None and self.until <= at
        return self.since <= at and not has_ended


class DossierView(models.Model):
    """Who looked at, exported or printed a dossier (Personal Data Protection Law 91/2025/QH15)."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, db_index=False, related_name="views")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    what = models.CharField(max_length=20)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    export = models.ForeignKey(ExportRecord, models.PROTECT, null=True, db_index=False, related_name="views")

    class Meta:
        indexes = [
            models.Index(fields=["dossier", "at"], name="view_by_dossier"),
            models.Index(fields=["export", "dossier"], condition=Q(export__isnull=False), name="view_by_export"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.what}"

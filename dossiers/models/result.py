from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from .dossier import Dossier


class Result(models.Model):
    """What was decided, as data: versions that are only ever added, guarded by a trigger. The newest one counts.

    Every `resolve` adds one, also when nothing is known of a document. Its files are the papers that point to it. A
    correction is written by a leader with a reason; without files of its own the files before it stay in force.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="results")
    version = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=200, blank=True)  # as on the document, "125/GXN-UBND"
    issued_on = models.DateField(null=True)
    signer = models.CharField(max_length=200, blank=True)
    is_correction = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "version"], name="result_version_is_unique"),
            models.CheckConstraint(
                condition=Q(is_correction=False, reason="") | Q(Q(is_correction=True), ~Q(reason="")),
                name="result_corrected_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.number or '–'} ({self.version})"


class ResultDownload(models.Model):
    """The first time that a citizen took a file of the result from the own page; rows are only ever added."""

    paper = models.OneToOneField("dossiers.Paper", models.PROTECT, related_name="first_download")
    account = models.ForeignKey("accounts.User", models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.at:%d/%m/%Y %H:%M}"

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.signatures import Signed

from .dossier import Dossier
from .event import DossierEvent
from .filing import Filing
from .result import Result


class PaperKind(models.TextChoices):
    APPLICATION = "application", _("part of the application")
    SUPPLEMENT = "supplement", _("supplied later")
    RESULT = "result", _("result")
    MANDATE = "mandate", _("authorisation of who collected")
    SIGNATURE = "signature", _("signature of who collected")
    OPINION = "opinion", _("answer of another office")
    DRAFT = "draft", _("result that is not signed yet")


IN_THE_HOUSE = (PaperKind.OPINION, PaperKind.DRAFT)
"""Kinds that applicants never see."""

SIGNED = [
    (Signed.WHOLE.value, _("carries an electronic signature (not verified here)")),
    (Signed.PART.value, _("carries an electronic signature, and was changed after it")),
    (Signed.NONE.value, _("no electronic signature")),
    (Signed.UNREADABLE.value, _("a scan: nothing to be seen of an electronic signature")),
]


class Paper(models.Model):
    """A paper of a dossier or of a filing: handed in on paper, uploaded or scanned.

    A file lies encrypted in the store under its hash; `key_id` names the key, so that keys can be rotated.
    """

    filing = models.ForeignKey(Filing, models.CASCADE, null=True, related_name="papers")
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="papers")
    kind = models.CharField(max_length=12, choices=PaperKind, default=PaperKind.APPLICATION)
    required = models.ForeignKey("procedures.RequiredPaper", models.PROTECT, null=True, related_name="+")
    result = models.ForeignKey(Result, models.PROTECT, null=True, related_name="papers")
    reused = models.ForeignKey("dossiers.DigitisedPaper", models.PROTECT, null=True, related_name="uses")
    name = models.TextField()
    originals = models.PositiveSmallIntegerField(default=0)
    certified = models.PositiveSmallIntegerField(default=0)  # certified copies
    copies = models.PositiveSmallIntegerField(default=0)  # plain ones
    file_name = models.CharField(max_length=255, blank=True)
    content_type = models.CharField(max_length=60, blank=True)
    size = models.PositiveIntegerField(default=0)  # bytes
    sha256 = models.CharField(max_length=64, blank=True)
    key_id = models.CharField(max_length=20, blank=True)
    signed = models.CharField(max_length=10, blank=True, choices=SIGNED)  # of a result; empty: nobody has looked
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(filing__isnull=False) | Q(dossier__isnull=False), name="paper_belongs_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(sha256="", size=0) | (~Q(sha256="") & Q(size__gt=0)), name="paper_file_is_whole"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class IssuedForm(models.Model):
    """A form of Circular 03/2025 that was given out, numbered per center and year, with what it said."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="forms")
    event = models.ForeignKey(DossierEvent, models.PROTECT, db_index=False, related_name="forms")
    form = models.CharField(max_length=2)  # 01 … 07
    number = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    center = models.ForeignKey("centers.Center", models.PROTECT, db_index=False, related_name="+")
    edition = models.PositiveSmallIntegerField(default=1)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, db_index=False, related_name="+")
    content = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["center", "form", "year", "number", "edition"], name="form_edition_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.form}: {self.number}/{self.year}"

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .filing import Filing
from .paper import Paper


class UploadState(models.TextChoices):
    RECEIVING = "receiving", _("not arrived completely")
    WAITING = "waiting", _("waits for the virus check")
    KEPT = "kept", _("kept")
    REFUSED = "refused", _("not kept")


UNSETTLED = (UploadState.RECEIVING, UploadState.WAITING)
"""A dossier is not sent while one of its files is in one of these."""


class PaperUpload(models.Model):
    """A file on its way into a filing, piece by piece; kept, it is a Paper and this row only says so.

    The same content for the same paper of the filing is the same upload, from however many tabs it comes.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    filing = models.ForeignKey(Filing, models.CASCADE, related_name="uploads")
    paper = models.ForeignKey(Paper, models.CASCADE, null=True, related_name="+")
    required = models.ForeignKey("procedures.RequiredPaper", models.PROTECT, null=True, related_name="+")
    field = models.CharField(max_length=40)  # the file control of the page, as in Slot
    name = models.TextField()  # of the paper, as in Paper
    file_name = models.CharField(max_length=255)
    size = models.PositiveIntegerField()  # bytes, of the whole file
    sha256 = models.CharField(max_length=64)  # of the whole file, as the sender says; looked at when it is complete
    received = models.PositiveIntegerField(default=0)  # bytes, without a gap from the beginning
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.RECEIVING)
    refusal = models.TextField(blank=True)  # in the language of the person, once refused
    added_by = models.ForeignKey("accounts.User", models.PROTECT, db_index=False, related_name="+")
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()  # the last piece

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filing", "field", "sha256"], name="upload_is_one_per_content"),
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="upload_has_no_more_than_it_says"),
            models.CheckConstraint(
                condition=Q(state="kept", paper__isnull=False) | (~Q(state="kept") & Q(paper__isnull=True)),
                name="upload_kept_is_a_paper",
            ),
            models.CheckConstraint(
                condition=Q(state="receiving") | Q(state="refused") | Q(received=F("size")),
                name="upload_waits_when_complete",
            ),
        ]
        indexes = [
            models.Index(fields=["touched_at"], condition=Q(state="receiving"), name="upload_receiving"),
            models.Index(fields=["touched_at"], condition=Q(state="waiting"), name="upload_waiting"),
        ]

    def __str__(self) -> str:
        return self.file_name


class UploadPiece(models.Model):
    """A part of an upload, encrypted, until the file is whole. Pieces lie one after the other without a gap."""

    upload = models.ForeignKey(PaperUpload, models.CASCADE, db_index=False, related_name="pieces")
    start = models.PositiveIntegerField()  # bytes from the beginning of the file
    content = models.BinaryField()
    key_id = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "start"], name="piece_is_one_per_start")]

    def __str__(self) -> str:
        return f"{self.upload_id}: {self.start}"

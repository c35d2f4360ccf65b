import uuid

from django.db import models
from django.db.models import Q


class TakeOverUpload(models.Model):
    """A spreadsheet of dossiers between its check and its confirmation. The content is encrypted, and gone afterwards.

    The row stays: who took over what, when. Without `content` and `done_at` it was discarded.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    center = models.ForeignKey("centers.Center", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    size = models.PositiveIntegerField()  # bytes
    content = models.BinaryField(null=True)
    key_id = models.CharField(max_length=40, blank=True)
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    done_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)  # dossiers taken over

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(content__isnull=True, key_id="") | Q(content__isnull=False) & ~Q(key_id=""),
                name="upload_content_has_its_key",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True, rows=0)
                | Q(done_at__isnull=False, done_by__isnull=False, content__isnull=True),
                name="upload_done_keeps_no_content",
            ),
        ]
        indexes = [models.Index(fields=["center", "uploaded_at"], name="upload_by_center")]

    def __str__(self) -> str:
        return self.file_name

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from .paper import Paper


class EarlierFile(models.Model):
    """The file that a paper had before its pages were turned, ordered anew or split. Never changed, never deleted.

    `leaves` says how the next file came out of it: [[page, degrees], …] in their new order; `moved` the same for the
    pages that became the paper `moved_to`.
    """

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="earlier_files")
    file_name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    key_id = models.CharField(max_length=20)
    leaves = models.JSONField()
    moved = models.JSONField(default=list)
    moved_to = models.ForeignKey(Paper, models.PROTECT, null=True, db_index=False, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey("accounts.User", models.PROTECT, db_index=False, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(sha256="") & Q(size__gt=0), name="earlier_file_is_whole"),
            models.CheckConstraint(
                condition=Q(moved=[], moved_to__isnull=True) | (~Q(moved=[]) & Q(moved_to__isnull=False)),
                name="earlier_file_says_where_pages_went",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

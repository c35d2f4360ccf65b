"""Explanations to listen to, for people who do not read easily, or not Vietnamese."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procedures.models.catalogue import Procedure


class SpokenLanguage(models.TextChoices):
    VIETNAMESE = "vi", _("Vietnamese language")
    HMONG = "hmong", _("Hmong language")
    DAO = "dao", _("Dao language")


class Recording(models.Model):
    """A short recording about a procedure in one language; the newest counts until it is taken away.

    The row stays when it is replaced or removed, with who did it and when; only these two columns ever change.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="recordings")
    language = models.CharField(max_length=8, choices=SpokenLanguage)
    content_type = models.CharField(max_length=20)
    seconds = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    key_id = models.CharField(max_length=40)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["procedure_id", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "language"], condition=Q(removed_at=None), name="one_recording_per_language"
            ),
            models.CheckConstraint(
                name="recording_removed_by_somebody",
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
            models.CheckConstraint(name="recording_has_sound", condition=~Q(sha256="") & Q(size__gt=0, seconds__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.language}"

    @property
    def length(self) -> str:
        """Minutes and seconds: "1:05"."""
        return f"{self.seconds // 60}:{self.seconds % 60:02}"

    @property
    def kilobytes(self) -> int:
        return -(-self.size // 1024)

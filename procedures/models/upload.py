"""A workbook on its way into the catalogue: uploaded, looked at, applied or left."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class CatalogueUpload(models.Model):
    """A workbook as it came. It is read anew whenever its diff is shown, so the diff is always against today's rows.

    One that was applied stays as the paper behind the change; one that was not may be deleted. A new version that is
    edited on pages is a workbook of one procedure, so that everything comes into the catalogue by one way.
    """

    name = models.CharField(max_length=120)  # of the file, safe to show
    procedure = models.ForeignKey(
        "procedures.Procedure", on_delete=models.CASCADE, null=True, blank=True, related_name="drafts"
    )  # edited on the pages of this procedure instead of in a spreadsheet
    content = models.BinaryField()
    valid_from = models.DateField()  # the day its changes are to count from
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    procedures_changed = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="upload_applied_whole_or_not",
                condition=Q(applied_by__isnull=True, applied_at__isnull=True, procedures_changed__isnull=True)
                | Q(applied_by__isnull=False, applied_at__isnull=False, procedures_changed__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name

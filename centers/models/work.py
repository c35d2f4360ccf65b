"""What a center says about the work in it: job positions, and working regulations as published documents."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from centers.models.place import Center, Office


class JobPosition(models.Model):
    """A position of the center's staffing plan (vị trí việc làm); `people` is how many it is meant for."""

    center = models.ForeignKey(Center, on_delete=models.PROTECT, related_name="positions")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="positions")
    name = models.CharField(max_length=150)  # official, Vietnamese
    duties = models.TextField(blank=True)
    people = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=300)  # the decision that approved it
    is_open = models.BooleanField(default=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["center_id", "office_id", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["center", "office", "name"], name="position_once_per_office", nulls_distinct=False
            ),
            models.CheckConstraint(name="position_is_for_somebody", condition=Q(people__gt=0)),
            models.CheckConstraint(name="position_has_a_source", condition=~Q(name="") & ~Q(source="")),
        ]

    def __str__(self) -> str:
        return self.name


class Regulation(models.Model):
    """One version of a working regulation (quy chế) of a center: a PDF that everybody may read, never replaced.

    Versions of one regulation share their `title`; the one in force has the latest `effective_from` that has come.
    """

    center = models.ForeignKey(Center, on_delete=models.PROTECT, related_name="regulations")
    title = models.CharField(max_length=200)  # official, Vietnamese
    number = models.CharField(max_length=60)  # of the document: "12/QĐ-UBND"
    effective_from = models.DateField()
    file_name = models.CharField(max_length=255)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    key_id = models.CharField(max_length=40)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["center_id", "title", "-effective_from", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["center", "title", "effective_from"], name="regulation_once_per_day"),
            models.CheckConstraint(
                name="regulation_has_its_document", condition=~Q(title="") & ~Q(number="") & ~Q(sha256="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

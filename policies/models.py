"""Legal numbers and house rules as rows, each valid from a date, with source and confidence."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from policies.catalogue import Confidence, Unit


class Policy(models.Model):
    """The value of one policy from `valid_from` (local date) until the next row of the same key."""

    key = models.CharField(max_length=60)
    value = models.JSONField(null=True)  # null: none set
    unit = models.CharField(max_length=20, choices=Unit.choices, blank=True)
    source = models.CharField(max_length=300)
    confidence = models.CharField(max_length=2, choices=Confidence.choices)
    valid_from = models.DateField()
    note = models.TextField(blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["key", "valid_from"]
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(fields=["key", "valid_from"], name="policy_key_once_a_day"),
            models.CheckConstraint(condition=Q(confidence__in=Confidence.values), name="policy_confidence_is_known"),
            models.CheckConstraint(condition=~Q(source=""), name="policy_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.valid_from:%d/%m/%Y})"

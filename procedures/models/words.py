"""Words people use: what they mean in the catalogue, and what was searched in vain."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from common.text import fold

LONGEST_PHRASE = 60


class Synonym(models.Model):
    """Everyday words and what to look for instead: a procedure code, or words of the catalogue.

    One phrase may mean several things; the lower `number` comes first. Rows without `entered_by` are delivered with
    the software; `is_active` is false for one that an administrator took out, so that loading does not bring it back.
    """

    phrase = models.CharField(max_length=LONGEST_PHRASE)
    phrase_fold = models.CharField(max_length=LONGEST_PHRASE, editable=False)
    means = models.CharField(max_length=120)
    means_fold = models.CharField(max_length=120, editable=False)
    number = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # null = from the facts delivered with the software
    entered_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["phrase_fold", "means_fold"])

    class Meta:
        ordering = ["phrase_fold", "number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["phrase_fold", "means_fold"], name="synonym_once"),
            models.CheckConstraint(
                name="synonym_has_words",
                condition=~Q(phrase_fold="") & ~Q(means_fold="") & ~Q(phrase_fold=F("means_fold")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phrase} → {self.means}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.fill_derived()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def fill_derived(self) -> None:
        """Set the columns that follow from the words; bulk writers call it themselves."""
        self.phrase_fold, self.means_fold = fold(self.phrase), fold(self.means)


class SearchMiss(models.Model):
    """Words that found nothing, folded and without anything that could name a person; counted, not who asked."""

    text = models.CharField(max_length=LONGEST_PHRASE, unique=True)
    count = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField()

    class Meta:
        ordering = ["-count", "-last_at", "text"]
        indexes = [models.Index(fields=["-count", "-last_at"], name="miss_by_count")]

    def __str__(self) -> str:
        return self.text

"""Questions of citizens that the catalogue could not answer."""

from django.db import models
from django.db.models import Q


class Unanswered(models.Model):
    """A question without anything personal, counted; who asked is not recorded. Forgotten by `questions.keep_days`.

    `text_fold` is the same without accents: a question asked twice is one row.
    """

    text = models.CharField(max_length=210)
    text_fold = models.CharField(max_length=210, unique=True)
    count = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        ordering = ["-count", "-last_at", "id"]
        constraints = [models.CheckConstraint(name="unanswered_has_words", condition=~Q(text="") & ~Q(text_fold=""))]
        indexes = [models.Index(fields=["-count", "-last_at"], name="unanswered_by_count")]

    def __str__(self) -> str:
        return self.text

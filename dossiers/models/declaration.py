import json
from functools import cached_property

from django.db import models

from common import crypto

from .dossier import Dossier


class Declaration(models.Model):
    """What was answered to the questions of a procedure when a dossier was sent, or sent again with other answers.

    A row never changes (trigger; only the key may): other answers are another row, and the highest number counts.
    `content` is JSON by question key, encrypted under `key_id`: it holds identity numbers. Dates as dd/mm/yyyy, choices
    as their values, places in one line.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, db_index=False, related_name="declarations")
    number = models.PositiveSmallIntegerField(default=1)
    questions = models.ForeignKey("procedures.QuestionSet", models.PROTECT, related_name="+")
    content = models.BinaryField()
    key_id = models.CharField(max_length=40)
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "number"], name="declaration_number_once")]

    def __str__(self) -> str:
        return f"#{self.dossier_id}/{self.number}"

    @cached_property
    def answers(self) -> dict[str, str]:
        """The answers in the clear. Reading them is a view of personal data: record it."""
        plain: dict[str, str] = json.loads(crypto.decrypt(self.key_id, bytes(self.content)))
        return plain

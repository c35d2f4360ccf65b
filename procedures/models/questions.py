"""What is asked when a procedure is filed online, edition by edition."""

from django.conf import settings
from django.db import models

from procedures.models.catalogue import Procedure
from procedures.models.version import Confidence


class QuestionSet(models.Model):
    """The questions of a procedure as `procedures.questions.parse` reads them; the highest number counts.

    Drafts and declarations point to the set they answer, so a row is never changed: other questions are another row.
    A set without pages takes the questions back: the procedure is filed the short way.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="question_sets")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)  # SHA-256 of the content
    source = models.TextField()
    confidence = models.CharField(max_length=12, choices=Confidence.choices)
    loaded_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )  # null = from the facts delivered with the software

    class Meta:
        ordering = ["procedure_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["procedure", "number"], name="question_set_number_once")]

    def __str__(self) -> str:
        return f"{self.procedure_id} q{self.number}"

from django.db import models
from django.utils.translation import gettext_lazy as _


class FormText(models.Model):
    """The sentences of a form from a day on, as a center words them; `center` null: of all that have none of their own.

    Append-only, guarded by a trigger: a correction is a further row, the newest of a day counts.
    """

    form = models.CharField(max_length=2)
    texts = models.JSONField()  # by name of the slot (dossiers.form_texts)
    center = models.ForeignKey("centers.Center", models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField(_("counts from"))
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["form", "center", "valid_from"], name="form_text_in_force")]

    def __str__(self) -> str:
        return f"{self.form} {self.valid_from}"

from django.db import models


class CodeCounter(models.Model):
    """The last serial number given to a dossier code, per unit identifier and day of reception."""

    identifier = models.CharField(max_length=30)
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["identifier", "day"], name="code_counter_is_unique")]

    def __str__(self) -> str:
        return f"{self.identifier} {self.day}: {self.last}"


class FormCounter(models.Model):
    """The last number given to an issued form, per center, kind of form and year."""

    center = models.ForeignKey("centers.Center", models.PROTECT, db_index=False, related_name="+")
    form = models.CharField(max_length=2)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["center", "form", "year"], name="form_counter_is_unique")]

    def __str__(self) -> str:
        return f"{self.center_id} {self.form} {self.year}: {self.last}"

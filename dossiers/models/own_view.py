"""How somebody likes to see the worklist: filters by name, and columns in their order."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class SavedFilter(models.Model):
    """`query` is what stands behind the ? of the address. At most one of a person's filters opens by itself."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1200)
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="filter_name_once_per_person"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(is_default=True), name="filter_one_default_per_person"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="filter_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ChosenColumns(models.Model):
    """The columns of a person's worklist beside the code, in their order; values of `queries.columns.Column`."""

    user = models.OneToOneField("accounts.User", models.CASCADE, related_name="chosen_columns")
    columns = ArrayField(models.CharField(max_length=20))

    def __str__(self) -> str:
        return ", ".join(self.columns)

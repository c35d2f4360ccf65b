"""The country's addresses since 1 July 2025: 34 provinces, 3,321 communes, wards and special zones, two levels."""

from django.db import models

from common.text import fold, vietnamese_key


class AddressUnit(models.Model):
    """A province (parent null) or a commune in it. Codes as in Decision 19/2025/QĐ-TTg: two digits, five digits."""

    code = models.CharField(max_length=5, unique=True)
    name = models.CharField(max_length=150)
    name_fold = models.CharField(max_length=150, db_index=True)
    name_sort = models.CharField(max_length=400, db_collation="C")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        ordering = ["name_sort"]

    def __str__(self) -> str:
        return self.name

    def fill_derived(self) -> None:
        """Set the columns that follow from the name."""
        self.name_fold, self.name_sort = fold(self.name), vietnamese_key(self.name)

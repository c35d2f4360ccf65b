"""State bodies: the province, its departments, agencies that report upwards, and the 99 communes and wards."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.text import fold, vietnamese_key


class UnitKind(models.TextChoices):
    PROVINCE = "province", _("Province")
    DEPARTMENT = "department", _("Department of the province")
    AGENCY = "agency", _("Vertical agency")  # police, military, insurance, tax
    COMMUNE = "commune", _("Commune or ward")


class Unit(models.Model):
    """A body that may decide dossiers. `name` is official and Vietnamese ("Phường Sa Pa")."""

    kind = models.CharField(max_length=12, choices=UnitKind.choices)
    code = models.CharField(max_length=12, unique=True)  # communes: five digits of Decision 19/2025/QĐ-TTg
    name = models.CharField(max_length=150)
    name_en = models.CharField(max_length=150, blank=True)
    name_sort = models.CharField(max_length=400, db_collation="C", editable=False)
    name_fold = models.CharField(max_length=150, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    # the official identification code (H38.…) of dossier codes; null = not known, a provisional one is used
    identifier = models.CharField(max_length=30, unique=True, null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=300, blank=True)  # what is doubtful about this row

    history = HistoricalRecords()

    class Meta:
        ordering = ["name_sort"]
        constraints = [
            models.CheckConstraint(name="unit_kind_is_known", condition=Q(kind__in=UnitKind.values)),
            models.CheckConstraint(
                name="only_the_province_has_no_parent",
                condition=Q(kind=UnitKind.PROVINCE, parent__isnull=True)
                | (~Q(kind=UnitKind.PROVINCE) & Q(parent__isnull=False)),
            ),
            models.CheckConstraint(name="unit_identifier_is_not_empty", condition=~Q(identifier="")),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.fill_derived()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def fill_derived(self) -> None:
        """Set the columns that follow from the name; bulk writers call it themselves."""
        self.name_sort, self.name_fold = vietnamese_key(self.name), fold(self.name)

    @property
    def is_ward(self) -> bool:
        return self.kind == UnitKind.COMMUNE and self.name.startswith("Phường ")


class Predecessor(models.Model):
    """A commune or ward of before 1 July 2025 that went into this one (Resolution 1673/NQ-UBTVQH15)."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="predecessors")
    name = models.CharField(max_length=150)
    name_fold = models.CharField(max_length=150)
    former_province = models.CharField(max_length=60)

    class Meta:
        ordering: ClassVar[list[str]] = ["unit_id", "name"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="predecessor_once_per_unit")]

    def __str__(self) -> str:
        return self.name

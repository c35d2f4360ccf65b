"""Sectors and procedures, and the remarks the catalogue makes about itself."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.text import fold, vietnamese_key
from procedures.words import initials_of, words_of


class Level(models.TextChoices):
    """Who decides, as the catalogue says it; a dossier itself counts as commune, province or vertical."""

    COMMUNE = "commune", _("Commune")
    PROVINCE = "province", _("Province")
    VERTICAL = "vertical", _("Vertical agency")
    LINKED = "linked", _("Interconnected")
    PROVINCE_OR_COMMUNE = "province_or_commune", _("Province or commune, as delegated")
    COMMUNE_THEN_PROVINCE = "commune_then_province", _("Commune, then province")


class Sector(models.Model):
    """A field of administration, for example Hộ tịch."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=150)  # official, Vietnamese
    name_sort = models.CharField(max_length=400, db_collation="C")

    class Meta:
        ordering = ["name_sort"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name_sort = vietnamese_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Procedure(models.Model):
    """An administrative procedure. What the law says about it on a day is in its versions.

    `aliases` are other codes and everyday names it is searched by; `facts_digest` tells which facts were loaded last;
    `described_by` is the administrator whose description newer facts do not overwrite.
    """

    code = models.CharField(max_length=20, unique=True)  # national code, "1.001193"
    code_confidence = models.CharField(max_length=12)
    name = models.TextField()  # official, Vietnamese
    name_en = models.CharField(max_length=200, blank=True)
    name_fold = models.TextField(editable=False)
    name_sort = models.TextField(editable=False, db_collation="C")
    search_fold = models.TextField(editable=False)  # words only, a space before and after each
    initials = models.TextField(editable=False, default="")  # of name and aliases: "dkks gks"
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="procedures")
    level = models.CharField(max_length=24, choices=Level.choices)
    demand_weight = models.PositiveSmallIntegerField(default=1)  # an assumption, for samples and ranking only
    aliases = models.JSONField(default=list, blank=True)
    local_codes = models.JSONField(default=list, blank=True)  # codes the province uses for the same procedure
    portal_url = models.URLField(blank=True, max_length=300)
    note = models.TextField(blank=True)
    facts_digest = models.CharField(max_length=64, blank=True, editable=False)
    described_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    history = HistoricalRecords(excluded_fields=["name_fold", "name_sort", "search_fold", "initials"])

    class Meta:
        ordering = ["name_sort", "code"]
        indexes = [GinIndex(fields=["search_fold"], name="procedure_search", opclasses=["gin_trgm_ops"])]
        constraints = [models.CheckConstraint(name="procedure_level_is_known", condition=Q(level__in=Level.values))]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.fill_derived()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def fill_derived(self) -> None:
        """Set the columns that follow from the names and codes; bulk writers call it themselves."""
        self.name_fold, self.name_sort = fold(self.name), vietnamese_key(self.name)
        local = [str(row.get("code", "")) for row in self.local_codes]
        words = [self.code, self.name, self.name_en, self.sector.name, *self.aliases, *local]
        self.search_fold = f" {' '.join(words_of(fold(' '.join(words))))} "
        self.initials = initials_of(self.name, *self.aliases)


class RemarkKind(models.TextChoices):
    STEPS_CONTRADICT = "steps_contradict", _("Steps contradict the legal limit")
    STEPS_OF_A_STAGE = "steps_of_a_stage", _("Steps cover one stage only")
    STEPS_OF_A_CASE = "steps_of_a_case", _("Steps belong to one case only")
    KEPT = "kept", _("Entered here, not overwritten by newer facts")


class CatalogueRemark(models.Model):
    """Something in the sources that the catalogue did not take over, shown to administrators."""

    kind = models.CharField(max_length=20, choices=RemarkKind.choices)
    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="remarks")
    text = models.TextField()  # Vietnamese, names the source
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["procedure_id", "id"]
        constraints = [
            models.CheckConstraint(name="remark_kind_is_known", condition=Q(kind__in=RemarkKind.values)),
            models.UniqueConstraint(fields=["procedure", "kind", "text"], name="remark_once"),
        ]

    def __str__(self) -> str:
        return self.text

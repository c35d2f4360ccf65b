from django.db import models
from django.db.models import Q

from .dossier import Dossier


class MergedDossier(models.Model):
    """A dossier that a merge of two records of one person moved from the one to the other, and in which part."""

    merge = models.ForeignKey("citizens.PartyMerge", models.PROTECT, related_name="moved")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="party_merges")
    was_owner = models.BooleanField()
    was_submitter = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merge", "dossier"], name="merged_dossier_once"),
            models.CheckConstraint(
                condition=Q(was_owner=True) | Q(was_submitter=True), name="merged_dossier_had_a_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merge_id}: {self.dossier_id}"

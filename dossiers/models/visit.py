from django.db import models

from .dossier import Dossier


class Visit(models.Model):
    """One person at one desk on one day with several dossiers. Made when the second one follows; rows are only added.

    Who the person is stands in the dossiers alone, because corrections and merges change it there.
    """

    center = models.ForeignKey("centers.Center", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.center_id} {self.at:%d/%m/%Y %H:%M}"


class VisitDossier(models.Model):
    """A dossier of a visit; no dossier came in two visits."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="parts")
    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="visit_part")

    def __str__(self) -> str:
        return f"{self.visit_id}: {self.dossier_id}"

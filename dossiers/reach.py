"""Whose records of people somebody may merge: those who have dossiers at their centers, and nowhere else."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.permissions import Permission
from centers.models import Unit
from centers.reach import StaffContext
from citizens.models import Party
from dossiers.models import Dossier


@dataclass(frozen=True)
class MergeReach:
    """`everywhere`: an administrator of the province; otherwise the centers of the posting."""

    center_ids: frozenset[int]
    everywhere: bool = False

    @classmethod
    def of(cls, staff: StaffContext) -> "MergeReach":
        """By the postings of today; a center where the permission is not held does not count."""
        return cls(staff.centers_with(Permission.MERGE_PERSONS), staff.everywhere(Permission.MERGE_PERSONS))

    def parties(self) -> QuerySet[Party]:
        """Records of the desk of people all of whose dossiers, at least one, belong to these centers."""
        desk = Party.objects.filter(entered_by__isnull=True)
        if self.everywhere:
            return desk
        own = Dossier.objects.filter(Q(owner=OuterRef("pk")) | Q(submitter=OuterRef("pk")))
        here = self._here()
        return desk.filter(Exists(own.filter(here))).exclude(Exists(own.exclude(here)))

    def covers(self, *parties: Party) -> bool:
        """Whether all of these records are within reach."""
        wanted = {party.pk for party in parties}
        return self.parties().filter(pk__in=wanted).count() == len(wanted)

    def _here(self) -> Q:
        centers = sorted(self.center_ids)
        return Q(receiving_center__in=centers) | Q(deciding_unit__in=Unit.objects.filter(center__in=centers))

"""Dossiers of officers who are away: they pass to the stand-in, and come back with the officer."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

import structlog
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from centers.absences import stand_ins
from centers.models import Absence
from centers.queries import memberships
from common.clock import local_date
from common.errors import Refusal
from dossiers.actors import SYSTEM
from dossiers.lifecycle import BEFORE_RECEPTION, OPEN, Status
from dossiers.models import Dossier, Leg

from .verbs import assign_as

log = structlog.get_logger(__name__)

BATCH = 500


@dataclass(frozen=True)
class Passing:
    """One dossier that is not with the person who should have it: `own` is whose it is, `to` who gets it now."""

    dossier: Dossier
    own: int
    to: int

    @property
    def facts(self) -> dict[str, int]:
        return {"to_user": self.to} if self.own == self.to else {"to_user": self.to, "stands_in_for": self.own}


def settle(*, at: datetime, only: Collection[int] | None = None, most: int | None = None) -> int:
    """Pass every dossier to be worked on to whoever should have it today; returns how many moved.

    Whose it is, is the officer it was assigned to; while that one is away, the stand-in has it. Safe to run twice:
    what is in the right hands is not touched. `only` narrows to the dossiers of some people, `most` to a number.
    One dossier is one transaction; one that moved on meanwhile is found again by the next run.
    """
    on = local_date(at)
    misplaced = _misplaced(on, only)
    members, reasons = memberships({passing.to for passing in misplaced}, on), _Reasons(on)
    possible = [passing for passing in misplaced if (passing.dossier.holder_id, passing.to) in members]
    moved = 0
    for passing in possible[:most]:
        dossier, reason = passing.dossier, reasons.of(passing)
        try:
            assign_as(dossier, passing.facts, members=members, at=at, by=SYSTEM, seen=dossier.revision, reason=reason)
        except Refusal as refusal:
            log.warning("dossier not passed to the stand-in", dossier=dossier.pk, reason=str(refusal))
        else:
            moved += 1
    return moved


def _misplaced(on: date, only: Collection[int] | None) -> list[Passing]:
    instead = stand_ins(on)
    found = []
    for dossier in _candidates(list(instead), only).iterator(chunk_size=BATCH):
        own = dossier.stands_in_for_id or dossier.assignee_id
        assert own is not None  # by the filter
        to = instead.get(own, own)
        if to != dossier.assignee_id:
            found.append(Passing(dossier, own, to))
    return found


def _candidates(away: list[int], only: Collection[int] | None) -> QuerySet[Dossier]:
    """Dossiers of people who are away, and those that somebody holds for another."""
    own = Q(assignee__in=away, stands_in_for=None) | Q(stands_in_for__isnull=False)
    if only is not None:
        own &= Q(stands_in_for__in=only) | Q(assignee__in=only)
    columns = ("pk", "revision", "assignee_id", "stands_in_for_id", "holder_id")
    return Dossier.objects.filter(to_be_worked_on(), own).only(*columns).order_by("pk")


def to_be_worked_on() -> Q:
    """Not over; a result only as long as it is not on its way to the office that hands it out."""
    on_its_way = Leg.objects.filter(dossier=OuterRef("pk"), confirmed_at=None)
    return Q(status__in=sorted(OPEN | BEFORE_RECEPTION)) | Q(status=Status.RESOLVED) & ~Q(Exists(on_its_way))


@dataclass
class _Reasons:
    """The reasons of the events of one day; stored, so always in the language of the house."""

    on: date
    _known: dict[tuple[int, int], str] = field(default_factory=dict)

    def of(self, passing: Passing) -> str:
        key = (passing.own, passing.to)
        if key not in self._known:
            with override("vi"):
                self._known[key] = self._of(*key)
        return self._known[key]

    def _of(self, own: int, to: int) -> str:
        names = dict(User.objects.filter(pk__in=[own, to]).values_list("pk", "full_name"))
        if own == to:
            return _("%(name)s is back.") % {"name": names[own]}
        away = Absence.objects.in_force(self.on).get(user=own)
        return _("%(name)s is absent from %(since)s to %(until)s; %(stand_in)s stands in.") % {
            "name": names[own],
            "since": f"{away.since:%d/%m/%Y}",
            "until": f"{away.until:%d/%m/%Y}",
            "stand_in": names[to],
        }

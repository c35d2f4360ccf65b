"""Originals that end with the citizen or the file, and those that travel without the dossier. The status stays."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from common.errors import Refusal
from dossiers.actors import Actor
from dossiers.folder import Folder
from dossiers.lifecycle import FINAL
from dossiers.models import Dossier, MoveKind
from dossiers.originals import State, Whereabouts, counted
from dossiers.reference import reception_at

from .interpreter import Work, work_on
from .originals import Counts, NotThere, arrival, lying_at, new_move, place_of, where


class ReasonForKeeping(Refusal):
    default_message = _("Write why originals are kept.")

    def __init__(self) -> None:
        super().__init__(field="kept_reason")


class NotYours(Refusal):
    default_message = _("Only the office that has these originals, or is to get them, may do this.")


class NotOver(Refusal):
    default_message = _("Originals are given back or sent back once the dossier is over.")


def take_in(
    dossier: Dossier, arrived: Counts, *, at: datetime, by: Actor, note: str = "", seen: int | None = None
) -> Dossier:
    """Originals that were sent on their own, or were missing, have turned up. Raises `NotThere`."""
    with work_on(dossier, seen=seen) as work:
        _take_in(work, arrived, at=at, by=by, note=note)
        work.folder.write()
    return work.dossier


def give_back(
    dossier: Dossier, given_back: Counts, *, at: datetime, by: Actor, note: str = "", seen: int | None = None
) -> Dossier:
    """The desk hands originals of a dossier that is over to the citizen. Raises `NotYours`, `NotOver`, `NotThere`."""
    with work_on(dossier, seen=seen) as work:
        _give_back(work, given_back, at=at, by=by, note=note)
        work.folder.write()
    return work.dossier


def send_back(dossier: Dossier, *, at: datetime, by: Actor, seen: int | None = None) -> Dossier:
    """All originals that lie with an office of the actor go to the desk that received them; the dossier is over.

    Raises `NotOver`, `NotThere`.
    """
    with work_on(dossier, seen=seen) as work:
        _send_back(work, at=at, by=by)
        work.folder.write()
    return work.dossier


def settle(work: Work, given_back: Counts, kept_reason: str, *, at: datetime, by: Actor) -> None:
    """At delivery: these are given back, the others that lie here are kept. Raises `ReasonForKeeping`."""
    dossier = work.dossier
    here = counted(lying_at(where(dossier, work.folder.new_moves), dossier.holder_id))
    _end(work.folder, MoveKind.GIVEN_BACK, given_back, here, dossier.holder_id, at=at, by=by)
    rest = {paper_id: count - given_back.get(paper_id, 0) for paper_id, count in here.items()}
    kept = {paper_id: count for paper_id, count in rest.items() if count}
    if kept and not kept_reason.strip():
        raise ReasonForKeeping
    _end(work.folder, MoveKind.KEPT, kept, kept, dossier.holder_id, at=at, by=by, note=kept_reason.strip())


def _take_in(work: Work, arrived: Counts, *, at: datetime, by: Actor, note: str = "") -> None:
    wanted, found = dict(arrived), list[tuple[Whereabouts, int]]()
    for one in expected(where(work.dossier), by):
        count = min(wanted.get(one.paper_id, 0), one.count)
        if count:
            wanted[one.paper_id] -= count
            found.append((one, count))
    if not found or any(wanted.values()):
        raise NotThere
    for one, count in found:
        work.folder.add_move(arrival(one, count, one.office_id, at, by, note.strip()))


def _give_back(work: Work, given_back: Counts, *, at: datetime, by: Actor, note: str = "") -> None:
    office_id = desk_of(work.folder, by, at)
    if office_id is None:
        raise NotYours
    _check_over(work.dossier)
    here = counted(lying_at(where(work.dossier), office_id))
    _end(work.folder, MoveKind.GIVEN_BACK, given_back, here, office_id, at=at, by=by, note=note.strip())


def _send_back(work: Work, *, at: datetime, by: Actor) -> None:
    _check_over(work.dossier)
    reception = reception_at(work.dossier.receiving_center)
    offices = work.folder.acting_offices(at) & by.office_ids
    lying = where(work.dossier)
    for office_id in sorted(offices):
        here = counted(lying_at(lying, office_id))
        if here and place_of(office_id) != reception.place:
            for paper_id, count in here.items():
                work.folder.add_move(new_move(work.dossier, MoveKind.SENT, paper_id, count, office_id, at, by,
                                          to_office_id=reception.pk))  # fmt: skip
            return
    raise NotThere


def expected(found: Iterable[Whereabouts], by: Actor) -> list[Whereabouts]:
    """What is to arrive at an office of the actor: missing, or sent without the dossier."""
    under_way = {State.MISSING, State.ON_THE_WAY}
    own = [one for one in found if one.state in under_way and one.office_id in by.office_ids]
    return [one for one in own if one.state is State.MISSING or one.leg_number is None]


def desk_of(folder: Folder, by: Actor, at: datetime) -> int | None:
    """The desk at which the actor may hand out originals of the dossier."""
    own = folder.acting_offices(at) & by.offices_as(frozenset({Role.COUNTER}))
    return min(own, default=None)


def _check_over(dossier: Dossier) -> None:
    if dossier.status not in FINAL:
        raise NotOver


def _end(
    folder: Folder, kind: MoveKind, wanted: Counts, here: Counts, office_id: int, *,
    at: datetime, by: Actor, note: str = "",
) -> None:  # fmt: skip
    for paper_id, count in wanted.items():
        if count > here.get(paper_id, 0):
            raise NotThere
        if count:
            folder.add_move(new_move(folder.dossier, kind, paper_id, count, office_id, at, by, note=note))

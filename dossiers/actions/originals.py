"""Originals between places: they go with a hand-over and arrive with its confirmation.

Inside one place nothing is read and nothing is written. Rows are only added, by the folder of the dossier.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from dossiers.actors import Actor
from dossiers.folder import Folder
from dossiers.models import Dossier, Leg, MoveKind, OriginalMove, Paper
from dossiers.originals import HandedIn, State, Whereabouts, counted, whereabouts
from dossiers.reference import reception_at, room_at

if TYPE_CHECKING:
    from .interpreter import Move

Counts = Mapping[int, int]
"""Paper → how many originals of it."""


class NoteMissing(Refusal):
    default_message = _("Write what is missing and who was told; both offices and the leader will read it.")

    def __init__(self) -> None:
        super().__init__(field="note")


class NotThere(Refusal):
    default_message = _(
        "These originals are not there. Look at the page again: somebody may have moved them meanwhile."
    )


def place_of(office_id: int) -> str:
    return room_at(office_id).place


def where(dossier: Dossier, unsaved: Iterable[OriginalMove] = ()) -> list[Whereabouts]:
    """Where the originals of a saved dossier are; one statement when it has none, two otherwise."""
    papers = dossier.papers.filter(originals__gt=0).order_by("pk").values_list("pk", "originals", "added_at")
    reception = reception_at(dossier.receiving_center).pk
    handed_in = [HandedIn(pk, count, reception, at) for pk, count, at in papers]
    if not handed_in:
        return []
    return whereabouts(handed_in, [*dossier.original_moves.order_by("pk"), *unsaved], place_of)


# With hand-overs


def send_along(move: Move, leg: Leg) -> None:
    """All originals that lie where the dossier leaves go with it."""
    if not _may_have_originals(move) or not _crosses(leg):
        return
    here = lying_at(where(move.dossier, move.folder.new_moves), leg.from_office_id)
    for paper_id, count in counted(here).items():
        move.folder.add_move(_sent(move.dossier, leg, paper_id, count))


def _may_have_originals(move: Move) -> bool:
    return bool(move.dossier.pk) and move.folder.has_papers


def arrive(move: Move, leg: Leg) -> None:
    """Everything that was sent with the leg is there, but for what the event says is missing."""
    if not _may_have_originals(move) or not _crosses(leg):
        return
    lacking = {int(row["paper"]): int(row["count"]) for row in move.facts.get("missing", [])}
    for one in under_way(where(move.dossier, move.folder.new_moves), leg):
        missing = min(lacking.pop(one.paper_id, 0), one.count)
        note = move.facts["note"] if missing else ""
        move.folder.add_move(arrival(one, one.count - missing, leg.office_id, move.at, move.by, note))
    if lacking:
        raise NotThere


def call_back(move: Move, leg: Leg) -> None:
    """A hand-over that nobody confirmed is closed: what was to go with it belongs to the giver again."""
    if not _crosses(leg):
        return
    for one in under_way(where(move.dossier, move.folder.new_moves), leg):
        back = arrival(one, one.count, move.holder_id, move.at, move.by, "")
        back.kind = MoveKind.CALLED_BACK
        move.folder.add_move(back)


def handed_in(folder: Folder, papers: Iterable[Paper], at: datetime, by: Actor) -> None:
    """The papers of a reception, which are recorded after the hand-over that follows it at once."""
    leg, dossier = folder.legs[-1], folder.dossier
    if dossier.deciding_unit_id == dossier.receiving_center.unit_id or not _crosses(leg):
        return
    sendings = [_sent(dossier, leg, paper.pk, paper.originals) for paper in papers if paper.originals]
    for sent in sendings:
        folder.add_move(sent)
    for sent in sendings if leg.confirmed_at is not None else ():
        one = Whereabouts(sent.paper_id, State.ON_THE_WAY, sent.count, leg.office_id, at, sending=sent)
        folder.add_move(arrival(one, sent.count, leg.office_id, at, by, ""))
    folder.write()


def missing_facts(dossier: Dossier, arrived: Counts | None, note: str) -> dict[str, Any]:
    """For the event of a confirmation: what did not arrive of what was sent (None: all did). Raises `NoteMissing`."""
    if arrived is None:
        return {}
    leg = dossier.legs.filter(confirmed_at=None).first()
    sent = counted(under_way(where(dossier), leg)) if leg else {}
    if any(count > sent.get(paper_id, 0) for paper_id, count in arrived.items()):
        raise NotThere
    lacking = {paper_id: count - arrived.get(paper_id, 0) for paper_id, count in sent.items()}
    rows = [{"paper": paper_id, "count": count} for paper_id, count in lacking.items() if count]
    if not rows:
        return {}
    if not note.strip():
        raise NoteMissing
    names = dict(dossier.papers.filter(pk__in=lacking).values_list("pk", "name"))
    return {"missing": [{**row, "name": names[row["paper"]]} for row in rows], "note": note.strip()}


def _crosses(leg: Leg) -> bool:
    return leg.from_office_id is not None and place_of(leg.from_office_id) != place_of(leg.office_id)


def lying_at(found: Iterable[Whereabouts], office_id: int | None) -> list[Whereabouts]:
    """What lies in the place of an office."""
    if office_id is None:
        return []
    place = place_of(office_id)
    return [one for one in found if one.state is State.HERE and place_of(one.office_id) == place]


def under_way(found: Iterable[Whereabouts], leg: Leg) -> list[Whereabouts]:
    """What goes with a leg and has not arrived."""
    return [one for one in found if one.state is State.ON_THE_WAY and one.leg_number == leg.number]


def _sent(dossier: Dossier, leg: Leg, paper_id: int, count: int) -> OriginalMove:
    assert leg.from_office_id is not None  # it crosses
    return OriginalMove(
        dossier=dossier,
        paper_id=paper_id,
        kind=MoveKind.SENT,
        count=count,
        office_id=leg.from_office_id,
        to_office_id=leg.office_id,
        leg_number=leg.number,
        at=leg.given_at,
        by_id=leg.given_by_id,
    )


def arrival(one: Whereabouts, count: int, office_id: int, at: datetime, by: Actor, note: str) -> OriginalMove:
    sending: OriginalMove = one.sending
    return new_move(
        sending.dossier, MoveKind.ARRIVED, one.paper_id, count, office_id, at, by, note=note, answers=sending
    )


def new_move(
    dossier: Dossier, kind: MoveKind, paper_id: int, count: int, office_id: int, at: datetime, by: Actor, **more: Any
) -> OriginalMove:
    return OriginalMove(
        dossier=dossier,
        kind=kind,
        paper_id=paper_id,
        count=count,
        office_id=office_id,
        at=at,
        by_id=by.account_id,
        **more,
    )

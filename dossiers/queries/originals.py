"""Where the originals of a dossier are, as the page and the API tell it, and what this person may do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from centers.models import Office
from dossiers.actions.giving_back import desk_of, expected
from dossiers.actions.originals import lying_at, place_of, where
from dossiers.actors import Actor
from dossiers.folder import folder_of
from dossiers.forms.originals import ticks
from dossiers.lifecycle import FINAL
from dossiers.models import Dossier, MoveKind, OriginalMove
from dossiers.originals import State, Whereabouts
from dossiers.reference import reception_at

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class OriginalLine:
    """Originals of one paper that share one fate. `office` is where they are or are going, with its unit."""

    paper: str
    state: State
    count: int
    office: str
    from_office: str
    since: datetime
    note: str


@dataclass(frozen=True)
class MoveLine:
    kind: str
    paper: str
    count: int
    office: str
    to_office: str
    at: datetime
    by: str
    note: str


@dataclass(frozen=True)
class Originals:
    """`take_in`, `give_back` and `send_back` are what the person may tick; empty: not their turn. `has_slip`:
    the dossier is on its way from or to an office of the person."""

    lines: Sequence[OriginalLine]
    moves: Sequence[MoveLine]
    take_in: Choices
    give_back: Choices
    send_back: Choices
    has_slip: bool

    @property
    def are_missing(self) -> bool:
        return any(line.state is State.MISSING for line in self.lines)


def originals_of(dossier: Dossier, actor: Actor, at: datetime) -> Originals:
    """Two statements when the dossier has no originals."""
    found = where(dossier)
    leg = dossier.legs.filter(confirmed_at=None).first()
    has_slip = leg is not None and bool({leg.office_id, leg.from_office_id} & actor.office_ids)
    if not found:
        return Originals((), (), (), (), (), has_slip)
    moves = list(dossier.original_moves.select_related("paper", "by").order_by("-pk"))
    names = dict(dossier.papers.values_list("pk", "name"))
    offices = _offices(found, moves, dossier)
    lines = [_line(one, names, offices) for one in _with_the_holder(found, dossier)]
    told = [_move(move, offices) for move in moves]
    return Originals(lines, told, **_turns(dossier, found, actor, at), has_slip=has_slip)


def _with_the_holder(found: Sequence[Whereabouts], dossier: Dossier) -> list[Whereabouts]:
    """Inside a place originals are where the dossier is, from when its office confirmed it."""
    leg = dossier.legs.filter(confirmed_at__isnull=False, ended_at=None).order_by("-number").first()
    since = leg.confirmed_at if leg is not None and leg.confirmed_at is not None else None
    here = place_of(dossier.holder_id)
    return [
        replace(one, office_id=dossier.holder_id, since=max(one.since, since or one.since))
        if one.state is State.HERE and place_of(one.office_id) == here
        else one
        for one in found
    ]


def _turns(dossier: Dossier, found: Sequence[Whereabouts], actor: Actor, at: datetime) -> Mapping[str, Choices]:
    folder = folder_of(dossier)
    acting = folder.acting_offices(at) & actor.office_ids
    give_back: Choices = ()
    send_back: Choices = ()
    if dossier.status in FINAL and acting:
        desk = desk_of(folder, actor, at)
        give_back = ticks(dossier, lying_at(found, desk)) if desk is not None else ()
        home = reception_at(dossier.receiving_center).place
        away = [one for office in sorted(acting) if place_of(office) != home for one in lying_at(found, office)]
        send_back = ticks(dossier, dict.fromkeys(away)) if away and desk is None else ()
    return {"take_in": ticks(dossier, expected(found, actor)), "give_back": give_back, "send_back": send_back}


def _offices(found: Sequence[Whereabouts], moves: Sequence[OriginalMove], dossier: Dossier) -> Mapping[int, str]:
    wanted = {one.office_id for one in found} | {one.from_office_id for one in found} | {dossier.holder_id}
    wanted |= {move.office_id for move in moves} | {move.to_office_id for move in moves}
    rows = Office.objects.filter(pk__in=[pk for pk in wanted if pk]).select_related("unit")
    return {office.pk: f"{office.name}, {office.unit.name}" for office in rows}


def _line(one: Whereabouts, names: Mapping[int, str], offices: Mapping[int, str]) -> OriginalLine:
    return OriginalLine(
        paper=names[one.paper_id],
        state=one.state,
        count=one.count,
        office=offices[one.office_id],
        from_office=offices[one.from_office_id] if one.from_office_id else "",
        since=one.since,
        note=one.note,
    )


def _move(move: OriginalMove, offices: Mapping[int, str]) -> MoveLine:
    return MoveLine(
        kind=str(MoveKind(move.kind).label),
        paper=move.paper.name,
        count=move.count,
        office=offices[move.office_id],
        to_office=offices[move.to_office_id] if move.to_office_id else "",
        at=move.at,
        by=move.by.full_name if move.by else "",
        note=move.note,
    )

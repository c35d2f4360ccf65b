"""Where the originals of a dossier are: papers and the moves of their originals in, whereabouts out. Pure.

Originals are handed in at the reception and lie in a place: a center, or a department. Inside it they go with the
dossier; between places they are sent and arrive. What is sent and not there on arrival is missing until it turns up.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any


class State(StrEnum):
    HERE = "here"  # in an office
    ON_THE_WAY = "on_the_way"
    MISSING = "missing"  # sent, looked for on arrival, not there
    GIVEN_BACK = "given_back"
    KEPT = "kept"


@dataclass(frozen=True)
class HandedIn:
    """A paper with originals, as it was handed in."""

    paper_id: int
    count: int
    office_id: int
    at: datetime


@dataclass(frozen=True)
class Whereabouts:
    """`count` originals of a paper that share one fate since `since`.

    `office_id` is where they are, or where they are going; `from_office_id` and `sending` (the row) only for those that
    were sent. `note` is what the receiver or the keeper wrote.
    """

    paper_id: int
    state: State
    count: int
    office_id: int
    since: datetime
    from_office_id: int | None = None
    sending: Any = None
    leg_number: int | None = None
    note: str = ""


Place = Callable[[int], str]
"""The place of an office, by its id."""


def whereabouts(papers: Iterable[HandedIn], moves: Iterable[Any], place_of: Place) -> list[Whereabouts]:
    """Where everything is, paper by paper. `moves` are rows of `OriginalMove` in the order of their recording."""
    by_paper: dict[int, list[Any]] = {}
    for move in moves:
        by_paper.setdefault(move.paper_id, []).append(move)
    found = []
    for paper in papers:
        track = _Track(paper, place_of)
        for move in by_paper.get(paper.paper_id, []):
            track.follow(move)
        found += track.whereabouts()
    return found


def counted(found: Iterable[Whereabouts]) -> Mapping[int, int]:
    """Paper → number of originals."""
    numbers: dict[int, int] = {}
    for one in found:
        numbers[one.paper_id] = numbers.get(one.paper_id, 0) + one.count
    return numbers


def key_of(move: Any) -> Hashable:
    """Names a row, also one that is not saved yet."""
    return move.pk or ("new", id(move))


class _Track:
    """One paper while its moves are followed: what lies in each place, what is under way, what is done."""

    def __init__(self, paper: HandedIn, place_of: Place) -> None:
        self._place_of = place_of
        first = Whereabouts(paper.paper_id, State.HERE, paper.count, paper.office_id, paper.at)
        self._lying: dict[str, Whereabouts] = {place_of(paper.office_id): first}
        self._sent: dict[Hashable, Whereabouts] = {}
        self._done: list[Whereabouts] = []

    def follow(self, move: Any) -> None:
        if move.kind in {"arrived", "called_back"}:
            self._arrive(move)
            return
        self._take(move.office_id, move.count)
        if move.kind == "sent":
            self._sent[key_of(move)] = Whereabouts(
                move.paper_id, State.ON_THE_WAY, move.count, move.to_office_id, move.at,
                from_office_id=move.office_id, sending=move, leg_number=move.leg_number,
            )  # fmt: skip
        else:
            state = State(str(move.kind))
            self._done.append(Whereabouts(move.paper_id, state, move.count, move.office_id, move.at, note=move.note))

    def whereabouts(self) -> list[Whereabouts]:
        return [one for one in (*self._lying.values(), *self._sent.values(), *self._done) if one.count]

    def _arrive(self, move: Any) -> None:
        key = move.answers_id or key_of(move.answers)
        sent = self._sent[key]
        self._sent[key] = replace(
            sent, state=State.MISSING, count=sent.count - move.count, since=move.at, note=move.note or sent.note
        )
        place = self._place_of(move.office_id)
        lying = self._lying.get(place)
        there = lying.count if lying else 0
        if move.count:
            self._lying[place] = Whereabouts(move.paper_id, State.HERE, there + move.count, move.office_id, move.at)

    def _take(self, office_id: int, count: int) -> None:
        place = self._place_of(office_id)
        self._lying[place] = replace(self._lying[place], count=self._lying[place].count - count)

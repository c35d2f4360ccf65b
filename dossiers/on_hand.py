"""Papers of an owner that are there already, as the desk is offered them before it asks for anything."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.http import QueryDict

from citizens.models import Party
from common.text import fold, row_ids

from .actions.digitising import on_hand
from .models import DigitisedPaper

USED, SHOWN = "reuse", "on_hand"
"""Names of the form: what is ticked, and what was on the page to be ticked."""


@dataclass(frozen=True)
class OnHand:
    """One of them; `code` is that of the dossier it came with."""

    id: int
    kind: str
    issuer: str
    issued_on: date | None
    valid_until: date | None
    code: str
    is_ticked: bool


def on_hand_of(owner: Party | None, typed: QueryDict, at: datetime) -> list[OnHand]:
    """The owner's valid papers, ticked until somebody takes the tick away; two statements at most."""
    found = on_hand(owner.pk, at) if owner is not None else []
    ticked, shown = row_ids(typed.getlist(USED)), row_ids(typed.getlist(SHOWN))
    return [_line(one, one.pk in ticked or one.pk not in shown) for one in found]


def kinds_of(papers: Collection[DigitisedPaper]) -> frozenset[str]:
    """Their kinds without accents and case, to be compared with names of the published list."""
    return frozenset(fold(one.kind) for one in papers)


def ticked_in(typed: QueryDict) -> list[int]:
    """Ids of what is to be used again, as posted; whether they are the owner's is asked where they are used."""
    return sorted(row_ids(typed.getlist(USED)))


def _line(one: DigitisedPaper, is_ticked: bool) -> OnHand:
    code = one.paper.dossier.code if one.paper.dossier is not None else None
    return OnHand(one.pk, one.kind, one.issuer, one.issued_on, one.valid_until, code or "", is_ticked)

"""Papers of an owner that are there already, as the desk is offered them before it asks for anything."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.http import QueryDict

from citizens.models import Party
from common.text import fold, row_ids
from procedures.models import ProcedureCase, ProcedureVersion, RequiredPaper
from procedures.papers import kinds

from .actions.digitising import on_hand
from .models import DigitisedPaper

USED, SHOWN = "reuse", "on_hand"
"""Names of the form: what is ticked, and what was on the page with a tick put beforehand."""


@dataclass(frozen=True)
class OnHand:
    """One of them; `code` is that of the dossier it came with, `at` and `by` say when who digitised it.

    `is_asked`: its kind stands on the published list of what is being received.
    """

    id: int
    kind: str
    issuer: str
    issued_on: date | None
    valid_until: date | None
    code: str
    at: datetime
    by: str
    source: str
    is_asked: bool
    is_ticked: bool


def on_hand_of(owner: Party | None, asked: frozenset[str], typed: QueryDict, at: datetime) -> list[OnHand]:
    """The owner's valid papers, those that are asked for first; three statements at most.

    Only those are ticked beforehand, until somebody takes the tick away; it goes when another case does not ask for
    them. What is not asked for is ticked by hand only.
    """
    found = on_hand(owner.pk, at) if owner is not None else []
    ticked, shown = row_ids(typed.getlist(USED)), row_ids(typed.getlist(SHOWN))
    lines = [_line(one, fold(one.kind) in asked, one.pk in ticked, one.pk in shown) for one in found]
    return sorted(lines, key=lambda line: not line.is_asked)


def asked_kinds(version: ProcedureVersion, case: ProcedureCase | None) -> frozenset[str]:
    """Kinds on the published list in this case, comparable with `kinds_of`."""
    return frozenset(kind for row in asked_rows(version, case) for kind in kinds(row.name))


def asked_rows(version: ProcedureVersion, case: ProcedureCase | None) -> list[RequiredPaper]:
    """The published list without groups that are named like another case."""
    others = {fold(one.label) for one in version.cases.all() if one != case}
    return [row for row in version.papers.all() if not row.is_note and fold(row.case_label) not in others]


def kinds_of(papers: Collection[DigitisedPaper]) -> frozenset[str]:
    """Their kinds without accents and case, to be compared with names of the published list."""
    return frozenset(fold(one.kind) for one in papers)


def ticked_in(typed: QueryDict) -> list[int]:
    """Ids of what is to be used again, as posted; whether they are the owner's is asked where they are used."""
    return sorted(row_ids(typed.getlist(USED)))


def _line(one: DigitisedPaper, is_asked: bool, is_ticked: bool, was_ticked: bool) -> OnHand:
    code = one.paper.dossier.code if one.paper.dossier is not None else None
    return OnHand(
        id=one.pk,
        kind=one.kind,
        issuer=one.issuer,
        issued_on=one.issued_on,
        valid_until=one.valid_until,
        code=code or "",
        at=one.at,
        by=one.by.full_name,
        source=one.get_source_display(),
        is_asked=is_asked,
        is_ticked=(is_ticked or not was_ticked) if is_asked else (is_ticked and not was_ticked),
    )

"""The verbs of waiting: asking for papers or a payment stops the clock, what comes starts it again. As in `verbs`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dossiers.actors import Actor
from dossiers.charges import NotSettled
from dossiers.models import Dossier
from procedures.queries import papers_of

from .acting import act, do
from .charges import ask_for, exempt_within
from .endings import facts_of_paying, facts_of_waiting
from .interpreter import work_on
from .payments import balance_of, cashier_center, pay_cash


def request_supplement(dossier: Dossier, papers: Sequence[str], *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """Form 02 after acceptance: pauses the clock. The second request needs a leader."""
    return act(dossier, "request_supplement", at=at, by=by, facts=asked_for(dossier, papers), **rest)


def supply(
    dossier: Dossier,
    *,
    at: datetime,
    by: Actor,
    brought: bool = True,
    facts: Mapping[str, Any] | None = None,
    **rest: Any,
) -> Dossier:
    """What was waited for is there. `brought`: papers or answers come with it; `facts`: what was declared anew."""
    said = {**(facts or {}), **facts_of_waiting(dossier, brought)}
    return act(dossier, "supply", at=at, by=by, facts=said, **rest)


def request_payment(
    dossier: Dossier,
    amount_vnd: int,
    *,
    at: datetime,
    by: Actor,
    legal_basis: str = "",
    seen: int | None = None,
    **rest: Any,
) -> Dossier:
    """Ask for `amount_vnd` whole đồng; the clock stands until they are settled. What is not owed yet needs its law.

    Raises `charges.AsksLess`, `charges.LawMissing`.
    """
    with work_on(dossier, seen=seen) as work:
        facts = {"amount_vnd": amount_vnd, **({"legal_basis": legal_basis.strip()} if legal_basis.strip() else {})}
        do(work, "request_payment", at=at, by=by, facts=facts, **rest)
        ask_for(work.dossier, amount_vnd, legal_basis, at=at, by=by)
    return work.dossier


def confirm_payment(
    dossier: Dossier,
    *,
    at: datetime,
    by: Actor,
    receipt: str = "",
    cash: bool = False,
    ground: str = "",
    ground_basis: str = "",
    seen_vnd: int | None = None,
    seen: int | None = None,
    **rest: Any,
) -> Dossier:
    """Everything is settled, so work goes on: paid before, in `cash` now, or not owed on a ground of the law.

    `seen_vnd` is the amount that whoever took the cash was shown; another one by now is refused.
    Raises `charges.NotSettled`, and what `actions.charges` raises for cash and exemption.
    """
    with work_on(dossier, seen=seen) as work:
        facts = {"receipt": receipt, **facts_of_paying(work.dossier, cash)}
        do(work, "confirm_payment", at=at, by=by, facts=facts, **rest)
        owed = balance_of(work.dossier).outstanding
        if owed and ground:
            cashier_center(work.dossier, by)
            exempt_within(work.dossier, ground, ground_basis, at=at, by=by)
        elif owed and cash:
            pay_cash(work.dossier, seen=seen_vnd, at=at, by=by)
        elif owed:
            raise NotSettled(owed)
    return work.dossier


def asked_for(dossier: Dossier, papers: Sequence[str]) -> dict[str, list[str]]:
    """What is asked for, and what of it the published list does not name; without a list, nothing is unlisted."""
    listed = {paper.name for group in papers_of(dossier.version) for paper in group.papers}
    unlisted = [name for name in papers if name not in listed] if listed else []
    return {"papers": list(papers), **({"unlisted": unlisted} if unlisted else {})}

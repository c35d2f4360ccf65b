"""How verbs act on a dossier: one transition in a transaction of its own, with the hand-overs that go along with it."""

from datetime import datetime
from typing import Any

from accounts.roles import Role
from dossiers.actors import Actor
from dossiers.lifecycle import TRANSITIONS
from dossiers.models import Dossier
from dossiers.reference import Room, known, process_of

from .interpreter import Work, advance, work_on

WORKERS = frozenset({Role.COUNTER, Role.OFFICER, Role.HEAD})


def as_typed(rest: dict[str, Any]) -> dict[str, Any]:
    """What the further transitions of one verb share with the first."""
    return {name: rest[name] for name in ("typed_at", "reason") if name in rest}


def act(dossier: Dossier, name: str, *, at: datetime, by: Actor, seen: int | None = None, **rest: Any) -> Dossier:
    """One transition of one dossier, in a transaction of its own."""
    with work_on(dossier, seen=seen) as work:
        do(work, name, at=at, by=by, **rest)
    return work.dossier


def do(work: Work, name: str, *, at: datetime, by: Actor, **rest: Any) -> None:
    """Advance; a hand-over that waits for one of the actor's offices is confirmed by acting on the dossier."""
    confirm_if_waiting(work, at=at, by=by, **as_typed(rest))
    advance(work, name, at=at, by=by, **rest)


def confirm_if_waiting(work: Work, *, at: datetime, by: Actor, **typed: Any) -> None:
    """Confirm the hand-over that waits for an office of the actor, if there is one."""
    waiting = work.folder.waiting
    if (
        waiting is not None
        and waiting.office_id in by.office_ids
        and waiting.given_at <= at
        and work.dossier.status in TRANSITIONS["confirm_hand_over"].sources
    ):
        advance(work, "confirm_hand_over", at=at, by=by, follows=True, **typed)


def pass_on(work: Work, to: Room, *, at: datetime, by: Actor, **typed: Any) -> None:
    """The electronic hand-over that follows a reception or a decision at once; none where the dossier stays."""
    if to.pk == work.dossier.holder_id:
        return
    facts = {"to_office": known(to).pk, "step": _step_of(work.dossier, to)}
    advance(work, "hand_over", at=at, by=by, facts=facts, follows=True, **typed)
    taken_at_once(work, to.pk, at=at, by=by, **typed)


def taken_at_once(work: Work, to_office: int, *, at: datetime, by: Actor, **typed: Any) -> None:
    if to_office in by.offices_as(WORKERS):
        advance(work, "confirm_hand_over", at=at, by=by, follows=True, **typed)


def _step_of(dossier: Dossier, office: Room) -> int | None:
    """The step with which an office begins: after reception for the deciding office, the last one for the counter."""
    steps = process_of(dossier)
    if office.is_reception:
        return steps[-1].number if steps else None
    return next((step.number for step in steps if step.role != "reception"), None)

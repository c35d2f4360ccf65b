"""One function per verb. `seen` is the revision the person looked at; `reason` is read by applicant and leader.

All raise a `Refusal` (see `lifecycle` and `interpreter`) and then leave no trace.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from centers.models import Office, OfficeKind, Posting
from common.clock import local_date
from common.errors import Refusal
from dossiers.actors import SYSTEM, Actor
from dossiers.history import allowance_facts
from dossiers.lifecycle import TRANSITIONS
from dossiers.models import Dossier, Leg
from procedures.queries import allowance_of, steps_of
from workcalendar.queries import current_version

from .intake import answer_facts
from .interpreter import advance

WORKERS = frozenset({Role.COUNTER, Role.OFFICER, Role.HEAD})


class NotInTheOffice(Refusal):
    default_message = _("This colleague does not work in the office that holds the dossier.")


def _confirm_waiting(dossier: Dossier, *, at: datetime, by: Actor, seen: int | None, **typed: Any) -> Dossier | None:
    """Confirm a hand-over that waits for one of the actor's offices; None when there is nothing to confirm."""
    waiting = Leg.objects.filter(dossier=dossier, confirmed_at=None, office__in=by.office_ids, given_at__lte=at)
    if dossier.status in TRANSITIONS["confirm_hand_over"].sources and waiting.exists():
        return advance(dossier, "confirm_hand_over", at=at, by=by, seen=seen, **typed)
    return None


def _act(dossier: Dossier, name: str, *, at: datetime, by: Actor, seen: int | None = None, **rest: Any) -> Dossier:
    """Advance; a hand-over that waits for one of the actor's offices is confirmed by acting on the dossier."""
    with transaction.atomic():
        typed = {key: rest[key] for key in ("typed_at", "reason") if key in rest}
        confirmed = _confirm_waiting(dossier, at=at, by=by, seen=seen, **typed)
        if confirmed is not None:
            return advance(confirmed, name, at=at, by=by, **rest)
        return advance(dossier, name, at=at, by=by, seen=seen, **rest)


def receive_facts(dossier: Dossier, at: datetime) -> dict[str, Any]:
    """Time limit of the version (or case) and the calendar in force: what the due date will be computed from."""
    allowance = allowance_of(dossier.version, dossier.case)
    calendar = current_version(dossier.receiving_center.calendar)
    return {"allowance": allowance_facts(allowance), "calendar": calendar.pk}


def receive(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """Accept what was submitted: the clock starts. Raises `TimeUnknown` when the limit is not known."""
    with transaction.atomic():
        dossier = advance(dossier, "receive", at=at, by=by, facts=receive_facts(dossier, at), **rest)
        typed = {key: rest[key] for key in ("typed_at", "reason") if key in rest}
        return pass_on(dossier, dossier.deciding_office, at=at, by=by, **typed)


def ask_to_complete(dossier: Dossier, papers: Sequence[str], *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """Form 02 before acceptance: everything that is missing, at once; the clock has not started."""
    return _act(dossier, "ask_to_complete", at=at, by=by, facts={"papers": list(papers)}, **rest)


def resubmit(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    return _act(dossier, "resubmit", at=at, by=by, facts=answer_facts(dossier, at), **rest)


def decline(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """Refuse at reception, with a reason (form 03)."""
    return _act(dossier, "decline", at=at, by=by, **rest)


def expire(dossier: Dossier, *, at: datetime, by: Actor = SYSTEM, **rest: Any) -> Dossier:
    return _act(dossier, "expire", at=at, by=by, **rest)


def start(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    return _act(dossier, "start", at=at, by=by, **rest)


def assign(dossier: Dossier, to: User, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """Give the dossier to a colleague of the office that holds it; who gets it must work there."""

    def works_there(held: Dossier) -> None:
        if not Posting.objects.in_force(local_date(at)).filter(user=to, office=held.holder_id).exists():
            raise NotInTheOffice(field="to_user")

    return _act(dossier, "assign", at=at, by=by, facts={"to_user": to.pk}, check_also=works_there, **rest)


def hand_over(
    dossier: Dossier,
    to_office: Office,
    *,
    at: datetime,
    by: Actor,
    step: int | None = None,
    **rest: Any,
) -> Dossier:
    """Give the dossier to another office, or to the next step. Where giver and receiver are one, it confirms itself."""
    facts = {"to_office": to_office.pk, "step": step}
    seen = rest.pop("seen", None)
    with transaction.atomic():
        dossier = _act(dossier, "hand_over", at=at, by=by, seen=seen, facts=facts, **rest)
        if by.office_among([to_office.pk], WORKERS):
            return advance(dossier, "confirm_hand_over", at=at, by=by, **rest)
    return dossier


def confirm_hand_over(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    return advance(dossier, "confirm_hand_over", at=at, by=by, **rest)


def pass_on(dossier: Dossier, to_office: Office, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """The electronic hand-over that follows a reception or a decision at once; none where the dossier stays."""
    if to_office.pk == dossier.holder_id:
        return dossier
    return hand_over(dossier, to_office, at=at, by=by, step=_step_of(dossier, to_office), **rest)


def _step_of(dossier: Dossier, office: Office) -> int | None:
    """The step with which an office begins: after reception for the deciding office, the last one for the counter."""
    steps = list(steps_of(dossier.version))
    if office.kind == OfficeKind.RECEPTION:
        return steps[-1].number if steps else None
    return next((step.number for step in steps if step.role != "reception"), None)


def request_supplement(dossier: Dossier, papers: Sequence[str], *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """Form 02 after acceptance: pauses the clock. The second request needs a leader."""
    return _act(dossier, "request_supplement", at=at, by=by, facts={"papers": list(papers)}, **rest)


def supply(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    return _act(dossier, "supply", at=at, by=by, **rest)


def request_payment(dossier: Dossier, amount_vnd: int, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """Ask for `amount_vnd` whole đồng; the clock stands until it is confirmed."""
    return _act(dossier, "request_payment", at=at, by=by, facts={"amount_vnd": amount_vnd}, **rest)


def confirm_payment(dossier: Dossier, *, at: datetime, by: Actor, receipt: str = "", **rest: Any) -> Dossier:
    return _act(dossier, "confirm_payment", at=at, by=by, facts={"receipt": receipt}, **rest)


def return_(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """Does not meet the conditions: back to the applicant with a reason (form 03)."""
    return _act(dossier, "return_", at=at, by=by, **rest)


def stop(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    return _act(dossier, "stop", at=at, by=by, **rest)


def lapse(dossier: Dossier, *, at: datetime, by: Actor = SYSTEM, **rest: Any) -> Dossier:
    return _act(dossier, "lapse", at=at, by=by, **rest)


def withdraw(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    return _act(dossier, "withdraw", at=at, by=by, **rest)


def resolve(dossier: Dossier, *, at: datetime, by: Actor, result: str = "", **rest: Any) -> Dossier:
    """The result exists: the on-time test uses this moment. The dossier goes to the office that hands it out."""
    seen = rest.pop("seen", None)
    with transaction.atomic():
        dossier = _act(dossier, "resolve", at=at, by=by, seen=seen, facts={"result": result}, **rest)
        counter = dossier.return_center.offices.get(kind=OfficeKind.RECEPTION)
        return pass_on(dossier, counter, at=at, by=by, **rest)


def deliver(dossier: Dossier, collector: str, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """The result in the hands of `collector` (a name as shown on the card)."""
    return _act(dossier, "deliver", at=at, by=by, facts={"collector": collector}, **rest)


def reopen(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """A leader opens an ended dossier again; the clock starts again, the old promise stays visible."""
    facts = {"calendar": current_version(dossier.receiving_center.calendar).pk}
    with transaction.atomic():
        dossier = _act(dossier, "reopen", at=at, by=by, facts=facts, **rest)
        if dossier.holder_id not in by.office_ids:
            return dossier
        typed = {key: rest[key] for key in ("typed_at", "reason") if key in rest}
        return pass_on(dossier, dossier.deciding_office, at=at, by=by, **typed)

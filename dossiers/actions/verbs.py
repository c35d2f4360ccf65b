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
from centers.models import Office, OfficeKind
from centers.queries import members_of, reception_of
from common.clock import local_date
from common.errors import Refusal
from dossiers.actors import SYSTEM, Actor
from dossiers.lifecycle import TRANSITIONS
from dossiers.models import Dossier, Leg

from .dates import process_of
from .interpreter import advance
from .terms import calendar_in_use, terms_of_answer, terms_of_reception

WORKERS = frozenset({Role.COUNTER, Role.OFFICER, Role.HEAD})


class NotInTheOffice(Refusal):
    default_message = _("This colleague does not work in the office that holds the dossier.")


class NoSuchStep(Refusal):
    default_message = _("The process of this procedure has no such step.")


def _typed(rest: dict[str, Any]) -> dict[str, Any]:
    """What the further transitions of one verb share with the first."""
    return {name: rest[name] for name in ("typed_at", "reason") if name in rest}


def _act(dossier: Dossier, name: str, *, at: datetime, by: Actor, seen: int | None = None, **rest: Any) -> Dossier:
    """Advance; a hand-over that waits for one of the actor's offices is confirmed by acting on the dossier."""
    waiting = Leg.objects.filter(dossier=dossier, confirmed_at=None, office__in=by.office_ids, given_at__lte=at)
    if dossier.status in TRANSITIONS["confirm_hand_over"].sources and waiting.exists():
        dossier, seen = advance(dossier, "confirm_hand_over", at=at, by=by, seen=seen, **_typed(rest)), None
    return advance(dossier, name, at=at, by=by, seen=seen, **rest)


@transaction.atomic
def receive(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """Accept what was submitted: the clock starts. Raises `TimeUnknown` when the limit is not known."""
    dossier = advance(dossier, "receive", at=at, by=by, facts=terms_of_reception(dossier), **rest)
    return pass_on(dossier, dossier.deciding_office, at=at, by=by, **_typed(rest))


@transaction.atomic
def ask_to_complete(dossier: Dossier, papers: Sequence[str], *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """Form 02 before acceptance: everything that is missing, at once; the clock has not started."""
    return _act(dossier, "ask_to_complete", at=at, by=by, facts={"papers": list(papers)}, **rest)


@transaction.atomic
def resubmit(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    return _act(dossier, "resubmit", at=at, by=by, facts=terms_of_answer(dossier, at), **rest)


@transaction.atomic
def decline(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """Refuse at reception, with a reason (form 03)."""
    return _act(dossier, "decline", at=at, by=by, **rest)


@transaction.atomic
def expire(dossier: Dossier, *, at: datetime, by: Actor = SYSTEM, **rest: Any) -> Dossier:
    return _act(dossier, "expire", at=at, by=by, **rest)


@transaction.atomic
def start(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    return _act(dossier, "start", at=at, by=by, **rest)


@transaction.atomic
def assign(dossier: Dossier, to: User, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """Give the dossier to a colleague of the office that holds it; who gets it must work there."""

    def works_there(held: Dossier) -> None:
        if not members_of(held.holder, local_date(at)).filter(pk=to.pk).exists():
            raise NotInTheOffice(field="to_user")

    return _act(dossier, "assign", at=at, by=by, facts={"to_user": to.pk}, check_also=works_there, **rest)


@transaction.atomic
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
    if step is not None and step not in {row.number for row in process_of(dossier)}:
        raise NoSuchStep(field="step")
    dossier = _act(dossier, "hand_over", at=at, by=by, facts={"to_office": to_office.pk, "step": step}, **rest)
    return _taken_at_once(dossier, to_office, at=at, by=by, **_typed(rest))


def pass_on(dossier: Dossier, to_office: Office, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """The electronic hand-over that follows a reception or a decision at once; none where the dossier stays."""
    if to_office.pk == dossier.holder_id:
        return dossier
    facts = {"to_office": to_office.pk, "step": _step_of(dossier, to_office)}
    dossier = advance(dossier, "hand_over", at=at, by=by, facts=facts, **rest)
    return _taken_at_once(dossier, to_office, at=at, by=by, **rest)


def _taken_at_once(dossier: Dossier, to_office: Office, *, at: datetime, by: Actor, **typed: Any) -> Dossier:
    if to_office.pk not in by.offices_as(WORKERS):
        return dossier
    return advance(dossier, "confirm_hand_over", at=at, by=by, **typed)


@transaction.atomic
def confirm_hand_over(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    return advance(dossier, "confirm_hand_over", at=at, by=by, **rest)


def _step_of(dossier: Dossier, office: Office) -> int | None:
    """The step with which an office begins: after reception for the deciding office, the last one for the counter."""
    steps = process_of(dossier)
    if office.kind == OfficeKind.RECEPTION:
        return steps[-1].number if steps else None
    return next((step.number for step in steps if step.role != "reception"), None)


@transaction.atomic
def request_supplement(dossier: Dossier, papers: Sequence[str], *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """Form 02 after acceptance: pauses the clock. The second request needs a leader."""
    return _act(dossier, "request_supplement", at=at, by=by, facts={"papers": list(papers)}, **rest)


@transaction.atomic
def supply(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    return _act(dossier, "supply", at=at, by=by, **rest)


@transaction.atomic
def request_payment(dossier: Dossier, amount_vnd: int, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """Ask for `amount_vnd` whole đồng; the clock stands until it is confirmed."""
    return _act(dossier, "request_payment", at=at, by=by, facts={"amount_vnd": amount_vnd}, **rest)


@transaction.atomic
def confirm_payment(dossier: Dossier, *, at: datetime, by: Actor, receipt: str = "", **rest: Any) -> Dossier:
    return _act(dossier, "confirm_payment", at=at, by=by, facts={"receipt": receipt}, **rest)


@transaction.atomic
def return_(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """Does not meet the conditions: back to the applicant with a reason (form 03)."""
    return _act(dossier, "return_", at=at, by=by, **rest)


@transaction.atomic
def stop(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    return _act(dossier, "stop", at=at, by=by, **rest)


@transaction.atomic
def lapse(dossier: Dossier, *, at: datetime, by: Actor = SYSTEM, **rest: Any) -> Dossier:
    return _act(dossier, "lapse", at=at, by=by, **rest)


@transaction.atomic
def withdraw(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    return _act(dossier, "withdraw", at=at, by=by, **rest)


@transaction.atomic
def resolve(dossier: Dossier, *, at: datetime, by: Actor, result: str = "", **rest: Any) -> Dossier:
    """The result exists: the on-time test uses this moment. The dossier goes to the office that hands it out."""
    dossier = _act(dossier, "resolve", at=at, by=by, facts={"result": result}, **rest)
    return pass_on(dossier, reception_of(dossier.return_center), at=at, by=by, **_typed(rest))


@transaction.atomic
def deliver(dossier: Dossier, collector: str, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """The result in the hands of `collector` (a name as shown on the card)."""
    return _act(dossier, "deliver", at=at, by=by, facts={"collector": collector}, **rest)


@transaction.atomic
def reopen(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """A leader opens an ended dossier again; the clock starts again, the old promise stays visible."""
    dossier = _act(dossier, "reopen", at=at, by=by, facts=calendar_in_use(dossier), **rest)
    if dossier.holder_id not in by.office_ids:
        return dossier
    return pass_on(dossier, dossier.deciding_office, at=at, by=by, **_typed(rest))

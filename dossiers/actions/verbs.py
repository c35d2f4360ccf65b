"""One function per verb: reception, and who works on a dossier. `seen` is the revision the person looked at; `reason`
is read by applicant and leader. Waiting stands in `waits`, how it ends in `concluding`.

All raise a `Refusal` (see `lifecycle` and `interpreter`) and then leave no trace.
"""

from collections.abc import Container, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.absences import stand_ins
from centers.models import Office
from centers.queries import members_of
from common.clock import local_date
from common.errors import Refusal
from dossiers.actors import SYSTEM, Actor
from dossiers.lifecycle import Status
from dossiers.models import Dossier
from dossiers.reference import Room, process_of
from dossiers.refusals import facts_of_refusal

from .acting import act, as_typed, do, pass_on, taken_at_once
from .charges import assess
from .endings import facts_of_waiting
from .interpreter import Work, advance, work_on
from .originals import Counts, missing_facts
from .terms import terms_of_answer, terms_of_reception
from .waits import asked_for


class NotInTheOffice(Refusal):
    default_message = _("This colleague does not work in the office that holds the dossier.")


class NobodyThere(Refusal):
    """The colleague is absent, and the stand-in does not work in the office that holds the dossier."""

    def __init__(self, absent: User) -> None:
        super().__init__(
            _("%(name)s is absent, and the stand-in does not work in the office that holds the dossier.")
            % {"name": absent.full_name},
            field="to_user",
        )


class NoSuchStep(Refusal):
    default_message = _("The process of this procedure has no such step.")


def receive(
    dossier: Dossier, *, at: datetime, by: Actor, brought: bool = False, seen: int | None = None, **rest: Any
) -> Dossier:
    """Accept what was submitted: the clock starts. `brought`: what was missing lies on the desk, as for `supply`.

    Raises `TimeUnknown` when the limit is not known.
    """
    with work_on(dossier, seen=seen) as work:
        facts = facts_of_waiting(work.dossier, brought) if work.dossier.status == Status.INCOMPLETE else {}
        receive_within(work, Room.of(work.dossier.deciding_office), at=at, by=by, facts=facts, **rest)
        assess(work.dossier, None, at=at, by=by, is_first=True)
    return work.dossier


def receive_within(
    work: Work, to: Room, *, at: datetime, by: Actor, facts: Mapping[str, Any] | None = None, **rest: Any
) -> None:
    """Start the clock, and hand over to the deciding office at once."""
    advance(work, "receive", at=at, by=by, facts={**(facts or {}), **terms_of_reception(work.dossier)}, **rest)
    pass_on(work, to, at=at, by=by, **as_typed(rest))


def ask_to_complete(dossier: Dossier, papers: Sequence[str], *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """Form 02 before acceptance: everything that is missing, at once; the clock has not started."""
    return act(dossier, "ask_to_complete", at=at, by=by, facts=asked_for(dossier, papers), **rest)


def resubmit(
    dossier: Dossier,
    *,
    at: datetime,
    by: Actor,
    brought: bool = True,
    facts: Mapping[str, Any] | None = None,
    **rest: Any,
) -> Dossier:
    """`brought` and `facts` as for `supply`."""
    said = {**(facts or {}), **terms_of_answer(dossier, at), **facts_of_waiting(dossier, brought)}
    return act(dossier, "resubmit", at=at, by=by, facts=said, **rest)


def decline(
    dossier: Dossier, *, at: datetime, by: Actor, refusal_code: str = "", legal_basis: str = "", **rest: Any
) -> Dossier:
    """Refuse at reception, with a reason (form 03) and its code (`refusals.REFUSAL_REASONS`)."""
    return act(dossier, "decline", at=at, by=by, facts=facts_of_refusal(refusal_code, legal_basis), **rest)


def expire(dossier: Dossier, *, at: datetime, by: Actor = SYSTEM, **rest: Any) -> Dossier:
    return act(dossier, "expire", at=at, by=by, **rest)


def start(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    return act(dossier, "start", at=at, by=by, **rest)


def assign(dossier: Dossier, to: User, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """Give the dossier to a colleague of the office that holds it; who gets it must work there.

    Meanwhile the stand-in of an absent colleague gets it.
    """
    facts = facts_of_assignment(to.pk, stand_ins(local_date(at)))

    def works_there(held: Dossier) -> None:
        members = members_of(held.holder, local_date(at))
        if not members.filter(pk=facts["to_user"]).exists():
            raise NobodyThere(to) if "stands_in_for" in facts else NotInTheOffice(field="to_user")

    return act(dossier, "assign", at=at, by=by, facts=facts, check_also=works_there, **rest)


def assign_as(
    dossier: Dossier,
    facts: Mapping[str, int],
    *,
    members: Container[tuple[int, int]],
    at: datetime,
    by: Actor,
    **rest: Any,
) -> Dossier:
    """The same for many: `facts` by `facts_of_assignment`, `members` by `centers.queries.memberships`, asked once."""

    def works_there(held: Dossier) -> None:
        if (held.holder_id, facts["to_user"]) not in members:
            raise NotInTheOffice(field="to_user")

    return act(dossier, "assign", at=at, by=by, facts=facts, check_also=works_there, **rest)


def facts_of_assignment(to_user: int, instead: Mapping[int, int]) -> dict[str, int]:
    """Who gets a dossier that is meant for `to_user`; `instead` are the `stand_ins` of the day."""
    if to_user not in instead:
        return {"to_user": to_user}
    return {"to_user": instead[to_user], "stands_in_for": to_user}


def hand_over(
    dossier: Dossier,
    to_office: Office,
    *,
    at: datetime,
    by: Actor,
    step: int | None = None,
    seen: int | None = None,
    **rest: Any,
) -> Dossier:
    """Give the dossier to another office, or to the next step. Where giver and receiver are one, it confirms itself."""
    if step is not None and step not in {row.number for row in process_of(dossier)}:
        raise NoSuchStep(field="step")
    with work_on(dossier, seen=seen) as work:
        do(work, "hand_over", at=at, by=by, facts={"to_office": to_office.pk, "step": step}, **rest)
        taken_at_once(work, to_office.pk, at=at, by=by, **as_typed(rest))
    return work.dossier


def confirm_hand_over(
    dossier: Dossier,
    *,
    at: datetime,
    by: Actor,
    arrived: Counts | None = None,
    note: str = "",
    seen: int | None = None,
    **rest: Any,
) -> Dossier:
    """The dossier is here, with these originals of its papers (None: with all that were sent).

    Raises `originals.NoteMissing` where some are missing and `note` does not say what.
    """
    with work_on(dossier, seen=seen) as work:
        facts = missing_facts(work.dossier, arrived, note)
        advance(work, "confirm_hand_over", at=at, by=by, facts=facts, **rest)
    return work.dossier

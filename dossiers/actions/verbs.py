"""One function per verb. `seen` is the revision the person looked at; `reason` is read by applicant and leader.

All raise a `Refusal` (see `lifecycle` and `interpreter`) and then leave no trace.
"""

from collections.abc import Container, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from centers.absences import stand_ins
from centers.models import Office
from centers.queries import members_of
from common.clock import local_date
from common.errors import Refusal
from dossiers.actors import SYSTEM, Actor
from dossiers.charges import NotSettled
from dossiers.delivery import Handing, check_authorised
from dossiers.lifecycle import TRANSITIONS, Status
from dossiers.models import Dossier
from dossiers.reference import Room, known, process_of, reception_at
from dossiers.refusals import REFUSAL_REASONS
from procedures.queries import papers_of

from .charges import ask_for, assess, balance_of, cashier_center, exempt_within, pay_cash
from .endings import facts_of_ending, facts_of_waiting
from .giving_back import settle
from .interpreter import Work, advance, work_on
from .originals import Counts, missing_facts
from .results import Document, check_document, check_signature, record
from .terms import calendar_in_use, terms_of_answer, terms_of_reception

OVER_THE_COUNTER = Handing()
WORKERS = frozenset({Role.COUNTER, Role.OFFICER, Role.HEAD})


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


def _typed(rest: dict[str, Any]) -> dict[str, Any]:
    """What the further transitions of one verb share with the first."""
    return {name: rest[name] for name in ("typed_at", "reason") if name in rest}


def _act(dossier: Dossier, name: str, *, at: datetime, by: Actor, seen: int | None = None, **rest: Any) -> Dossier:
    """One transition of one dossier, in a transaction of its own."""
    with work_on(dossier, seen=seen) as work:
        do(work, name, at=at, by=by, **rest)
    return work.dossier


def do(work: Work, name: str, *, at: datetime, by: Actor, **rest: Any) -> None:
    """Advance; a hand-over that waits for one of the actor's offices is confirmed by acting on the dossier."""
    confirm_if_waiting(work, at=at, by=by, **_typed(rest))
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
    pass_on(work, to, at=at, by=by, **_typed(rest))


def ask_to_complete(dossier: Dossier, papers: Sequence[str], *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """Form 02 before acceptance: everything that is missing, at once; the clock has not started."""
    return _act(dossier, "ask_to_complete", at=at, by=by, facts=_asked_for(dossier, papers), **rest)


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
    return _act(dossier, "resubmit", at=at, by=by, facts=said, **rest)


def decline(
    dossier: Dossier, *, at: datetime, by: Actor, refusal_code: str = "", legal_basis: str = "", **rest: Any
) -> Dossier:
    """Refuse at reception, with a reason (form 03) and its code (`refusals.REFUSAL_REASONS`)."""
    return _act(dossier, "decline", at=at, by=by, facts=_law(refusal_code, legal_basis), **rest)


def _law(code: str, basis: str) -> dict[str, str]:
    """The facts of a coded refusal, with the law that the code names where none was typed; nothing without a code."""
    known = REFUSAL_REASONS[code].basis if code in REFUSAL_REASONS else ""
    return {"refusal_code": code, "legal_basis": basis.strip() or known} if code else {}


def expire(dossier: Dossier, *, at: datetime, by: Actor = SYSTEM, **rest: Any) -> Dossier:
    return _act(dossier, "expire", at=at, by=by, **rest)


def start(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    return _act(dossier, "start", at=at, by=by, **rest)


def assign(dossier: Dossier, to: User, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """Give the dossier to a colleague of the office that holds it; who gets it must work there.

    Meanwhile the stand-in of an absent colleague gets it.
    """
    facts = facts_of_assignment(to.pk, stand_ins(local_date(at)))

    def works_there(held: Dossier) -> None:
        members = members_of(held.holder, local_date(at))
        if not members.filter(pk=facts["to_user"]).exists():
            raise NobodyThere(to) if "stands_in_for" in facts else NotInTheOffice(field="to_user")

    return _act(dossier, "assign", at=at, by=by, facts=facts, check_also=works_there, **rest)


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

    return _act(dossier, "assign", at=at, by=by, facts=facts, check_also=works_there, **rest)


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
        _taken_at_once(work, to_office.pk, at=at, by=by, **_typed(rest))
    return work.dossier


def pass_on(work: Work, to: Room, *, at: datetime, by: Actor, **typed: Any) -> None:
    """The electronic hand-over that follows a reception or a decision at once; none where the dossier stays."""
    if to.pk == work.dossier.holder_id:
        return
    facts = {"to_office": known(to).pk, "step": _step_of(work.dossier, to)}
    advance(work, "hand_over", at=at, by=by, facts=facts, follows=True, **typed)
    _taken_at_once(work, to.pk, at=at, by=by, **typed)


def _taken_at_once(work: Work, to_office: int, *, at: datetime, by: Actor, **typed: Any) -> None:
    if to_office in by.offices_as(WORKERS):
        advance(work, "confirm_hand_over", at=at, by=by, follows=True, **typed)


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


def _step_of(dossier: Dossier, office: Room) -> int | None:
    """The step with which an office begins: after reception for the deciding office, the last one for the counter."""
    steps = process_of(dossier)
    if office.is_reception:
        return steps[-1].number if steps else None
    return next((step.number for step in steps if step.role != "reception"), None)


def request_supplement(dossier: Dossier, papers: Sequence[str], *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """Form 02 after acceptance: pauses the clock. The second request needs a leader."""
    return _act(dossier, "request_supplement", at=at, by=by, facts=_asked_for(dossier, papers), **rest)


def _asked_for(dossier: Dossier, papers: Sequence[str]) -> dict[str, list[str]]:
    """What is asked for, and what of it the published list does not name; without a list, nothing is unlisted."""
    listed = {paper.name for group in papers_of(dossier.version) for paper in group.papers}
    unlisted = [name for name in papers if name not in listed] if listed else []
    return {"papers": list(papers), **({"unlisted": unlisted} if unlisted else {})}


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
    return _act(dossier, "supply", at=at, by=by, facts=said, **rest)


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
        do(work, "confirm_payment", at=at, by=by, facts={"receipt": receipt}, **rest)
        owed = balance_of(work.dossier).outstanding
        if owed and ground:
            cashier_center(work.dossier, by)
            exempt_within(work.dossier, ground, ground_basis, at=at, by=by)
        elif owed and cash:
            pay_cash(work.dossier, seen=seen_vnd, at=at, by=by)
        elif owed:
            raise NotSettled(owed)
    return work.dossier


def return_(
    dossier: Dossier, *, at: datetime, by: Actor, refusal_code: str = "", legal_basis: str = "", **rest: Any
) -> Dossier:
    """Does not meet the conditions: back to the applicant with a reason (form 03), coded as in `decline`."""
    return _act(dossier, "return_", at=at, by=by, facts=_law(refusal_code, legal_basis), **rest)


def stop(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    return _act(dossier, "stop", at=at, by=by, **rest)


def lapse(dossier: Dossier, *, at: datetime, by: Actor = SYSTEM, **rest: Any) -> Dossier:
    return _act(dossier, "lapse", at=at, by=by, **rest)


def withdraw(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    facts = {} if by.is_citizen else {"by_counter": True}
    return _act(dossier, "withdraw", at=at, by=by, facts=facts, **rest)


def resolve(
    dossier: Dossier,
    *,
    at: datetime,
    by: Actor,
    result: str = "",
    result_on: date | None = None,
    result_signer: str = "",
    seen: int | None = None,
    **rest: Any,
) -> Dossier:
    """The result exists: the on-time test uses this moment. The dossier goes to the office that hands it out.

    `result`: number on the document, then its date and who signed it. Raises `results.IssuedLater`, and, where policy
    result.needs_signature says so, `results.SignatureNeeded`.
    """
    with work_on(dossier, seen=seen) as work:
        check_signature(work.dossier, by, at)
        document = Document(result.strip(), result_on, result_signer.strip())
        resolve_within(work, document, at=at, by=by, facts=facts_of_ending(work.dossier), **rest)
        record(work, document, at=at, by=by)
    return work.dossier


def resolve_within(
    work: Work, document: Document, *, at: datetime, by: Actor, facts: Mapping[str, Any] | None = None, **rest: Any
) -> None:
    check_document(document, at)
    confirm_if_waiting(work, at=at, by=by, **_typed(rest))
    desk = reception_at(work.dossier.return_center)
    stays = {"stays": True} if desk.pk == work.dossier.holder_id else {}
    advance(work, "resolve", at=at, by=by, facts={**document.facts(), **(facts or {}), **stays}, **rest)
    pass_on(work, desk, at=at, by=by, **_typed(rest))


def post_result(dossier: Dossier, carrier: str, parcel: str, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """The result leaves with `carrier` under the code `parcel`; it is delivered once it has arrived."""
    facts = {"carrier": carrier.strip(), "parcel": parcel.strip()}
    return _act(dossier, "post_result", at=at, by=by, facts=facts, **rest)


def deliver(
    dossier: Dossier,
    collector: str,
    *,
    at: datetime,
    by: Actor,
    handing: Handing | None = None,
    given_back: Counts | None = None,
    kept_reason: str = "",
    seen: int | None = None,
    **rest: Any,
) -> Dossier:
    """The result in the hands of `collector` (a name as shown on the card), and with it these originals; those that lie
    here besides are kept for `kept_reason`. None: nothing is said about originals.
    `handing` says how; pages and API always give it, and then whoever is neither owner nor submitter is authorised.

    Raises `delivery.AuthorisationMissing`, `giving_back.ReasonForKeeping`, `originals.NotThere`.
    """
    with work_on(dossier, seen=seen) as work:
        facts = {"collector": collector, **(handing or OVER_THE_COUNTER).facts()}
        do(work, "deliver", at=at, by=by, facts=facts, **rest)
        if handing is not None:
            names = (work.dossier.owner.name, work.dossier.submitter.name)
            check_authorised(collector, names, handing, local_date(at))
        if given_back is not None:
            settle(work, given_back, kept_reason, at=at, by=by)
    return work.dossier


def reopen(dossier: Dossier, *, at: datetime, by: Actor, seen: int | None = None, **rest: Any) -> Dossier:
    """A leader opens an ended dossier again; the clock starts again, the old promise stays visible."""
    with work_on(dossier, seen=seen) as work:
        reopen_within(work, at=at, by=by, **rest)
    return work.dossier


def reopen_within(work: Work, *, at: datetime, by: Actor, **rest: Any) -> None:
    confirm_if_waiting(work, at=at, by=by, facts={"recalled": True}, **_typed(rest))  # not arrived: called back
    advance(work, "reopen", at=at, by=by, facts=calendar_in_use(work.dossier), **rest)
    if work.dossier.holder_id in by.office_ids:
        pass_on(work, Room.of(work.dossier.deciding_office), at=at, by=by, **_typed(rest))

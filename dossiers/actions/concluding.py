"""The verbs of ending, of handing out, and of opening again. As in `verbs`."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from common.clock import local_date
from dossiers.actors import SYSTEM, Actor
from dossiers.delivery import Handing, check_authorised
from dossiers.models import Dossier
from dossiers.reference import Room, reception_at
from dossiers.refusals import facts_of_refusal

from .acting import act, as_typed, confirm_if_waiting, do, pass_on
from .endings import facts_of_ending, facts_of_return
from .giving_back import settle
from .interpreter import Work, advance, work_on
from .originals import Counts
from .results import Document, check_document, check_signature, record
from .terms import calendar_in_use

OVER_THE_COUNTER = Handing()


def return_(
    dossier: Dossier, *, at: datetime, by: Actor, refusal_code: str = "", legal_basis: str = "", **rest: Any
) -> Dossier:
    """Does not meet the conditions: back to the applicant with a reason (form 03), coded as in `decline`."""
    facts = {**facts_of_refusal(refusal_code, legal_basis), **facts_of_return(dossier)}
    return act(dossier, "return_", at=at, by=by, facts=facts, **rest)


def stop(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    return act(dossier, "stop", at=at, by=by, facts=facts_of_return(dossier), **rest)


def lapse(dossier: Dossier, *, at: datetime, by: Actor = SYSTEM, **rest: Any) -> Dossier:
    return act(dossier, "lapse", at=at, by=by, facts=facts_of_return(dossier), **rest)


def withdraw(dossier: Dossier, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    facts = {} if by.is_citizen else {"by_counter": True, **facts_of_return(dossier)}
    return act(dossier, "withdraw", at=at, by=by, facts=facts, **rest)


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
    confirm_if_waiting(work, at=at, by=by, **as_typed(rest))
    desk = reception_at(work.dossier.return_center)
    stays = {"stays": True} if desk.pk == work.dossier.holder_id else {}
    advance(work, "resolve", at=at, by=by, facts={**document.facts(), **(facts or {}), **stays}, **rest)
    pass_on(work, desk, at=at, by=by, **as_typed(rest))


def post_result(dossier: Dossier, carrier: str, parcel: str, *, at: datetime, by: Actor, **rest: Any) -> Dossier:
    """The result leaves with `carrier` under the code `parcel`; it is delivered once it has arrived."""
    facts = {"carrier": carrier.strip(), "parcel": parcel.strip()}
    return act(dossier, "post_result", at=at, by=by, facts=facts, **rest)


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
    confirm_if_waiting(work, at=at, by=by, facts={"recalled": True}, **as_typed(rest))  # not arrived: called back
    advance(work, "reopen", at=at, by=by, facts=calendar_in_use(work.dossier), **rest)
    if work.dossier.holder_id in by.office_ids:
        pass_on(work, Room.of(work.dossier.deciding_office), at=at, by=by, **as_typed(rest))

"""The life of a dossier: the one table of what may happen to it, between the statuses of `statuses.py`.

Pure rules, no database and no clock. `actions.advance` interprets the table; buttons, `docs/lifecycle.md`, the API and
the tests are derived from it. Who may act *at all* on a dossier is decided by the rows of `DossierAccess`
(see `access.py`); the table says which role may do what, and which of `guards.py` are asked.

Sources: Decree 118/2025/NĐ-CP as amended by Decree 367/2025; Circular 03/2025/TT-VPCP (forms 01-07).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from common.clock import told
from common.errors import Refusal

from .guards import (
    Guard,
    GuardRefused,
    Situation,
    amount_named,
    collector_named,
    ended_late,
    law_named,
    new_appointment_named,
    nothing_in_transit,
    once_only,
    papers_named,
    papers_of_the_list,
    parcel_named,
    second_request_by_leader,
    short_limit_if_not_started,
    the_asked,
    the_decider,
    the_holder,
    the_holder_or_decider,
    the_receiver,
    time_is_over,
    to_an_office,
)
from .statuses import AWAITING, BEFORE_RECEPTION, ENDED, FINAL, NATIONAL_CODE, OPEN, Status

__all__ = [
    "AWAITING",
    "BEFORE_RECEPTION",
    "ENDED",
    "FINAL",
    "NATIONAL_CODE",
    "OPEN",
    "TRANSITIONS",
    "Clock",
    "GuardRefused",
    "NotInThisStatus",
    "NotYourRole",
    "ReasonMissing",
    "ReturnKind",
    "Status",
    "Transition",
    "check",
    "check_then",
    "offered",
]


class Clock(StrEnum):
    """What a transition does to the time limit."""

    NONE = "none"
    FIRST_ANSWER = "first answer"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    RESTART = "start again"
    RESCHEDULE = "due date again"
    APPOINTMENT = "appointment only"


class ReturnKind(TextChoices):
    """Why a received dossier came back without a result."""

    CONDITIONS = "conditions", _("does not meet the conditions")
    STOPPED = "stopped", _("stopped by the authority")
    LAPSED = "lapsed", _("not completed in time")


@dataclass(frozen=True)
class Transition:
    """One row of the table. `target` None: the status stays."""

    name: str
    label: str | Promise
    sources: frozenset[Status | None]
    target: Status | None
    who: frozenset[Role]
    clock: Clock = Clock.NONE
    guards: tuple[Guard, ...] = ()
    reason_needed: bool = False
    form: str = ""  # number of the form of Circular 03/2025 that is issued
    message: str = ""  # template of the message to the applicant
    by_hand: bool = True  # among the actions of a dossier's page; the others have pages of their own, or other sources
    return_kind: ReturnKind | None = None


def _row(
    name: str, label: str | Promise, sources: Any, target: Status | None, who: set[Role], **rest: Any
) -> Transition:
    return Transition(name, label, frozenset(sources), target, frozenset(who), **rest)


_R = Role
_S = Status
_WORKING = OPEN
_HOLDERS = {_R.COUNTER, _R.OFFICER, _R.HEAD, _R.LEADER}
_ADVISERS = {_R.OFFICER, _R.HEAD, _R.LEADER}

TRANSITIONS: Mapping[str, Transition] = {
    row.name: row
    for row in (
        _row("submit", _("Submit"), {None}, _S.SUBMITTED, {_R.CITIZEN, _R.HELPER, _R.COUNTER},
             clock=Clock.FIRST_ANSWER, message="submitted"),
        _row("ask_to_complete", _("Ask to complete"), {_S.SUBMITTED}, _S.INCOMPLETE, {_R.COUNTER},
             guards=(papers_named, papers_of_the_list), reason_needed=True, form="02", message="incomplete"),
        _row("resubmit", _("Submit again"), {_S.INCOMPLETE}, _S.SUBMITTED, {_R.CITIZEN, _R.HELPER, _R.COUNTER},
             clock=Clock.FIRST_ANSWER, message="submitted"),
        _row("decline", _("Refuse at reception"), {_S.SUBMITTED, _S.INCOMPLETE}, _S.NOT_ACCEPTED, {_R.COUNTER},
             guards=(law_named,), reason_needed=True, form="03", message="not_accepted"),
        _row("expire", _("Expire"), {_S.INCOMPLETE}, _S.NOT_ACCEPTED, {_R.SYSTEM},
             guards=(time_is_over,), form="03", message="not_accepted"),
        _row("receive", _("Receive"), {None, _S.SUBMITTED, _S.INCOMPLETE}, _S.RECEIVED, {_R.COUNTER},
             clock=Clock.START, form="01", message="received"),
        _row("start", _("Start work"), {_S.RECEIVED}, _S.PROCESSING, {_R.OFFICER, _R.COUNTER},
             guards=(the_holder, nothing_in_transit)),
        _row("assign", _("Assign"), {_S.SUBMITTED, _S.INCOMPLETE, _S.RESOLVED, *_WORKING}, None,
             {_R.HEAD, _R.LEADER, _R.SYSTEM}, guards=(the_holder,), reason_needed=True),
        _row("hand_over", _("Hand over"), {_S.RESOLVED, *_WORKING}, None, _HOLDERS,
             guards=(the_holder, nothing_in_transit, to_an_office)),
        _row("confirm_hand_over", _("Confirm the hand-over"), {_S.RESOLVED, *_WORKING}, None, _HOLDERS,
             guards=(the_receiver,)),
        _row("ask_opinion", _("Ask another office"), _WORKING, None, _ADVISERS,
             guards=(the_holder, nothing_in_transit), by_hand=False),
        _row("answer_opinion", _("Answer a coordination slip"), _WORKING, None, _ADVISERS,
             guards=(the_asked,), by_hand=False),
        _row("withdraw_opinion", _("Withdraw a coordination slip"), _WORKING, None, _ADVISERS,
             guards=(the_holder,), by_hand=False),
        _row("request_supplement", _("Ask for missing papers"), {_S.PROCESSING}, _S.AWAITING_SUPPLEMENT,
             {_R.OFFICER, _R.LEADER}, clock=Clock.PAUSE,
             guards=(the_holder, nothing_in_transit, papers_named, second_request_by_leader, papers_of_the_list),
             reason_needed=True, form="02", message="supplement_requested"),
        _row("supply", _("Supply the papers"), {_S.AWAITING_SUPPLEMENT}, _S.PROCESSING,
             {_R.CITIZEN, _R.HELPER, _R.COUNTER}, clock=Clock.RESUME, message="supplied"),
        _row("request_payment", _("Ask for payment"), {_S.PROCESSING}, _S.AWAITING_PAYMENT, {_R.OFFICER},
             clock=Clock.PAUSE, guards=(the_holder, nothing_in_transit, amount_named), message="payment_requested"),
        _row("confirm_payment", _("Confirm the payment"), {_S.AWAITING_PAYMENT}, _S.PROCESSING,
             {_R.COUNTER, _R.SYSTEM}, clock=Clock.RESUME, message="payment_confirmed"),
        _row("extend", _("Apologise and extend"), _WORKING, None, {_R.LEADER}, clock=Clock.APPOINTMENT,
             guards=(the_decider, once_only, new_appointment_named), reason_needed=True, form="04",
             message="extended"),
        _row("apologise", _("Apologise afterwards"), ENDED, None, {_R.LEADER},
             guards=(the_decider, ended_late, once_only), reason_needed=True, form="04", message="apologised"),
        _row("reschedule", _("Reschedule"), _WORKING, None, {_R.ADMINISTRATOR, _R.LEADER}, clock=Clock.RESCHEDULE,
             reason_needed=True, message="rescheduled", by_hand=False),
        _row("return_", _("Return without a result"), _WORKING, _S.RETURNED, {_R.OFFICER, _R.LEADER},
             clock=Clock.STOP, guards=(the_holder, nothing_in_transit, law_named), reason_needed=True, form="03",
             message="returned", return_kind=ReturnKind.CONDITIONS),
        _row("stop", _("Stop"), _WORKING, _S.RETURNED, {_R.LEADER}, clock=Clock.STOP, guards=(the_decider,),
             reason_needed=True, form="05", message="stopped", return_kind=ReturnKind.STOPPED),
        _row("lapse", _("Lapse"), AWAITING, _S.RETURNED, {_R.SYSTEM}, clock=Clock.STOP, guards=(time_is_over,),
             form="05", message="lapsed", return_kind=ReturnKind.LAPSED),
        _row("withdraw", _("Withdraw"), {_S.SUBMITTED, _S.INCOMPLETE, *_WORKING}, _S.WITHDRAWN,
             {_R.CITIZEN, _R.COUNTER}, clock=Clock.STOP, form="05", message="withdrawn"),
        _row("end_help", _("Take back the consent to a helper"), {_S.SUBMITTED, _S.INCOMPLETE, *_WORKING}, None,
             {_R.CITIZEN, _R.COUNTER}, by_hand=False),
        _row("resolve", _("Resolve"), {_S.RECEIVED, _S.PROCESSING}, _S.RESOLVED, {_R.OFFICER, _R.LEADER},
             clock=Clock.STOP, guards=(the_holder, nothing_in_transit, short_limit_if_not_started),
             message="resolved"),
        _row("post_result", _("Send the result by post"), {_S.RESOLVED}, None, {_R.COUNTER},
             guards=(the_holder, parcel_named), message="result_posted"),
        _row("deliver", _("Hand the result over"), {_S.RESOLVED}, _S.DELIVERED, {_R.COUNTER, _R.SYSTEM},
             guards=(the_holder, collector_named), message="delivered"),
        _row("reopen", _("Reopen"), {_S.RETURNED, _S.RESOLVED}, _S.PROCESSING, {_R.LEADER}, clock=Clock.RESTART,
             guards=(the_decider,), reason_needed=True, message="reopened"),
        _row("correct", _("Correct"), {_S.SUBMITTED, _S.INCOMPLETE, _S.RESOLVED, *_WORKING}, None, {_R.COUNTER},
             reason_needed=True, message="corrected"),
        _row("reclassify", _("Change the procedure"), {_S.SUBMITTED, _S.INCOMPLETE, *_WORKING}, None, {_R.LEADER},
             clock=Clock.RESCHEDULE, guards=(the_holder_or_decider,), reason_needed=True, message="reclassified"),
        _row("take_over", _("Take over"), {None}, None, {_R.SYSTEM}, clock=Clock.START, by_hand=False),
    )
}  # fmt: skip


class NotInThisStatus(Refusal):
    """The transition does not start from the status that the dossier has, or had `then`, when it is typed late."""

    def __init__(self, transition: Transition, status: Status | None, *, then: datetime | None = None) -> None:
        self.transition, self.status = transition, status
        said = _("“%(action)s” is not possible while the dossier is “%(status)s”.")
        if then is not None:
            said = _("At %(time)s “%(action)s” was not possible: the dossier was “%(status)s” then.")
        super().__init__(
            said
            % {
                "action": transition.label,
                "status": status.label if status else _("not yet submitted"),
                "time": told(then) if then else "",
            }
        )


class NotYourRole(Refusal):
    """Nobody in the roles of the actor may do this."""

    def __init__(self, transition: Transition) -> None:
        super().__init__(_("You may not do “%(action)s” with this dossier.") % {"action": transition.label})


class ReasonMissing(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Give a reason; the applicant and the leader will read it."), field="reason")


def check(transition: Transition, situation: Situation) -> None:
    """Raise the first `Refusal` that stands against the transition in this situation; return when it may happen."""
    if situation.status not in transition.sources:
        raise NotInThisStatus(transition, situation.status)
    if not transition.who & situation.roles:
        raise NotYourRole(transition)
    if transition.reason_needed and not situation.reason.strip():
        raise ReasonMissing
    for guard in transition.guards:
        guard(situation)


def check_then(transition: Transition, situation: Situation) -> None:
    """`check` for what is typed after later events: a refusal tells the status of the moment it was typed for."""
    try:
        check(transition, situation)
    except NotInThisStatus as refusal:
        raise NotInThisStatus(transition, refusal.status, then=situation.at) from refusal
    except GuardRefused as refusal:
        refusal.message = _("At %(time)s the dossier was “%(status)s”. %(why)s") % {
            "time": told(situation.at),
            "status": situation.status.label if situation.status else _("not yet submitted"),
            "why": refusal.message,
        }
        raise


def offered(status: Status | None, roles: frozenset[Role]) -> list[Transition]:
    """The rows that somebody in these roles may try from this status, in the order of the table."""
    return [row for row in TRANSITIONS.values() if row.by_hand and status in row.sources and row.who & roles]

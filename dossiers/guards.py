"""Guards of the life-cycle table: each looks at the situation of one dossier and refuses, saying why, or lets it pass.

Pure rules, no database and no clock. Which transition asks which guards is said in `lifecycle.TRANSITIONS`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from common.clock import local_date
from common.errors import Refusal
from workcalendar.engine import Unit

from .refusals import basis_of
from .statuses import Status


class GuardRefused(Refusal):
    """A guard of the table said no; the message says why."""


@dataclass(frozen=True)
class Situation:
    """What the guards may know: the state before, the actor, and what was typed. Moments are aware datetimes."""

    status: Status | None
    at: datetime
    roles: frozenset[Role]
    unit: Unit | None = None
    # each of the offices below counts only if the actor has, in it, a role that may do this
    holds: bool = False  # an office of the actor holds the dossier
    receives: bool = False  # the dossier has been handed to an office of the actor and waits for confirmation
    in_transit: bool = False  # handed over, not yet confirmed
    decides: bool = False  # the deciding office is one of the actor's
    leads: bool = False  # a leader of the office that holds the dossier
    asked: bool = False  # an office of the actor is the one that the coordination slip asks
    supplement_requests: int = 0
    supplement_soft_max: int = 1
    leader_may_ask_beyond_list: bool = False  # policy supplement.unlisted_papers
    deadline: datetime | None = None  # when the applicant's own time is over (lapse, expire)
    due_at: datetime | None = None
    ended_at: datetime | None = None
    letters: int = 0  # forms 04 since the clock started
    letters_max: int = 1
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


Guard = Callable[[Situation], None]


# Who has it, and where it is


def the_holder(s: Situation) -> None:
    if not (s.holds or Role.SYSTEM in s.roles):
        raise GuardRefused(_("Another office holds this dossier now."))


def the_decider(s: Situation) -> None:
    if not (s.decides or Role.SYSTEM in s.roles):
        raise GuardRefused(_("Only a leader of the authority that decides this dossier may do this."))


def the_holder_or_decider(s: Situation) -> None:
    """A receiving center does not change what another authority is deciding."""
    if not (s.holds or s.decides or Role.SYSTEM in s.roles):
        raise GuardRefused(_("Only a leader of the office that has or decides this dossier may do this."))


def the_receiver(s: Situation) -> None:
    if not s.in_transit:
        raise GuardRefused(_("No hand-over of this dossier is waiting for confirmation."))
    if not (s.receives or Role.SYSTEM in s.roles):
        raise GuardRefused(_("This dossier was handed to another office; only that office can confirm it."))


def nothing_in_transit(s: Situation) -> None:
    if s.in_transit:
        raise GuardRefused(_("This dossier is on its way to another office and has not been confirmed there yet."))


def to_an_office(s: Situation) -> None:
    if not s.facts.get("to_office"):
        raise GuardRefused(_("Choose the office that takes the dossier over."), field="to_office")


def the_asked(s: Situation) -> None:
    if not s.asked:
        raise GuardRefused(_("Another office was asked; only that office can answer."))


# What is asked of the applicant


def papers_named(s: Situation) -> None:
    if not s.facts.get("papers"):
        raise GuardRefused(_("Tick at least one paper of the published list that is missing."), field="papers")


def second_request_by_leader(s: Situation) -> None:
    """Policy supplement.soft_max: the law asks for everything at once; a further request needs a leader."""
    if s.supplement_requests >= s.supplement_soft_max and not s.leads:
        raise GuardRefused(_("Papers have been asked for once already. A further request needs a leader."))


def papers_of_the_list(s: Situation) -> None:
    """Nobody asks for papers outside the published list (Decree 118/2025, art. 5).

    Policy supplement.unlisted_papers may let a leader do it, with the reason that every request needs.
    """
    unlisted = s.facts.get("unlisted")
    if unlisted and not (s.leader_may_ask_beyond_list and s.leads):
        told = _("Only papers of the published list may be asked for. Not on it: %(papers)s.")
        raise GuardRefused(told % {"papers": "; ".join(unlisted)}, field="other_papers")


def amount_named(s: Situation) -> None:
    amount = s.facts.get("amount_vnd")
    if not isinstance(amount, int) or amount <= 0:
        raise GuardRefused(_("Enter the amount to be paid, in whole đồng."), field="amount_vnd")


# New appointments and letters of apology


def once_only(s: Situation) -> None:
    """Policy apology.max_times: letters since the clock started (Decree 61/2018, art. 19)."""
    if s.letters >= s.letters_max:
        raise GuardRefused(_("Form 04 has been issued for this dossier already; there is one new appointment only."))


def new_appointment_named(s: Situation) -> None:
    """It comes after the due date and lies in the future: nobody is told of a day that is over."""
    if not s.facts.get("extended_to"):
        raise GuardRefused(_("Enter the new date and time."), field="new_on")
    new = datetime.fromisoformat(s.facts["extended_to"])
    if s.due_at is not None and new <= s.due_at:
        raise GuardRefused(_("The new appointment must come after the due date."), field="new_on")
    if new <= s.at:
        raise GuardRefused(_("The new appointment must lie in the future."), field="new_on")


def ended_late(s: Situation) -> None:
    """By local dates, as everything that is late."""
    if s.due_at is None or s.ended_at is None or local_date(s.ended_at) <= local_date(s.due_at):
        raise GuardRefused(_("This dossier did not end late, so there is nothing to apologise for."))


# How it ends


def short_limit_if_not_started(s: Situation) -> None:
    if s.status is Status.RECEIVED and s.unit not in {Unit.SAME_DAY, Unit.IMMEDIATE}:
        raise GuardRefused(_("Only same-day and immediate procedures are resolved without being started first."))


def time_is_over(s: Situation) -> None:
    if s.deadline is None or s.at < s.deadline:
        raise GuardRefused(_("The applicant's time to complete the dossier is not over."))


def collector_named(s: Situation) -> None:
    if not s.facts.get("collector"):
        raise GuardRefused(_("Enter the name of the person who takes the result."), field="collector")


def parcel_named(s: Situation) -> None:
    for name in ("carrier", "parcel"):
        if not s.facts.get(name):
            raise GuardRefused(_("Enter the carrier and the code of the parcel."), field=name)


def law_named(s: Situation) -> None:
    """A coded refusal names its law (form 03). Refusals without a code come from other sources, or from before."""
    if s.facts.get("refusal_code"):
        basis_of(s.facts["refusal_code"], s.facts.get("legal_basis", ""))

"""What an actor is to a dossier at a moment: all that the guards of the table may know about it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from accounts.roles import Role
from common.clock import local_date
from policies.catalogue import PolicyKey
from policies.queries import number, text

from .actors import Actor
from .folder import Folder
from .guards import Situation, once_only, papers_of_the_list, second_request_by_leader
from .lifecycle import Transition
from .models import Dossier, Leg
from .state import State

LEADERS = frozenset({Role.LEADER})


@dataclass(frozen=True)
class Standpoint:
    """An actor before a dossier: the offices that may act on it, the actor's roles there, who holds it.

    `waiting` is the hand-over that has not been confirmed yet.
    """

    dossier: Dossier
    by: Actor
    offices: frozenset[int]
    roles: frozenset[Role]
    holder_id: int
    waiting: Leg | None

    def situation(
        self, transition: Transition, state: State, *, at: datetime, reason: str, facts: Mapping[str, Any]
    ) -> Situation:
        """For the guards of one transition: an office counts only where a role that may do this counts in it."""
        own = self.by.offices_as(transition.who)
        return Situation(
            status=state.status,
            at=at,
            roles=self.roles,
            unit=state.allowance.unit if state.allowance else None,
            holds=self.holder_id in own,
            receives=self.waiting is not None and self.waiting.office_id in own,
            in_transit=self.waiting is not None,
            decides=self.dossier.deciding_office_id in own,
            leads=self.holder_id in self.by.offices_as(LEADERS),
            asked=facts.get("asked_office") in own,
            supplement_requests=state.supplement_requests,
            supplement_soft_max=_soft_max(transition, at),
            leader_may_ask_beyond_list=_leader_may_ask_beyond_list(transition, at),
            deadline=self.dossier.applicant_due_at,
            due_at=state.due_at,
            ended_at=state.ended_at,
            letters=state.letters,
            letters_max=_letters_max(transition, at),
            reason=reason,
            facts=facts,
        )

    def acted_in(self, transition: Transition) -> int | None:
        """The office for which the actor acts: the holder if possible. None for citizens and the system."""
        own = self.offices & self.by.offices_as(transition.who)
        return self.holder_id if self.holder_id in own else min(own, default=None)

    def after_confirming(self) -> "Standpoint":
        """The same, once a hand-over that waits for an office of the actor is confirmed: acting does that by itself."""
        if self.waiting is None or self.waiting.office_id not in self.by.office_ids:
            return self
        return replace(self, holder_id=self.waiting.office_id, waiting=None)


def _soft_max(transition: Transition, at: datetime) -> int:
    """How often papers may be asked for without a leader; only one guard asks."""
    if second_request_by_leader not in transition.guards:
        return 0
    return number(PolicyKey.SUPPLEMENT_SOFT_MAX, on=local_date(at))


def _leader_may_ask_beyond_list(transition: Transition, at: datetime) -> bool:
    return papers_of_the_list in transition.guards and (
        text(PolicyKey.SUPPLEMENT_UNLISTED, on=local_date(at)) == "leader"
    )


def _letters_max(transition: Transition, at: datetime) -> int:
    return number(PolicyKey.APOLOGY_MAX_TIMES, on=local_date(at)) if once_only in transition.guards else 0


def standpoint_of(folder: Folder, by: Actor, at: datetime, *, answering: int | None = None) -> Standpoint:
    """Where the actor stands at the present moment `at`. The dossier may be unsaved; its reception then acts.

    `answering` is the office that answers a coordination slip: then only what the actor is there counts.
    """
    offices = folder.acting_offices(at) if answering is None else folder.asked_offices(at) & {answering}
    return Standpoint(
        dossier=folder.dossier,
        by=by,
        offices=offices,
        roles=folder.roles_of(by, at, offices),
        holder_id=folder.dossier.holder_id,
        waiting=folder.waiting,
    )

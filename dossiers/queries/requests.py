"""What the applicant was asked for: every request of a dossier, with what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from common.clock import local_date
from dossiers.lifecycle import Status
from dossiers.models import Dossier, DossierEvent
from policies.catalogue import PolicyKey
from policies.queries import number

ANSWERED_BY = {
    "ask_to_complete": frozenset({"resubmit", "receive"}),
    "request_supplement": frozenset({"supply"}),
}
WAITING = frozenset({Status.INCOMPLETE, Status.AWAITING_SUPPLEMENT})


@dataclass(frozen=True)
class RequestLine:
    """One request; `answered_at` None while (or because) nothing came. `by` is "" for what the public may see."""

    number: int
    before_reception: bool
    at: datetime
    by: str
    papers: Sequence[str]
    reason: str
    answered_at: datetime | None
    is_open: bool
    until: datetime | None


@dataclass(frozen=True)
class Requests:
    """`needs_leader`: the next request after reception is for a leader, with a reason (policy supplement.soft_max)."""

    lines: Sequence[RequestLine]
    needs_leader: bool


def requests_of(dossier: Dossier, *, at: datetime) -> Requests:
    """All requests in their order."""
    events = list(dossier.events.select_related("by").order_by("at", "recorded_at", "number"))
    lines = request_lines(dossier, events)
    asked = sum(not line.before_reception for line in lines)
    most = number(PolicyKey.SUPPLEMENT_SOFT_MAX, on=local_date(at))
    return Requests(lines, needs_leader=dossier.is_open and asked >= most)


def request_lines(dossier: Dossier, events: Sequence[DossierEvent]) -> list[RequestLine]:
    """The same out of events that were read already, oldest first."""
    lines: list[RequestLine] = []
    for place, event in enumerate(events):
        answers = ANSWERED_BY.get(event.transition)
        if answers is None:
            continue
        answer = next((later for later in events[place + 1 :] if later.transition in answers), None)
        is_open = answer is None and dossier.status in WAITING
        lines.append(_line(dossier, event, answer, number=len(lines) + 1, is_open=is_open))
    return lines


def _line(
    dossier: Dossier, event: DossierEvent, answer: DossierEvent | None, *, number: int, is_open: bool
) -> RequestLine:
    return RequestLine(
        number=number,
        before_reception=event.transition == "ask_to_complete",
        at=event.at,
        by=event.by.full_name if event.by else "",
        papers=tuple(event.facts.get("papers") or ()),
        reason=event.reason,
        answered_at=answer.at if answer else None,
        is_open=is_open,
        until=dossier.applicant_due_at if is_open else None,
    )

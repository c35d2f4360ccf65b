"""Read models of a citizen's own dossiers: everything a page shows, asked before it is drawn."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from common.text import format_vnd
from dossiers import access
from dossiers.actions.results import WITH_RESULT, files_in_force, result_in_force
from dossiers.actions.wishes import wish_of
from dossiers.calendars import SHELF
from dossiers.history import fold
from dossiers.lifecycle import BEFORE_RECEPTION, OPEN, Status
from dossiers.models import (
    IN_THE_HOUSE,
    Dossier,
    DossierEvent,
    FiledBy,
    IssuedForm,
    Paper,
    PaperKind,
    Result,
    ResultWish,
    history_of,
)
from dossiers.offers import offers
from dossiers.state import deadline_of
from procedures.queries import steps_of
from workcalendar.explain import explain

from .answers import Declared, declared_in
from .charges import Fees, fees_of
from .handing import Handed, handed
from .plain_words import Due, Words, due_of, words_of
from .promises import Promises, promises_of
from .public import rate_at, where_it_is
from .requests import RequestLine, request_lines

NEEDS_YOU = (Status.INCOMPLETE, Status.AWAITING_SUPPLEMENT, Status.AWAITING_PAYMENT)


@dataclass(frozen=True)
class OwnRow:
    """A line of the list."""

    id: int
    code: str
    procedure: str
    owner: str
    status: str
    label: str
    words: Words
    due: Due | None
    needs_you: bool
    unread: int = 0  # messages of the office


@dataclass(frozen=True)
class Request:
    """What the office asked for last, as long as it waits for it."""

    papers: Sequence[str]
    reason: str
    amount: str
    until: datetime | None


@dataclass(frozen=True)
class OwnPage:
    """One dossier as its applicant sees it. `explanation` are the lines behind the due date, [] before reception."""

    dossier: Dossier
    label: str
    words: Words
    due: Due | None
    where: str
    explanation: Sequence[str]
    request: Request | None
    steps: Sequence[dict[str, Any]]
    timeline: Sequence[dict[str, Any]]
    papers: Sequence[Paper]
    results: Sequence[Paper]
    result: Result | None
    handed: Handed
    verbs: frozenset[str]
    notices: Sequence[IssuedForm]  # forms 02, 03 and 05, newest first
    promises: Promises
    earlier_requests: Sequence[RequestLine]  # those that were answered
    wish: ResultWish | None  # how the result is to be received
    fees: Fees
    declared: Declared | None  # answers to the questions of the procedure

    @property
    def status(self) -> str:
        return self.dossier.status

    @property
    def is_for_somebody_else(self) -> bool:
        return self.dossier.filed_by != FiledBy.OWNER

    @property
    def rate_at(self) -> str:
        return rate_at(self.dossier)

    @property
    def has_slip(self) -> bool:
        return self.dossier.has_slip


def own_dossiers(user: User, at: datetime) -> QuerySet[Dossier]:
    """What waits for the citizen first, then what runs by its date, then what is over, newest first."""
    place = Case(
        When(status__in=NEEDS_YOU, then=Value(0)),
        When(status__in=[*OPEN, *BEFORE_RECEPTION, Status.RESOLVED], then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    visible = access.own_to(user, at).select_related("version__procedure", "owner", "return_center")
    return visible.order_by(place, "-submitted_at", "-received_at", "-pk")


def own_rows(dossiers: Iterable[Dossier], at: datetime, unread: Mapping[int, int]) -> list[OwnRow]:
    """`unread`: messages not seen yet, by dossier."""
    return [
        OwnRow(
            id=dossier.pk,
            code=dossier.code or "",
            procedure=dossier.version.procedure.name,
            owner=dossier.owner.name,
            status=dossier.status,
            label=str(Status(dossier.status).label),
            words=words_of(dossier),
            due=due_of(dossier, at),
            needs_you=dossier.status in NEEDS_YOU,
            unread=unread.get(dossier.pk, 0),
        )
        for dossier in dossiers
    ]


def own_page(user: User, dossier_id: int, at: datetime) -> OwnPage:
    """Raises `NoSuchDossier` for a dossier that is not open to the person."""
    dossier = access.own_dossier_for(user, at, dossier_id)
    events = list(dossier.events.select_related("office__unit", "by").order_by("at", "recorded_at", "number"))
    papers = list(dossier.papers.exclude(kind__in=[PaperKind.RESULT, *IN_THE_HOUSE]).order_by("kind", "pk"))
    return OwnPage(
        notices=list(dossier.forms.filter(form__in=["02", "03", "05"]).order_by("-issued_at", "-pk")),
        promises=promises_of(dossier),
        earlier_requests=[line for line in request_lines(dossier, events) if not line.is_open],
        dossier=dossier,
        fees=fees_of(dossier),
        declared=declared_in(dossier),
        label=str(Status(dossier.status).label),
        words=words_of(dossier),
        due=due_of(dossier, at),
        where=where_it_is(dossier),
        explanation=_explanation(dossier),
        request=request_in(dossier, events),
        steps=_steps(dossier),
        timeline=_timeline(events),
        papers=papers,
        results=files_in_force(dossier) if dossier.status in WITH_RESULT else [],
        handed=handed(dossier, events),
        result=result_in_force(dossier) if dossier.status in WITH_RESULT else None,
        wish=wish_of(dossier),
        verbs=frozenset(offer.name for offer in offers(dossier, access.actor_for(user, at), at)),
    )


def _explanation(dossier: Dossier) -> Sequence[str]:
    if dossier.received_at is None:
        return ()
    deadline = deadline_of(fold(history_of(dossier), SHELF), SHELF)
    return explain(deadline.steps, get_language() or "vi")


def request_in(dossier: Dossier, events: Sequence[DossierEvent]) -> Request | None:
    asked = {
        Status.INCOMPLETE: "ask_to_complete",
        Status.AWAITING_SUPPLEMENT: "request_supplement",
        Status.AWAITING_PAYMENT: "request_payment",
    }.get(Status(dossier.status))
    event = next((event for event in reversed(events) if event.transition == asked), None)
    if event is None:
        return None
    amount = event.facts.get("amount_vnd")
    return Request(
        papers=event.facts.get("papers", []),
        reason=event.reason,
        amount=format_vnd(amount) if amount else "",
        until=dossier.applicant_due_at,
    )


def _steps(dossier: Dossier) -> Sequence[dict[str, Any]]:
    """The published process with the step it is at; nothing before reception and after an end without result."""
    if dossier.received_at is None or not (dossier.is_open or dossier.status in WITH_RESULT):
        return ()
    steps = steps_of(dossier.version)
    now = steps[-1].number if steps and dossier.status == Status.RESOLVED else dossier.step_number or 1
    over = dossier.status == Status.DELIVERED
    return [
        {
            "name": step.name,
            "role": step.role_name,
            "time": "",
            "state": "done" if over or step.number < now else "current" if step.number == now else "todo",
        }
        for step in steps
    ]


# What an applicant reads of each event; events that only move work inside an office are left out.
def _titles() -> dict[str, str]:
    return {
        "submit": _("Sent"),
        "ask_to_complete": _("Sent back: something is missing"),
        "resubmit": _("Sent again"),
        "decline": _("Not accepted"),
        "expire": _("Not accepted: not completed in time"),
        "receive": _("Received, the time limit begins"),
        "take_over": _("Taken over from another system"),
        "start": _("Work has begun"),
        "confirm_hand_over": _("Passed on to the next office"),
        "request_supplement": _("Papers asked for, the clock stands still"),
        "supply": _("Papers supplied, the clock runs again"),
        "request_payment": _("Payment asked for, the clock stands still"),
        "confirm_payment": _("Payment confirmed, the clock runs again"),
        "extend": _("New appointment"),
        "apologise": _("Apology for being late"),
        "reschedule": _("Due date changed"),
        "reclassify": _("Procedure changed"),
        "correct": _("Details corrected"),
        "return_": _("Returned without a result"),
        "stop": _("Stopped"),
        "lapse": _("Ended: not completed in time"),
        "withdraw": _("Withdrawn"),
        "end_help": _("Consent to the helper taken back"),
        "resolve": _("The result is ready"),
        "post_result": _("Result sent by post"),
        "deliver": _("Result handed over"),
        "reopen": _("Opened again"),
    }


TOLD_WITH_REASON = frozenset(
    {
        "ask_to_complete",
        "decline",
        "request_supplement",
        "return_",
        "stop",
        "extend",
        "apologise",
        "reschedule",
        "reopen",
    }
)


def _timeline(events: Sequence[DossierEvent]) -> Sequence[dict[str, Any]]:
    titles = _titles()
    told = [event for event in events if event.transition in titles]
    return [
        {
            "title": titles[event.transition],
            "at": event.at,
            "by": _place_of(event),
            "text": event.reason if event.transition in TOLD_WITH_REASON else "",
            "state": "current" if event is told[-1] else "done",
        }
        for event in told
    ]


def _place_of(event: DossierEvent) -> str:
    return f"{event.office.name}, {event.office.unit.name}" if event.office else ""

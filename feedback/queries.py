"""Petitions as lists and one by one, their timers as lights, and how many were handled in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, F, Q, QuerySet, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from centers.reach import StaffContext
from common.clock import end_of_day, local_date, start_of_day
from feedback.access import visible_to
from feedback.actions import sender_of
from feedback.models import Petition
from feedback.petitions import MOVES, UNFINISHED, State, Verb, is_late

OPEN, ALL = "con-mo", "tat-ca"
VIEWS: Mapping[str, str | Promise] = {OPEN: _("To be handled"), ALL: _("All")}
TITLES: Mapping[str, str | Promise] = {
    Verb.SEND: _("Received"),
    Verb.ASK: _("The sender was asked to complete it"),
    Verb.COMPLETE: _("Completed by the sender"),
    Verb.REFUSE: _("Not accepted"),
    Verb.ANSWER: _("Answered"),
    Verb.PUBLISH: _("Published"),
}


@dataclass(frozen=True)
class Timer:
    """The moment that counts now: what for, by when, its light."""

    words: str
    by: datetime
    light: str


@dataclass(frozen=True)
class Line:
    """One petition in a list of staff."""

    id: int
    code: str
    kind: str
    state: str
    tone: str
    text: str
    received_at: datetime
    timer: Timer | None


@dataclass(frozen=True)
class Happened:
    """One step as `components/timeline.html` wants it."""

    title: str
    at: datetime
    by: str
    text: str
    state: str = "done"


@dataclass(frozen=True)
class StaffPage:
    """Everything that those who handle it see."""

    petition: Petition
    sender: Mapping[str, str]
    timer: Timer | None
    tone: str
    steps: Sequence[Happened]
    verbs: Sequence[Verb]


@dataclass(frozen=True)
class Counts:
    """Of one center and period; a petition counts where its moment falls."""

    received: int
    refused: int
    refused_late: int
    answered: int
    answered_late: int
    published: int
    published_late: int
    open: int
    open_late: int


TONES: Mapping[str, str] = {
    State.OPEN: "blue",
    State.ASKED: "yellow",
    State.REFUSED: "red",
    State.ANSWERED: "blue",
    State.PUBLISHED: "green",
}


def timer_of(petition: Petition, at: datetime) -> Timer | None:
    """What is due next; None when nothing is. While the sender is waited for the light is grey."""
    if petition.state == State.OPEN:
        return Timer(str(_("answer by")), petition.answer_by, _light(petition.answer_by, at))
    if petition.state == State.ASKED:
        return Timer(str(_("waits for the sender; answer by")), petition.answer_by, "grey")
    if petition.state == State.ANSWERED and petition.publish_by is not None:
        return Timer(str(_("publish by")), petition.publish_by, _light(petition.publish_by, at))
    return None


def _light(by: datetime, at: datetime) -> str:
    days = (local_date(by) - local_date(at)).days
    if days <= 0:
        return "red"
    return "yellow" if days <= 2 else "green"


def petitions_of(staff: StaffContext, view: str) -> QuerySet[Petition]:
    """What is due first; everything newest first."""
    rows = visible_to(staff)
    if view == ALL:
        return rows.order_by("-received_at", "-id")
    due = Case(When(state=State.ANSWERED, then=F("publish_by")), default=F("answer_by"))
    return rows.filter(state__in=[*UNFINISHED]).order_by(due, "id")


def line_of(petition: Petition, at: datetime) -> Line:
    return Line(
        id=petition.pk,
        code=petition.code,
        kind=petition.get_kind_display(),
        state=petition.get_state_display(),
        tone=TONES[petition.state],
        text=petition.text,
        received_at=petition.received_at,
        timer=timer_of(petition, at),
    )


def staff_page(petition: Petition, at: datetime) -> StaffPage:
    """In two statements."""
    verbs = [verb for verb, (sources, _to) in MOVES.items() if petition.state in sources and verb != Verb.COMPLETE]
    return StaffPage(
        petition=petition,
        sender=sender_of(petition),
        timer=timer_of(petition, at),
        tone=TONES[petition.state],
        steps=steps_of(petition),
        verbs=verbs,
    )


def steps_of(petition: Petition) -> list[Happened]:
    """Oldest first, with who did it."""
    rows = petition.steps.select_related("by").order_by("id")
    return [
        Happened(title=str(TITLES[row.verb]), at=row.at, by=row.by.full_name if row.by else "", text=row.text)
        for row in rows
    ]


def told_to_sender(petition: Petition) -> list[Happened]:
    """The same for the sender: without names of staff, without the wording that is published."""
    return [
        Happened(title=step.title, at=step.at, by="", text="" if step.title == str(TITLES[Verb.PUBLISH]) else step.text)
        for step in steps_of(petition)
    ]


def counts_of(staff: StaffContext, *, first: date, last: date, at: datetime) -> Counts:
    """Of the centers whose figures this person sees; late is a matter of dates."""
    centers = staff.centers_with(Permission.SEE_FIGURES) | staff.supervised_center_ids
    begin, end = start_of_day(first), end_of_day(last)
    touched = Q(received_at__range=(begin, end)) | Q(ended_at__range=(begin, end)) | Q(published_at__range=(begin, end))
    rows = list(Petition.objects.filter(touched | Q(state__in=[*UNFINISHED]), center__in=centers).defer("text"))

    def within(moment: datetime | None) -> bool:
        return moment is not None and begin <= moment <= end

    refused = [row for row in rows if row.refusal_reason and within(row.ended_at)]
    answered = [row for row in rows if not row.refusal_reason and within(row.ended_at)]
    published = [row for row in rows if within(row.published_at)]
    still = [row for row in rows if row.state in {State.OPEN, State.ASKED}]
    return Counts(
        received=sum(within(row.received_at) for row in rows),
        refused=len(refused),
        refused_late=sum(is_late(row.ended_at, row.refuse_by) for row in refused if row.ended_at),
        answered=len(answered),
        answered_late=sum(is_late(row.ended_at, row.answer_by) for row in answered if row.ended_at),
        published=len(published),
        published_late=sum(
            is_late(row.published_at, row.publish_by) for row in published if row.published_at and row.publish_by
        ),
        open=len(still),
        open_late=sum(row.state == State.OPEN and is_late(at, row.answer_by) for row in still),
    )

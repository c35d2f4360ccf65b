"""What may happen to a petition (phản ánh, kiến nghị), by when, and why it may be refused. Pure: no database, no clock.

Time limits: Decision 766/QĐ-TTg, formula of item 5.2 (refuse, complete, answer), Circular 02/2017/TT-VPCP (publish);
as policies pakn.*. While the sender is asked to complete it the time to answer stands still (our own choice: no text
was found that says so).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from common.clock import local_date
from common.errors import Refusal
from workcalendar.engine import Allowance, Calendar, Pause, Unit, deadline


class Kind(TextChoices):
    """What it is about. Ratings are not petitions, complaints under another law are refused with the way to go."""

    CONDUCT = "conduct", _("How I was treated")
    RULES = "rules", _("A rule or a procedure")
    SERVICE = "service", _("The center: waiting, counters, this website")
    PRAISE = "praise", _("Praise")


class State(TextChoices):
    OPEN = "open", _("Being looked into")
    ASKED = "asked", _("Waits for the sender")
    REFUSED = "refused", _("Not accepted")
    ANSWERED = "answered", _("Answered, not published yet")
    PUBLISHED = "published", _("Answered and published")


class Verb(StrEnum):
    SEND = "send"
    ASK = "ask"
    COMPLETE = "complete"
    REFUSE = "refuse"
    ANSWER = "answer"
    PUBLISH = "publish"


class RefusalReason(TextChoices):
    """Why nobody here answers; each says where to turn instead."""

    NOT_OURS = "not_ours", _("Another authority is responsible")
    OTHER_LAW = "other_law", _("A complaint or denunciation: the Law on Complaints says how")
    NO_CONTENT = "no_content", _("It does not say what happened, and could not be completed")
    ANSWERED_BEFORE = "answered_before", _("The same was answered before")


MOVES: Mapping[Verb, tuple[frozenset[State], State]] = {
    Verb.ASK: (frozenset({State.OPEN}), State.ASKED),
    Verb.COMPLETE: (frozenset({State.ASKED}), State.OPEN),
    Verb.REFUSE: (frozenset({State.OPEN, State.ASKED}), State.REFUSED),
    Verb.ANSWER: (frozenset({State.OPEN, State.ASKED}), State.ANSWERED),
    Verb.PUBLISH: (frozenset({State.ANSWERED}), State.PUBLISHED),
}
"""Verb → from where, to where."""
UNFINISHED = frozenset({State.OPEN, State.ASKED, State.ANSWERED})


class MovedOn(Refusal):
    """Somebody else was quicker, or it is over."""

    default_message = _("This petition has moved on. Look at it again before you go on.")


class NothingWritten(Refusal):
    default_message = _("Write down what the sender is told.")


@dataclass(frozen=True)
class Limits:
    """Working days, policies pakn.* of the day on which it came."""

    refuse: int
    complete: int
    answer: int
    publish: int


@dataclass(frozen=True)
class Times:
    """By when what must have happened."""

    refuse_by: datetime
    ask_by: datetime
    answer_by: datetime


def target_of(verb: Verb, state: str) -> State:
    """The state after the verb. Raises MovedOn."""
    sources, target = MOVES[verb]
    if State(state) not in sources:
        raise MovedOn
    return target


def times_of(calendar: Calendar, received: datetime, limits: Limits, pauses: Sequence[Pause] = ()) -> Times:
    """Raises OutsideCalendar."""

    def after(days: int, *held: Pause) -> datetime:
        return deadline(calendar, received, Allowance(days, Unit.WORKING_DAYS), held).due_at

    return Times(after(limits.refuse), after(limits.complete), after(limits.answer, *pauses))


def publish_by(calendar: Calendar, answered: datetime, limits: Limits) -> datetime:
    """Raises OutsideCalendar."""
    return deadline(calendar, answered, Allowance(limits.publish, Unit.WORKING_DAYS)).due_at


def is_late(done: datetime, by: datetime) -> bool:
    """A matter of dates, as with dossiers."""
    return local_date(done) > local_date(by)

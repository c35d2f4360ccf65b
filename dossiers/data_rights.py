"""What a person may ask about their own data, by when it is answered, and what may follow. Pure: no database, no clock.

Personal Data Protection Law 91/2025/QH15, Decree 356/2025 (policies pdpl.*): a first answer in working days, the
rest in calendar days, one extension. How the range of 10 to 20 days is split by kind could not be read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from workcalendar.engine import Allowance, Calendar, Unit, deadline


class DataWish(TextChoices):
    """The rights of the law (art. 4)."""

    ACCESS = "access", _("Explain what you hold about me, and why")
    CORRECT = "correct", _("Correct something")
    DELETE = "delete", _("Delete something")
    RESTRICT = "restrict", _("Do not use something any more")


class DataState(TextChoices):
    OPEN = "open", _("Received")
    ANSWERED = "answered", _("First answer given, being worked on")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused, with the reason")


class DataVerb(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    EXTEND = "extend"
    FINISH = "finish"
    REFUSE = "refuse"


MOVES: Mapping[DataVerb, tuple[frozenset[DataState], DataState]] = {
    DataVerb.ACKNOWLEDGE: (frozenset({DataState.OPEN}), DataState.ANSWERED),
    DataVerb.EXTEND: (frozenset({DataState.ANSWERED}), DataState.ANSWERED),
    DataVerb.FINISH: (frozenset({DataState.OPEN, DataState.ANSWERED}), DataState.DONE),
    DataVerb.REFUSE: (frozenset({DataState.OPEN, DataState.ANSWERED}), DataState.REFUSED),
}
UNFINISHED = frozenset({DataState.OPEN, DataState.ANSWERED})


class DataMovedOn(Refusal):
    default_message = _("This request has moved on. Look at it again before you go on.")


class NoReason(Refusal):
    default_message = _("Write down what the person is told.")


class ExtendedBefore(Refusal):
    default_message = _("It was extended once already; the law allows no second time.")


@dataclass(frozen=True)
class DataLimits:
    """Policies pdpl.* of the day on which the request came: working days, then calendar days."""

    first: int
    fulfil: int
    restrict: int
    extension: int


def first_answer_by(calendar: Calendar, received: datetime, limits: DataLimits) -> datetime:
    """Raises OutsideCalendar."""
    return deadline(calendar, received, Allowance(limits.first, Unit.WORKING_DAYS)).due_at


def fulfil_by(
    calendar: Calendar, received: datetime, wish: str, limits: DataLimits, *, is_extended: bool = False
) -> datetime:
    """Raises OutsideCalendar."""
    days = limits.restrict if wish == DataWish.RESTRICT else limits.fulfil
    days += limits.extension if is_extended else 0
    return deadline(calendar, received, Allowance(days, Unit.CALENDAR_DAYS)).due_at


def target_of(verb: DataVerb, state: str) -> DataState:
    """Raises DataMovedOn."""
    sources, target = MOVES[verb]
    if DataState(state) not in sources:
        raise DataMovedOn
    return target

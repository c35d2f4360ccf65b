"""What follows from a due date: when it is soon, the colour of the light, the due dates of the steps. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from common.clock import LOCAL_TZ, local_date
from workcalendar.engine import Calendar, Unit

MINUTES_OF_A_DAY = 480
SHORT = frozenset({Unit.SAME_DAY, Unit.IMMEDIATE, Unit.WORKING_HOURS, Unit.CLOCK_HOURS})


class Light(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"


@dataclass(frozen=True)
class SoonRules:
    """When a dossier is due soon: remaining ≤ max(`least`, min(`most`, `share` of the allowance)), in minutes.

    Policies due_soon.*; a day of work has 480 minutes. Same-day procedures are due soon from `same_day_at` on.
    """

    least: int = 4 * 60
    most: int = 2 * 480
    share: float = 0.2
    same_day_at: time = time(14, 0)

    def threshold(self, minutes: int) -> int:
        return int(max(self.least, min(self.most, self.share * minutes)))


def soon_at(
    calendar: Calendar, unit: Unit, *, start: datetime, unpaused_due: datetime, due_at: datetime, rules: SoonRules
) -> datetime:
    """The moment from which on a dossier is due soon; never before `start`.

    The allowance, of which the rules take a share, is the time from `start` to `unpaused_due`: the due moment as it
    would be without any pause.
    """
    if unit is Unit.IMMEDIATE:
        return start
    if unit is Unit.SAME_DAY:
        return max(start, datetime.combine(local_date(due_at), rules.same_day_at, LOCAL_TZ))
    if unit is Unit.CLOCK_HOURS:
        allowed = int((unpaused_due - start).total_seconds() // 60)
        return max(start, due_at - timedelta(minutes=rules.threshold(allowed)))
    allowed = calendar.working_minutes_between(start, unpaused_due)
    span = calendar.working_minutes_between(start, due_at)
    return calendar.add_minutes(start, max(0, span - rules.threshold(allowed)))


def light(
    calendar: Calendar,
    unit: Unit,
    *,
    due_at: datetime,
    soon: datetime,
    held: bool,
    at: datetime,
) -> Light:
    """Green, yellow = due soon, grey = paused, red = overdue or due today (short limits: in the last working hour)."""
    if held:
        return Light.GREY
    if local_date(due_at) < local_date(at) or at > due_at:
        return Light.RED
    if unit in SHORT:
        if calendar.working_minutes_between(at, due_at) <= 60:
            return Light.RED
    elif local_date(due_at) == local_date(at):
        return Light.RED
    return Light.YELLOW if at >= soon else Light.GREEN


@dataclass(frozen=True)
class StepSpan:
    """A step of the process with its share (0 to 1) of the counted time; 0: takes no counted time."""

    number: int
    share: float


def due_of_step(
    calendar: Calendar, steps: Sequence[StepSpan], number: int | None, *, clock_from: datetime, due_at: datetime
) -> datetime | None:
    """When step `number` of a dossier should be finished, counted from the opening after `clock_from`.

    The one rule for the current step of a dossier and for the leg that is under way: both are computed again whenever
    `due_at` moves, so that a pause never makes a step late. None outside the process.
    """
    if number is None:
        return None
    start = min(calendar.next_opening(clock_from), due_at)
    return step_due(calendar, steps, number, start, due_at)


def step_due(
    calendar: Calendar, steps: Sequence[StepSpan], number: int, start: datetime, due_at: datetime
) -> datetime | None:
    """When step `number` should be finished: its share of the real span from `start` to `due_at`, never beyond it.

    None for a step that takes no counted time, or a number that the process does not have.
    """
    current = next((step for step in steps if step.number == number), None)
    if current is None or not current.share:
        return None
    part = sum(step.share for step in steps if step.number <= number)
    minutes = calendar.working_minutes_between(start, due_at)
    if not minutes:
        return start + (due_at - start) * min(1.0, part)
    return min(due_at, calendar.add_minutes(start, int(minutes * part)))


def new_appointment(
    calendar: Calendar, *, start: datetime, unpaused_due: datetime, due_at: datetime, at: datetime, share: float
) -> datetime:
    """What form 04 proposes: `share` of the allowance in whole working days (at least one) after due date or `at`.

    The hour is that of the due moment, moved into the opening hours. The allowance is the time from `start` to
    `unpaused_due`. Raises OutsideCalendar.
    """
    allowed = calendar.working_minutes_between(start, unpaused_due)
    days = max(1, -int(-allowed * share // MINUTES_OF_A_DAY))
    hour = due_at.astimezone(LOCAL_TZ).time()
    return calendar.at_hour(calendar.working_day_after(local_date(max(due_at, at)), days), hour)


def is_open_at(calendar: Calendar, at: datetime) -> bool:
    """Whether the office is open at this moment, its closing times included. Raises OutsideCalendar."""
    local = at.astimezone(LOCAL_TZ)
    return any(session.opens <= local.time() <= session.closes for session in calendar.sessions_of(local.date()))


def latest_due_day(calendar: Calendar, today: date, working_days: int) -> date:
    """What is due up to this day is due within `working_days` working days of `today`. Raises OutsideCalendar."""
    return calendar.working_day_after(today, working_days)

"""The due date of a dossier: f(start, time limit, pauses, calendar). Pure: no database, no clock.

The rules stand in docs/deadlines.md, whose worked examples are executed by the tests. In short:

* the start is normalised to working time, except for clock hours and immediate limits;
* a pause holds only if it begins before the due moment as it stands then (`start < due`); otherwise it moves nothing;
* working hours, working days, same day: the working time left at the pause is added from the normalised resumption;
* calendar days, months: the end before rolling moves by the dates from the pause to the normalised resumption;
* clock hours: the due moment moves by the length of the pause;
* a pause never brings a due moment forward, and an open pause moves nothing yet.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from workcalendar.allowance import Allowance, AllowanceInvalid, Unit
from workcalendar.worktime import (
    Calendar,
    CalendarInvalid,
    DayKind,
    DayNote,
    OutsideCalendar,
    Session,
    local,
)

__all__ = [
    "Allowance",
    "AllowanceInvalid",
    "Calendar",
    "CalendarInvalid",
    "DayKind",
    "DayNote",
    "Deadline",
    "OutsideCalendar",
    "Pause",
    "PauseInvalid",
    "Session",
    "Step",
    "Unit",
    "deadline",
    "holds",
]


class PauseInvalid(Refusal, ValueError):
    """A pause that ends before it begins."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Time in which the office waits for somebody else; `end` is None as long as it lasts."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise PauseInvalid(_("A pause cannot end before it begins."))


class Step(NamedTuple):
    """One line of the explanation; workcalendar.explain turns it into a sentence."""

    key: str
    params: Mapping[str, Any]


@dataclass(frozen=True)
class Deadline:
    """`starts_at`: when the clock starts to run; `due_at`: the moment by which the result is due.

    Moments are aware, in local time. What is not asked for is not computed.
    """

    starts_at: datetime
    due_at: datetime
    _calendar: Calendar = field(repr=False)
    _told: Callable[[], list[Step]] = field(repr=False, compare=False)

    @cached_property
    def apology_by(self) -> datetime | None:
        """Latest moment for an apology: closing time of the last working day before the due date.

        None when that is not after `starts_at`.
        """
        try:
            day = self._calendar.previous_working_day(self.due_at.date())
        except OutsideCalendar:
            return None
        closing = self._calendar.closing_of(day)
        return closing if closing > self.starts_at else None

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The explanation of all of it, line by line."""
        by = self.apology_by
        end = (Step("due", {"due_at": self.due_at}), Step("apology" if by else "no_apology", {"by": by}))
        return (*self._told(), *end)


def holds(pause: Pause, due_at: datetime) -> bool:
    """Whether a pause stops the clock: it begins before the due moment as it stands then."""
    return pause.start < due_at


def deadline(
    calendar: Calendar,
    start: datetime,
    allowance: Allowance,
    pauses: Iterable[Pause] = (),
    *,
    fixed_due: datetime | None = None,
) -> Deadline:
    """The due date of something accepted at `start`.

    `fixed_due` is a due moment that was given from outside instead of computed; pauses move it by the same rules.
    Raises OutsideCalendar when the start, a pause or the end lies outside the covered dates.
    """
    ordered = sorted(pauses, key=_order)
    count = _counted(_Count(calendar, local(start), allowance), ordered, fixed_due)

    def told() -> list[Step]:
        return _counted(_Told(calendar, local(start), allowance), ordered, fixed_due).steps

    return Deadline(count.starts_at, count.due_at, calendar, told)


C = TypeVar("C", bound="_Count")


def _counted(count: C, pauses: Sequence[Pause], fixed_due: datetime | None) -> C:
    count.begin(fixed_due)
    for pause in pauses:
        count.apply(pause)
    return count


def _order(pause: Pause) -> tuple[datetime, bool, datetime]:
    return pause.start, pause.end is None, pause.end or pause.start


class _Count:
    """One computation under way: where the end stands."""

    def __init__(self, calendar: Calendar, received: datetime, allowance: Allowance) -> None:
        self.calendar, self.received, self.allowance, self.unit = calendar, received, allowance, allowance.unit

    def begin(self, fixed_due: datetime | None) -> None:
        calendar, received = self.calendar, self.received
        calendar.sessions_of(received.date())  # refuses a start outside the covered dates, whatever the unit
        self.starts_at = received if self.unit.runs_at_once else calendar.next_opening(received)
        self.runs_from = self.starts_at  # since when the clock has been running: the start, later the last resumption
        if fixed_due is not None:
            self.end = self.due_at = local(fixed_due)
            return
        self.end = calendar.end_before_rolling(self.starts_at, self.allowance)
        self.due_at = calendar.rolled(self.end) if self.unit.rolls else self.end

    def apply(self, pause: Pause) -> None:
        if pause.end is not None and holds(pause, self.due_at):
            self.move(local(pause.start), local(pause.end))

    def move(self, start: datetime, end: datetime) -> None:
        resumed = end if self.unit is Unit.CLOCK_HOURS else self.calendar.next_opening(end)
        begun = max(start, self.runs_from)
        if end <= start or resumed <= begun:
            self.stays(start, end)
            return
        self.runs_from = resumed
        if self.unit is Unit.CLOCK_HOURS:
            self.move_hours(start, end, resumed - begun)
        elif self.unit.rolls:
            self.move_dates(start, end, resumed, (resumed.date() - begun.date()).days)
        else:
            self.move_work(start, end, resumed, self.calendar.working_time_between(begun, self.due_at))

    def stays(self, start: datetime, end: datetime) -> None:
        """An empty pause moves nothing."""

    def move_hours(self, start: datetime, end: datetime, length: timedelta) -> None:
        self.due_at = self.calendar.shifted(self.due_at, length)

    def move_dates(self, start: datetime, end: datetime, resumed: datetime, dates: int) -> None:
        if dates:
            self.end = self.calendar.shifted(self.end, timedelta(days=dates))
            self.due_at = self.calendar.rolled(self.end)

    def move_work(self, start: datetime, end: datetime, resumed: datetime, left: timedelta) -> None:
        self.due_at = max(self.due_at, self.calendar.add_working_time(resumed, left))


class _Told(_Count):
    """The same computation with the lines that explain it; twice as slow, so only for those who read them."""

    def __init__(self, calendar: Calendar, received: datetime, allowance: Allowance) -> None:
        super().__init__(calendar, received, allowance)
        self.steps: list[Step] = []

    def say(self, key: str, **params: Any) -> None:
        self.steps.append(Step(key, params))

    def begin(self, fixed_due: datetime | None) -> None:
        super().begin(fixed_due)
        received = self.received
        self.say("received", at=received)
        if self.starts_at != received:
            self.say(f"normalised_{self._why_closed()}", received=received, starts_at=self.starts_at)
            self._say_days(received - timedelta(days=1), self.starts_at)
        if fixed_due is not None:
            self.say("fixed", due_at=self.due_at)
            return
        self._say_rule()
        if self.unit.rolls:
            self._say_rolled()
        elif not self.unit.runs_at_once:
            self._say_days(self.starts_at, self.due_at)
        self.say("counted", due_at=self.due_at)

    def apply(self, pause: Pause) -> None:
        if not holds(pause, self.due_at):
            self.say("pause_too_late", start=local(pause.start), due_at=self.due_at)
        elif pause.end is None:
            self.say("pause_open", start=local(pause.start))
        super().apply(pause)

    def stays(self, start: datetime, end: datetime) -> None:
        self.say("pause_empty", start=start, end=end, due_at=self.due_at)

    def move_hours(self, start: datetime, end: datetime, length: timedelta) -> None:
        super().move_hours(start, end, length)
        self.say("pause_clock", start=start, end=end, length=length, due_at=self.due_at)

    def move_dates(self, start: datetime, end: datetime, resumed: datetime, dates: int) -> None:
        super().move_dates(start, end, resumed, dates)
        self.say("pause_dates", start=start, end=end, resumed=resumed, dates=dates, end_at=self.end)
        if dates:
            self._say_rolled()
        self.say("due_then", due_at=self.due_at)

    def move_work(self, start: datetime, end: datetime, resumed: datetime, left: timedelta) -> None:
        super().move_work(start, end, resumed, left)
        self.say("pause_working", start=start, end=end, resumed=resumed, left=left)
        self._say_days(resumed, self.due_at)
        self.say("due_then", due_at=self.due_at)

    def _why_closed(self) -> str:
        sessions = self.calendar.sessions_of(self.received.date())
        if not sessions:
            return "day_off"
        if self.received.time() < sessions[0].opens:
            return "before_opening"
        return "break" if self.starts_at.date() == self.received.date() else "closed"

    def _say_rule(self) -> None:
        if self.unit is Unit.SAME_DAY:
            in_time = self.due_at.date() == self.starts_at.date()
            key = "same_day_in_time" if in_time else "same_day_too_late"
            self.say(key, starts_at=self.starts_at, cutoff=self.allowance.cutoff)
            return
        self.say(f"rule_{self.unit}", quantity=self.allowance.quantity, starts_at=self.starts_at)
        if self.unit is Unit.MONTHS and self.end.day != self.starts_at.day:
            self.say("month_shorter", wanted=self.starts_at.day, end_at=self.end)

    def _say_rolled(self) -> None:
        if self.end.date() != self.due_at.date():
            self.say("rolled", end_at=self.end, due_at=self.due_at)
            self._say_days(self.end - timedelta(days=1), self.due_at)

    def _say_days(self, start: datetime, end: datetime) -> None:
        """Name every day after `start` up to `end` that was left out, or worked although it is a weekend."""
        first, last = start.date() + timedelta(days=1), end.date()
        if first > last:
            return
        noted = self.calendar.notes_between(first, last)
        for day, note in noted:
            self.say(f"day_{note.kind}", day=day, reason=note.reason, source=note.source)
        off = (last - first).days + 1 - self.calendar.working_days_between(first, last)
        weekly = off - sum(note.kind is DayKind.OFF for _day, note in noted)
        if weekly > 0:
            self.say("days_weekly", days=weekly, first=first, last=last)

"""Which moments can be reserved: pure rules over a working calendar."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from common.clock import LOCAL_TZ, local_date
from workcalendar.worktime import Calendar, OutsideCalendar

LEAD = timedelta(minutes=60)  # nobody is expected within the hour


@dataclass(frozen=True)
class Rules:
    """Minutes of one slot, how many people at one moment (0: none are reserved), how many working days ahead."""

    minutes: int
    people: int
    days: int


@dataclass(frozen=True)
class Slot:
    """A moment with the places that are left."""

    starts_at: datetime
    free: int


@dataclass(frozen=True)
class Day:
    """A working day with its slots, full ones included."""

    day: date
    slots: tuple[Slot, ...]

    @property
    def free(self) -> int:
        return sum(slot.free for slot in self.slots)


def days(calendar: Calendar, rules: Rules, taken: Mapping[datetime, int], *, at: datetime) -> list[Day]:
    """The working days that can be reserved, today included while there is time left. `taken` counts by moment."""
    if not rules.people:
        return []
    return [
        Day(day, tuple(Slot(start, max(0, rules.people - taken.get(start, 0))) for start in starts))
        for day in _working_days(calendar, local_date(at), rules.days)
        if (starts := [start for start in starts_of(calendar, day, rules.minutes) if start >= at + LEAD])
    ]


def starts_of(calendar: Calendar, day: date, minutes: int) -> Iterator[datetime]:
    """The beginnings of all slots of a day that end before their session closes."""
    length = timedelta(minutes=minutes)
    for session in calendar.sessions_of(day):
        start = datetime.combine(day, session.opens, LOCAL_TZ)
        closes = datetime.combine(day, session.closes, LOCAL_TZ)
        while start + length <= closes:
            yield start
            start += length


def _working_days(calendar: Calendar, today: date, count: int) -> Iterator[date]:
    """Today, if it is one, and the working days that come, as far as the calendar reaches."""
    try:
        if calendar.is_working_day(today):
            yield today
        for number in range(1, count + 1):
            yield calendar.working_day_after(today, number)
    except OutsideCalendar:
        return

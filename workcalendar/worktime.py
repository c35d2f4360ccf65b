"""Working time of one office: sessions of the week, days off, made-up working days. Pure: no database, no clock.

Every moment that goes in is aware; every moment that comes out is aware, in Asia/Ho_Chi_Minh (+07:00, no summer time).
Sums are exact to the microsecond. A calendar answers only for the dates that it covers; beyond, it refuses.
"""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from common.clock import LOCAL_TZ
from common.errors import Refusal
from workcalendar.allowance import Allowance, Unit

MINUTE = 60_000_000  # working time is summed in microseconds
ONE_DAY = timedelta(days=1)


class OutsideCalendar(Refusal):
    """A moment, or the end of a time limit, lies outside the dates that the calendar covers."""

    def __init__(self, calendar: "Calendar", day: date | None = None) -> None:
        covered = {"first": f"{calendar.covers_from:%d/%m/%Y}", "last": f"{calendar.covers_to:%d/%m/%Y}"}
        if day is None:
            message = format_lazy(
                _("The working calendar covers {first} to {last}; this time limit would end outside it."), **covered
            )
        else:
            message = format_lazy(
                _("The working calendar covers {first} to {last}; {day} is outside it."),
                day=f"{day:%d/%m/%Y}",
                **covered,
            )
        super().__init__(message)


class CalendarInvalid(Refusal, ValueError):
    """Sessions or dates that cannot make a calendar."""


class Session(NamedTuple):
    """One sitting of a working day: open from `opens`, closed from `closes` on (local times)."""

    opens: time
    closes: time


class DayKind(StrEnum):
    """What a noted day is."""

    OFF = "off"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class DayNote:
    """Why a day differs from its weekday, and which announcement says so (official Vietnamese texts)."""

    kind: DayKind
    reason: str
    source: str


@dataclass(frozen=True)
class Calendar:
    """Working time between two dates, both included.

    `week` holds the sessions of Monday to Sunday (an empty tuple is a day off); `days` the days that differ. A made-up
    working day uses its weekday's sessions, or those of the first ordinary working day of the week when it has none.
    """

    name: str
    week: tuple[tuple[Session, ...], ...]
    days: Mapping[date, DayNote] = field(hash=False)
    covers_from: date
    covers_to: date

    def __post_init__(self) -> None:
        if self.covers_from > self.covers_to:
            raise CalendarInvalid(_("A calendar must begin before it ends."))
        if len(self.week) != 7 or not any(self.week):
            raise CalendarInvalid(_("A calendar needs seven weekdays, at least one of them with working hours."))
        for sessions in self.week:
            edges = [edge for session in sessions for edge in session]
            if any(later <= earlier for earlier, later in pairwise(edges)):
                raise CalendarInvalid(_("The sessions of a day must follow one another."))

    # Days

    def covers(self, day: date) -> bool:
        """Whether the calendar answers for this date."""
        return self.covers_from <= day <= self.covers_to

    def sessions_of(self, day: date) -> tuple[Session, ...]:
        """The sessions of a date, empty on a day off. Raises OutsideCalendar."""
        return self._index.sessions[self._offset(day)]

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on this date. Raises OutsideCalendar."""
        return bool(self.sessions_of(day))

    def closing_of(self, day: date) -> datetime:
        """The moment at which a working day closes. Raises OutsideCalendar; ValueError on a day off."""
        sessions = self.sessions_of(day)
        if not sessions:
            raise ValueError(f"{day} is a day off")
        return datetime.combine(day, sessions[-1].closes, LOCAL_TZ)

    def working_day_after(self, day: date, count: int = 1) -> date:
        """The working day that comes `count` (≥ 1) after `day`, which itself is not counted. Raises OutsideCalendar."""
        position = self._index.rank[self._offset(day) + 1] + count - 1
        if position >= len(self._index.working):
            raise OutsideCalendar(self)
        return self._date(self._index.working[position])

    def previous_working_day(self, day: date) -> date:
        """The last working day before `day`. Raises OutsideCalendar."""
        rank = self._index.rank[self._offset(day)]
        if rank == 0:
            raise OutsideCalendar(self, day - ONE_DAY)
        return self._date(self._index.working[rank - 1])

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days there are from `first` to `last`, both included. Raises OutsideCalendar."""
        return self._index.rank[self._offset(last) + 1] - self._index.rank[self._offset(first)]

    def notes_between(self, first: date, last: date) -> list[tuple[date, DayNote]]:
        """The noted days from `first` to `last`, both included, that truly differ from their weekday."""
        noted = self._noted
        found = noted[bisect_left(noted, first) : bisect_right(noted, last)]
        return [(day, self.days[day]) for day in found]

    # Moments

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself in working time, else the next opening: after lunch, next morning, after the days off.

        A closing moment is not working time any more: 17:00 on Friday becomes 07:30 on Monday. Raises OutsideCalendar.
        """
        at = local(at)
        day, clock = at.date(), at.time()
        for opens, closes in self.sessions_of(day):
            if clock < opens:
                return datetime.combine(day, opens, LOCAL_TZ)
            if clock < closes:
                return at
        day = self.working_day_after(day)
        return datetime.combine(day, self.sessions_of(day)[0].opens, LOCAL_TZ)

    def add_minutes(self, at: datetime, minutes: int) -> datetime:
        """The moment at which `minutes` (≥ 0) working minutes after `at` are over.

        An end that falls exactly on the close of a session stays there. Raises OutsideCalendar.
        """
        return self.add_working_time(at, timedelta(minutes=minutes))

    def add_working_time(self, at: datetime, span: timedelta) -> datetime:
        """As `add_minutes`, exact to the microsecond."""
        opening = self.next_opening(at)
        if not span:
            return opening
        index = self._index
        target = self._worked(opening) + _microseconds(span)
        if target > index.worked[-1]:
            raise OutsideCalendar(self)
        offset = bisect_left(index.worked, target) - 1
        left = target - index.worked[offset]
        for opens, closes in index.sessions[offset]:
            length = _since_midnight(closes) - _since_midnight(opens)
            if left <= length:
                break
            left -= length
        return datetime.combine(self._date(offset), opens, LOCAL_TZ) + timedelta(microseconds=left)

    def working_time_between(self, earlier: datetime, later: datetime) -> timedelta:
        """Working time from one moment to the other; negative when they stand the other way round."""
        return timedelta(microseconds=self._worked(local(later)) - self._worked(local(earlier)))

    def working_minutes_between(self, earlier: datetime, later: datetime) -> int:
        """Whole working minutes from one moment to the other; negative when they stand the other way round."""
        microseconds = self._worked(local(later)) - self._worked(local(earlier))
        return microseconds // MINUTE if microseconds >= 0 else -(-microseconds // MINUTE)

    def add(self, at: datetime, allowance: Allowance) -> datetime:
        """The due moment of something accepted at `at`, without pauses. Raises OutsideCalendar."""
        end = self.end_before_rolling(at, allowance)
        return self.rolled(end) if allowance.unit.rolls else end

    def end_before_rolling(self, at: datetime, allowance: Allowance) -> datetime:
        """The end of the time limit; for calendar days and months it may still fall on a day off."""
        quantity, unit = allowance.quantity, allowance.unit
        start = local(at) if unit.runs_at_once else self.next_opening(at)
        day = start.date()
        self._offset(day)
        if unit is Unit.IMMEDIATE:
            return start
        if unit is Unit.CLOCK_HOURS:
            return self.shifted(start, timedelta(hours=min(quantity, self._hours_covered)))
        if unit is Unit.WORKING_HOURS:
            return self.add_minutes(start, 60 * min(quantity, self._hours_covered))
        if unit is Unit.WORKING_DAYS:
            return self.at_hour(self.working_day_after(day, quantity), start.time())
        if unit is Unit.CALENDAR_DAYS:
            return self.shifted(start, timedelta(days=min(quantity, self._hours_covered)))
        if unit is Unit.MONTHS:
            return datetime.combine(self._months_after(day, quantity), start.time(), LOCAL_TZ)
        in_time = allowance.cutoff is not None and start.time() <= allowance.cutoff
        return self.closing_of(day if in_time else self.working_day_after(day))

    def rolled(self, end: datetime) -> datetime:
        """`end` itself on a working day, else the same hour of the next working day. Raises OutsideCalendar."""
        day = end.date()
        return self.at_hour(day if self.is_working_day(day) else self.working_day_after(day), end.time())

    def shifted(self, moment: datetime, span: timedelta) -> datetime:
        """`moment` + `span`, refused outside the covered dates."""
        try:
            end = moment + span
        except OverflowError:
            raise OutsideCalendar(self) from None
        if not self.covers(end.date()):
            raise OutsideCalendar(self)
        return end

    def at_hour(self, day: date, hour: time) -> datetime:
        """The given local time on a working day, moved into its sessions if it lies outside (shorter days exist)."""
        for opens, closes in self.sessions_of(day):
            if hour <= closes:
                return datetime.combine(day, max(hour, opens), LOCAL_TZ)
        return self.closing_of(day)

    # Inside

    @cached_property
    def _index(self) -> "_Index":
        sessions, worked, rank, working = [], [0], [0], []
        ordinary = next(day for day in self.week if day)
        for offset in range((self.covers_to - self.covers_from).days + 1):
            day = self.covers_from + timedelta(days=offset)
            note, usual = self.days.get(day), self.week[day.weekday()]
            today = usual if note is None else () if note.kind is DayKind.OFF else usual or ordinary
            sessions.append(today)
            worked.append(worked[-1] + sum(_since_midnight(s.closes) - _since_midnight(s.opens) for s in today))
            rank.append(rank[-1] + bool(today))
            if today:
                working.append(offset)
        return _Index(sessions, worked, rank, working)

    @cached_property
    def _noted(self) -> list[date]:
        return sorted(
            day
            for day, note in self.days.items()
            if self.covers(day) and (note.kind is DayKind.WORK) != bool(self.week[day.weekday()])
        )

    @cached_property
    def _hours_covered(self) -> int:
        """More hours than any limit may have: keeps a mistyped quantity from overflowing the date arithmetic."""
        return 24 * ((self.covers_to - self.covers_from).days + 2)

    def _months_after(self, day: date, months: int) -> date:
        years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
        if years > self.covers_to.year:
            raise OutsideCalendar(self)
        month += 1
        end = date(years, month, min(day.day, monthrange(years, month)[1]))
        if not self.covers(end):
            raise OutsideCalendar(self)
        return end

    def _offset(self, day: date) -> int:
        if not self.covers(day):
            raise OutsideCalendar(self, day)
        return day.toordinal() - self.covers_from.toordinal()

    def _date(self, offset: int) -> date:
        return self.covers_from + timedelta(days=offset)

    def _worked(self, at: datetime) -> int:
        """Working microseconds from the first covered day up to a local moment."""
        offset = self._offset(at.date())
        clock = _since_midnight(at.time())
        total = self._index.worked[offset]
        for opens, closes in self._index.sessions[offset]:
            total += max(0, min(clock, _since_midnight(closes)) - _since_midnight(opens))
        return total


class _Index(NamedTuple):
    """Sums over the covered days, by number of days since the first; built once per calendar."""

    sessions: list[tuple[Session, ...]]
    worked: list[int]  # working microseconds before the day; one entry more than days
    rank: list[int]  # working days before the day; one entry more than days
    working: list[int]  # the working days


def local(at: datetime) -> datetime:
    """An aware moment in local time. Raises ValueError for a moment without time zone."""
    if at.tzinfo is None:
        raise ValueError(f"a moment without time zone: {at.isoformat()}")
    return at if at.tzinfo is LOCAL_TZ else at.astimezone(LOCAL_TZ)


def _since_midnight(clock: time) -> int:
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1_000_000 + clock.microsecond


def _microseconds(span: timedelta) -> int:
    return span // timedelta(microseconds=1)

"""The rules of docs/deadlines.md once more, written slowly: minute by minute, day by day, without sums.

Moments are naive local minutes. It reads the facts file itself, so that an error in the engine's calendar shows too.
"""

import calendar
from datetime import date, datetime, time, timedelta

from workcalendar.reference import facts

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
KINDS = {date.fromisoformat(row["date"]): row["kind"] for row in facts()["days"] if row["status"] != "proposed"}


def works(day: date) -> bool:
    return KINDS[day] == "work" if day in KINDS else day.weekday() < 5


def is_open(minute: datetime) -> bool:
    morning = time(7, 30) <= minute.time() < time(12)
    afternoon = time(13, 30) <= minute.time() < time(17)
    return works(minute.date()) and (morning or afternoon)


def normalised(at: datetime) -> datetime:
    while not is_open(at):
        at += MINUTE
    return at


def after_minutes(at: datetime, minutes: int) -> datetime:
    at = normalised(at)
    while minutes:
        minutes -= is_open(at)
        at += MINUTE
    return at


def minutes_between(earlier: datetime, later: datetime) -> int:
    count = 0
    while earlier < later:
        count += is_open(earlier)
        earlier += MINUTE
    return count


def next_working_day(day: date) -> date:
    day += DAY
    while not works(day):
        day += DAY
    return day


def rolled(at: datetime) -> datetime:
    while not works(at.date()):
        at += DAY
    return at


def months_later(at: datetime, months: int) -> datetime:
    year, month = at.year, at.month
    for _step in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    last = calendar.monthrange(year, month)[1]
    return at.replace(year=year, month=month, day=min(at.day, last))


def first_end(start: datetime, quantity: int, unit: str, cutoff: time) -> datetime:
    if unit == "working_hours":
        return after_minutes(start, 60 * quantity)
    if unit == "working_days":
        day = start.date()
        for _step in range(quantity):
            day = next_working_day(day)
        return datetime.combine(day, start.time())
    if unit == "calendar_days":
        return start + quantity * DAY
    if unit == "months":
        return months_later(start, quantity)
    if unit == "same_day":
        day = start.date() if start.time() <= cutoff else next_working_day(start.date())
        return datetime.combine(day, time(17))
    return start + timedelta(hours=quantity if unit == "clock_hours" else 0)


def due(
    received: datetime, quantity: int, unit: str, cutoff: time, pauses: list[tuple[datetime, datetime]]
) -> datetime:
    start = received if unit in {"clock_hours", "immediate"} else normalised(received)
    end = first_end(start, quantity, unit, cutoff)
    rolls = unit in {"calendar_days", "months"}
    due_at, running_since = rolled(end) if rolls else end, start
    for begun, over in sorted(pauses):
        if begun >= due_at or begun == over:
            continue
        resumed = over if unit == "clock_hours" else normalised(over)
        begun = max(begun, running_since)
        if resumed <= begun:
            continue
        running_since = resumed
        if rolls:
            end += (resumed.date() - begun.date()).days * DAY
            due_at = rolled(end)
        elif unit == "clock_hours":
            due_at += resumed - begun
        else:
            due_at = max(due_at, after_minutes(resumed, minutes_between(begun, due_at)))
    return due_at

"""Where two calendars differ. Pure."""

from datetime import date, timedelta

from workcalendar.worktime import Calendar


def differing_days(one: Calendar, other: Calendar) -> list[date]:
    """The dates that both cover and on which their sessions differ, in order."""
    first, last = max(one.covers_from, other.covers_from), min(one.covers_to, other.covers_to)
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [day for day in days if one.sessions_of(day) != other.sessions_of(day)]

"""The effective calendar as plain JSON, there and back. Pure.

Shape: {"name", "covers_from", "covers_to", "week": 7 × [["07:30", "12:00"], …], "days": [{"day", "kind", "reason",
"source"}, …]}, days sorted, dates ISO, times HH:MM local. A document holds all that the engine needs.
"""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _

from workcalendar.worktime import Calendar, CalendarInvalid, DayKind, DayNote, Session

Content = dict[str, Any]
Week = list[list[list[str]]]


def calendar_from(content: Content) -> Calendar:
    """The engine's calendar. Raises CalendarInvalid when the document is none."""
    days = {
        date.fromisoformat(row["day"]): DayNote(DayKind(row["kind"]), row["reason"], row["source"])
        for row in content["days"]
    }
    return Calendar(
        name=content["name"],
        week=week_from(content["week"]),
        days=days,
        covers_from=date.fromisoformat(content["covers_from"]),
        covers_to=date.fromisoformat(content["covers_to"]),
    )


def content_of(calendar: Calendar) -> Content:
    """The document of an engine's calendar; equal calendars give equal documents."""
    return {
        "name": calendar.name,
        "covers_from": calendar.covers_from.isoformat(),
        "covers_to": calendar.covers_to.isoformat(),
        "week": [[[f"{edge:%H:%M}" for edge in session] for session in sessions] for sessions in calendar.week],
        "days": [
            {"day": day.isoformat(), "kind": str(note.kind), "reason": note.reason, "source": note.source}
            for day, note in sorted(calendar.days.items())
        ],
    }


def week_from(week: Week) -> tuple[tuple[Session, ...], ...]:
    """Sessions of Monday to Sunday out of JSON. Raises CalendarInvalid."""
    try:
        return tuple(
            tuple(Session(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in sessions)
            for sessions in week
        )
    except (TypeError, ValueError) as error:
        raise CalendarInvalid(_("Sessions are pairs of times such as 07:30 and 12:00, for seven weekdays.")) from error


def week_of(weekdays: Iterable[int], sessions: list[list[str]]) -> Week:
    """The same sessions on each of `weekdays` (1 = Monday … 7 = Sunday), none on the others."""
    working = set(weekdays)
    return [sessions if weekday in working else [] for weekday in range(1, 8)]

"""What people do with calendars: note a day, take a note back, publish what is in force."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from workcalendar.content import Content, content_of, week_from
from workcalendar.models import Calendar, CalendarDay, CalendarVersion, DayStatus
from workcalendar.worktime import Calendar as WorkingTime
from workcalendar.worktime import CalendarInvalid, DayKind, DayNote


class DayAlreadyNoted(Refusal):
    """The day is noted in this calendar already."""

    default_message = _("This day is already noted in the calendar. Remove the earlier note first.")


@transaction.atomic
def note_day(
    *,
    calendar: Calendar,
    day: date,
    kind: DayKind,
    reason: str,
    source: str,
    status: DayStatus,
    by: Any,
    at: datetime,
    announced_on: date | None = None,
) -> CalendarDay:
    """Note a day off or a made-up working day and publish the calendar. Raises DayAlreadyNoted."""
    if status != DayStatus.PROPOSED and _in_force(calendar).filter(day=day).exists():
        raise DayAlreadyNoted(field="day")
    row = CalendarDay(
        calendar=calendar,
        day=day,
        kind=kind,
        reason=reason,
        source=source,
        status=status,
        announced_on=announced_on,
    )
    row._history_user = by  # type: ignore[attr-defined]
    row.save()
    publish(calendar, at=at)
    return row


@transaction.atomic
def remove_day(*, row: CalendarDay, by: Any, at: datetime) -> None:
    """Take a note back and publish the calendar; its history stays."""
    row._history_user = by  # type: ignore[attr-defined]
    calendar = row.calendar
    row.delete()
    publish(calendar, at=at)


@transaction.atomic
def publish(calendar: Calendar, *, at: datetime) -> list[CalendarVersion]:
    """Write a new version of the calendar and of every calendar under it whose effective content has changed.

    Open dossiers keep the version they were counted with; nothing moves by itself. A calendar without office hours (the
    nation's) has no version. Raises CalendarInvalid.
    """
    Calendar.objects.select_for_update().get(pk=line_of(calendar)[0].pk)  # one publication at a time in a family
    written = []
    for member in family_of(calendar):
        content = effective_content(member)
        newest = member.versions.order_by("-number").first()
        if content is None or (newest is not None and newest.content == content):
            continue
        number = newest.number + 1 if newest else 1
        written.append(member.versions.create(number=number, recorded_at=at, content=content))
    return written


def effective_content(calendar: Calendar) -> Content | None:
    """The calendar with everything it takes from its parents, proposed days left out; None without office hours.

    The nearest calendar decides: a day noted by the center wins over the province, the province over the nation.
    """
    line = line_of(calendar)
    week = next((member.sessions for member in reversed(line) if member.sessions is not None), None)
    if week is None:
        return None
    covers_from = next((member.covers_from for member in reversed(line) if member.covers_from), None)
    covers_to = next((member.covers_to for member in reversed(line) if member.covers_to), None)
    if covers_from is None or covers_to is None:
        raise CalendarInvalid(_("The calendar does not say which dates it covers."))
    days = {row.day: DayNote(DayKind(row.kind), row.reason, row.source) for member in line for row in _in_force(member)}
    return content_of(WorkingTime(calendar.name, week_from(week), days, covers_from, covers_to))


def _in_force(calendar: Calendar) -> Any:
    return CalendarDay.objects.filter(calendar=calendar).exclude(status=DayStatus.PROPOSED)


def line_of(calendar: Calendar) -> list[Calendar]:
    """The calendar and its parents, the eldest first. Raises CalendarInvalid when they run in a circle."""
    line: list[Calendar] = []
    member: Calendar | None = calendar
    while member is not None:
        if member in line:
            raise CalendarInvalid(_("A calendar cannot be its own parent."))
        line.append(member)
        member = member.parent
    return line[::-1]


def family_of(calendar: Calendar) -> list[Calendar]:
    """The calendar and all below it: those that change with it, parents before children."""
    found = [calendar]
    for child in calendar.children.order_by("slug"):
        found += family_of(child)
    return found

"""What an administrator may do to a calendar: note a day, take a note back, add a year. Rehearsed, then carried out.

A change is a plain JSON document, so that it can wait between its preview and its confirmation:

    {"what": "note_day", "day": "2026-11-30", "kind": "off", "reason": …, "source": …, "status": "official",
     "announced_on": "2026-11-25" or null}
    {"what": "take_back", "row": 12, "day": …, "kind": …, "reason": …}
    {"what": "next_year", "year": 2028}
    {"what": "nothing"}      nothing changes: only dossiers counted with an older version are looked for
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.clock import local_date
from common.errors import Refusal
from workcalendar.actions import DayAlreadyNoted, effective_content, family_of, note_day, publish, remove_day
from workcalendar.content import Content, calendar_from
from workcalendar.models import Calendar, CalendarDay, DayStatus
from workcalendar.worktime import DayKind

Document = Mapping[str, Any]


class ChangesThePast(Refusal):
    default_message = _("A calendar changes for days to come, never backwards. Choose today or a later day.")


class ChangesNothing(Refusal):
    """The day is already what the note would make of it."""

    def __init__(self, kind: DayKind) -> None:
        words = _("This day is a day off already.") if kind is DayKind.OFF else _("This is a working day already.")
        super().__init__(words, field="day")


class OutsideTheYears(Refusal):
    default_message = _("The calendar does not cover this day yet. Continue it into that year first.")


class DayGone(Refusal):
    default_message = _("This note is not in the calendar any more.")


class NotItsYears(Refusal):
    default_message = _("This calendar takes its years from the one above it. Continue that one.")


class YearIsThere(Refusal):
    default_message = _("The calendar covers this year already.")


def noted_day(
    *,
    day: date,
    kind: DayKind,
    reason: str,
    source: str,
    status: DayStatus = DayStatus.OFFICIAL,
    announced_on: date | None = None,
) -> dict[str, Any]:
    """The document that notes a day."""
    return {
        "what": "note_day",
        "day": day.isoformat(),
        "kind": str(kind),
        "reason": reason.strip(),
        "source": source.strip(),
        "status": str(status),
        "announced_on": announced_on.isoformat() if announced_on else None,
    }


def taken_back(row: CalendarDay) -> dict[str, Any]:
    """The document that takes a noted day back."""
    return {
        "what": "take_back",
        "row": row.pk,
        "day": row.day.isoformat(),
        "kind": row.kind,
        "reason": row.reason,
        "status": row.status,
    }


def further_year(calendar: Calendar) -> dict[str, Any]:
    """The document that continues the calendar by one year. Raises NotItsYears."""
    if calendar.covers_to is None:
        raise NotItsYears
    return {"what": "next_year", "year": calendar.covers_to.year + 1}


def carry_out(calendar: Calendar, change: Document, *, by: Any, at: datetime) -> None:
    """Do it and publish. Raises ChangesThePast, ChangesNothing, OutsideTheYears, DayAlreadyNoted, DayGone,
    NotItsYears, YearIsThere."""
    _DOERS[change["what"]](calendar, change, by, at)


class _Undo(Exception):
    """Ends a rehearsal."""


def rehearse(calendar: Calendar, change: Document, *, at: datetime) -> dict[int, Content]:
    """What each calendar of the family that has working hours would be after the change; nothing of it remains.

    Keys are ids: of the calendar itself and of all below it. Raises what `carry_out` raises.
    """
    contents: dict[int, Content] = {}
    try:
        with transaction.atomic():
            carry_out(calendar, change, by=None, at=at)
            for member in family_of(calendar):
                content = effective_content(member)
                if content is not None:
                    contents[member.pk] = content
            raise _Undo
    except _Undo:
        return contents


def _note(calendar: Calendar, change: Document, by: Any, at: datetime) -> None:
    day, kind = date.fromisoformat(change["day"]), DayKind(change["kind"])
    if day < local_date(at):
        raise ChangesThePast(field="day")
    proposals = calendar.days.filter(day=day, status=DayStatus.PROPOSED)
    if change["status"] == DayStatus.PROPOSED:
        if proposals.filter(kind=kind).exists():
            raise DayAlreadyNoted(field="day")
    else:
        _refuse_what_is_so_already(calendar, day, kind)
        for proposal in proposals:
            proposal._history_user = by  # type: ignore[attr-defined]
            proposal.delete()
    announced = change.get("announced_on")
    note_day(
        calendar=calendar,
        day=day,
        kind=kind,
        reason=change["reason"],
        source=change["source"],
        status=DayStatus(change["status"]),
        announced_on=date.fromisoformat(announced) if announced else None,
        by=by,
        at=at,
    )


def _refuse_what_is_so_already(calendar: Calendar, day: date, kind: DayKind) -> None:
    """A calendar without working hours (the nation's) only says what all below it have in common."""
    content = effective_content(calendar)
    if content is None:
        covered = calendar.covers_from, calendar.covers_to
        if not (covered[0] and covered[1] and covered[0] <= day <= covered[1]):
            raise OutsideTheYears(field="day")
        return
    engine = calendar_from(content)
    if not engine.covers(day):
        raise OutsideTheYears(field="day")
    if engine.is_working_day(day) is (kind is DayKind.WORK):
        raise ChangesNothing(kind)


def _take_back(calendar: Calendar, change: Document, by: Any, at: datetime) -> None:
    row = calendar.days.filter(pk=change["row"]).first()
    if row is None:
        raise DayGone
    if row.day < local_date(at):
        raise ChangesThePast
    remove_day(row=row, by=by, at=at)


def _continue(calendar: Calendar, change: Document, by: Any, at: datetime) -> None:
    """One more year with the same weekly sessions; the days off that are fixed by date come along as proposals."""
    if calendar.covers_to is None:
        raise NotItsYears
    year = int(change["year"])
    if year != calendar.covers_to.year + 1:
        raise YearIsThere
    proposals = [_same_day_in(year, row) for row in fixed_days(calendar)]
    calendar.covers_to = date(year, 12, 31)
    calendar._history_user = by  # type: ignore[attr-defined]
    calendar.save()
    for row in proposals:
        row._history_user = by  # type: ignore[attr-defined]
        row.save()
    publish(calendar, at=at)


def fixed_days(calendar: Calendar) -> list[CalendarDay]:
    """The newest note of each day off that returns every year on the same date under the same reason (at least two
    years of it are known). Days by the lunar calendar and days in lieu do not: they wait for their announcement."""
    by_reason: dict[str, dict[int, dict[tuple[int, int], CalendarDay]]] = defaultdict(lambda: defaultdict(dict))
    notes = calendar.days.filter(kind=DayKind.OFF).exclude(status=DayStatus.PROPOSED)
    for row in notes.order_by("day"):
        by_reason[row.reason][row.day.year][row.day.month, row.day.day] = row
    found = []
    for years in by_reason.values():
        dates = set.intersection(*(set(rows) for rows in years.values())) if len(years) > 1 else set()
        found += [years[max(years)][on] for on in sorted(dates)]
    return sorted(found, key=lambda row: (row.day.month, row.day.day))


def _same_day_in(year: int, row: CalendarDay) -> CalendarDay:
    return CalendarDay(
        calendar=row.calendar,
        day=row.day.replace(year=year),
        kind=row.kind,
        reason=row.reason,
        source=f"Theo ngày {row.day:%d/%m/%Y}: {row.source}"[:300],
        status=DayStatus.PROPOSED,
    )


def _nothing(calendar: Calendar, change: Document, by: Any, at: datetime) -> None:
    """Everything stays."""


_DOERS = {"note_day": _note, "take_back": _take_back, "next_year": _continue, "nothing": _nothing}

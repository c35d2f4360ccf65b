"""Read models of the administration of calendars: a month, the noted days of a year, the dossiers a change moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from centers.calendars import centers_under
from dossiers.models import LEFT_OUT, CalendarChange, CalendarMove, MoveState
from workcalendar.actions import effective_content, line_of
from workcalendar.content import calendar_from
from workcalendar.models import Calendar, CalendarDay, DayStatus
from workcalendar.worktime import Calendar as WorkingTime
from workcalendar.worktime import DayKind

LATEST = 15


@dataclass(frozen=True)
class Cell:
    """A day of the month: `tone` is open, closed, off (noted), work (made up) or unknown (not covered)."""

    day: date
    is_in_month: bool
    is_today: bool
    tone: str
    note: str  # why it differs from its weekday; "" when it does not
    proposed: str  # what somebody proposes for it


@dataclass(frozen=True)
class NotedDay:
    """A line of the list of a year. `is_own`: noted in this calendar, not above it; `is_overruled`: a calendar further
    down says otherwise."""

    pk: int
    day: date
    kind: str
    kind_label: str
    reason: str
    source: str
    status: str
    status_label: str
    announced_on: date | None
    calendar_name: str
    is_own: bool
    is_overruled: bool
    is_over: bool

    @property
    def is_proposed(self) -> bool:
        return self.status == DayStatus.PROPOSED


@dataclass(frozen=True)
class CalendarLine:
    """One calendar in the list: `centers` work by it or by one below it."""

    slug: str
    name: str
    parent_name: str
    centers: int
    covers_to: date | None
    own_days: int
    has_own_hours: bool


def calendar_lines() -> list[CalendarLine]:
    """All calendars, parents before children."""
    counted = Calendar.objects.select_related("parent").annotate(
        days_in_force=Count("days", filter=~Q(days__status=DayStatus.PROPOSED))
    )
    found = [
        CalendarLine(
            slug=row.slug,
            name=row.name,
            parent_name=row.parent.name if row.parent else "",
            centers=len(centers_under(row)),
            covers_to=next((one.covers_to for one in reversed(line_of(row)) if one.covers_to), None),
            own_days=row.days_in_force,
            has_own_hours=row.sessions is not None,
        )
        for row in counted
    ]
    return sorted(found, key=lambda line: (-line.centers, line.parent_name != "", line.name))


def month(calendar: Calendar, first: date, *, today: date) -> list[list[Cell]]:
    """The weeks of the month that begins with `first`, Monday to Sunday."""
    content = effective_content(calendar)
    engine = calendar_from(content) if content else None
    start = first - timedelta(days=first.weekday())
    end = (first + timedelta(days=31)).replace(day=1)
    days = [start + timedelta(days=offset) for offset in range(42)]
    proposed = _proposed(calendar, days[0], days[-1])
    own = {row.day: row for row in calendar.days.exclude(status=DayStatus.PROPOSED)} if engine is None else {}
    cells = [_cell(day, first, today, engine, own.get(day), proposed.get(day, "")) for day in days]
    weeks = [cells[at : at + 7] for at in range(0, 42, 7)]
    return [week for week in weeks if week[0].day < end]


def _cell(
    day: date, first: date, today: date, engine: WorkingTime | None, own: CalendarDay | None, proposed: str
) -> Cell:
    tone, note = "open", ""
    if engine is None:  # a calendar without hours: only what it notes is known
        tone = {"off": "off", "work": "work"}[own.kind] if own else "unknown"
        note = own.reason if own else ""
    elif not engine.covers(day):
        tone = "unknown"
    else:
        noted = engine.notes_between(day, day)
        is_open = engine.is_working_day(day)
        tone = ("work" if is_open else "off") if noted else ("open" if is_open else "closed")
        note = noted[0][1].reason if noted else ""
    return Cell(day, day.month == first.month, day == today, tone, note, proposed)


def _proposed(calendar: Calendar, first: date, last: date) -> dict[date, str]:
    rows = CalendarDay.objects.filter(
        calendar__in=[member.pk for member in line_of(calendar)], status=DayStatus.PROPOSED, day__range=(first, last)
    )
    return {row.day: row.reason for row in rows}


def noted_days(calendar: Calendar, year: int, *, today: date) -> list[NotedDay]:
    """What this calendar and those above it note for a year, in the order of the days."""
    line = line_of(calendar)
    depth = {member.pk: level for level, member in enumerate(line)}
    rows = list(CalendarDay.objects.filter(calendar__in=depth, day__year=year).select_related("calendar"))
    deciding = {row.day: depth[row.calendar_id] for row in sorted(rows, key=lambda row: depth[row.calendar_id])
                if row.status != DayStatus.PROPOSED}  # fmt: skip
    rows.sort(key=lambda row: (row.day, depth[row.calendar_id], row.status))
    return [
        NotedDay(
            pk=row.pk,
            day=row.day,
            kind=row.kind,
            kind_label=str(row.get_kind_display()),
            reason=row.reason,
            source=row.source,
            status=row.status,
            status_label=str(DayStatus(row.status).label),
            announced_on=row.announced_on,
            calendar_name=row.calendar.name,
            is_own=row.calendar_id == calendar.pk,
            is_overruled=row.status != DayStatus.PROPOSED and depth[row.calendar_id] < deciding[row.day],
            is_over=row.day < today,
        )
        for row in rows
    ]


def words_of(change: Any) -> str:
    """What a change does, in one sentence of the active language."""
    what = change["what"]
    if what == "nothing":
        return _("Open dossiers that were counted with an older calendar are counted with the present one")
    if what == "next_year":
        return _("The calendar goes on to the end of %(year)s") % {"year": change["year"]}
    day = date.fromisoformat(change["day"])
    facts = {
        "weekday": _begins(date_format(day, "l")),
        "day": f"{day:%d/%m/%Y}",
        "kind": _("a day off") if change["kind"] == DayKind.OFF else _("a working day"),
        "reason": change["reason"],
    }
    if what == "take_back":
        return _("%(weekday)s %(day)s is not %(kind)s any more (%(reason)s)") % facts
    if change["status"] == DayStatus.PROPOSED:
        return _("%(weekday)s %(day)s is proposed as %(kind)s (%(reason)s); it moves nothing") % facts
    return _("%(weekday)s %(day)s becomes %(kind)s: %(reason)s") % facts


def _begins(weekday: str) -> str:
    return weekday[:1].upper() + weekday[1:]


@dataclass(frozen=True)
class Progress:
    """How far a change has come."""

    listed: int  # dossiers whose due date moves
    standing: int  # dossiers whose clock stands still, which take the new calendar over
    waiting: int
    moved: int
    left_out: int

    @property
    def all(self) -> int:
        return self.listed + self.standing


def progress(change: CalendarChange) -> Progress:
    shifting = CalendarMove.shifting()
    counts = change.moves.aggregate(
        listed=Count("pk", filter=shifting),
        standing=Count("pk", filter=~shifting),
        waiting=Count("pk", filter=Q(state=MoveState.WAITING)),
        moved=Count("pk", filter=Q(state=MoveState.MOVED)),
        left_out=Count("pk", filter=Q(state__in=LEFT_OUT)),
    )
    return Progress(**counts)


def moves_of(change: CalendarChange, *, which: str) -> Any:
    """The list of a change for a page: `which` is listed (due date moves), standing or left_out."""
    shifting = CalendarMove.shifting()
    wanted = {"listed": shifting, "standing": ~shifting, "left_out": Q(state__in=LEFT_OUT)}[which]
    rows = change.moves.filter(wanted).order_by("due_before", "dossier_id")
    return rows.select_related("dossier__version__procedure", "dossier__receiving_center")


def latest_changes(calendars: Sequence[int] | None = None) -> list[tuple[CalendarChange, str]]:
    """The last changes with their sentence, newest first; of these calendars only, if given."""
    rows = CalendarChange.objects.select_related("calendar", "drafted_by", "confirmed_by")
    if calendars is not None:
        rows = rows.filter(calendar__in=list(calendars))
    return [(row, words_of(row.change)) for row in rows.order_by("-drafted_at", "-pk")[:LATEST]]

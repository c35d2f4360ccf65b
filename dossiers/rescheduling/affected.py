"""Which open dossiers another calendar would move. Only reads: a due date follows from events and calendar."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q, QuerySet

from common.clock import local_date, start_of_day
from dossiers.calendars import SHELF
from dossiers.history import fold
from dossiers.lifecycle import OPEN
from dossiers.models import Dossier, DossierEvent
from dossiers.state import Happening, State, deadline_of
from workcalendar.compare import differing_days
from workcalendar.engine import Calendar

BATCH = 500
NEW = 0
"""Stands for the new calendar where a state names its version: no row has this id."""


@dataclass(frozen=True)
class Shift:
    """One dossier: its due moment by its own calendar version and by the new calendar. Equal ones: its clock stands
    still, and days that differ may still come to count for it."""

    dossier_id: int
    due_before: datetime
    due_after: datetime


@dataclass
class Affected:
    """What was found; `kept_promises` counts dossiers taken over with a due date of their own, which stays."""

    shifts: list[Shift]
    kept_promises: int = 0


def how_many(targets: Mapping[int, Calendar]) -> int:
    """How many dossiers `affected` may have to look at, at the most."""
    return Dossier.objects.filter(status__in=OPEN, receiving_center__in=list(targets)).count()


def affected(targets: Mapping[int, Calendar]) -> Affected:
    """Exactly the open dossiers that the calendars would move, by receiving center (id → its new calendar)."""
    found = Affected([])
    for rows, calendar, days in _candidates(targets):
        histories = _histories([row.pk for row in rows])
        for row in rows:
            _judge(row, fold(histories[row.pk], SHELF), calendar, days, found)
    return found


def _candidates(targets: Mapping[int, Calendar]) -> Iterator[tuple[list[Dossier], Calendar, Sequence[date]]]:
    """Open dossiers whose dates can be touched, in batches of one calendar version: due on or after the first day that
    differs, or with a clock that stands still."""
    by_calendar: dict[int, tuple[Calendar, list[int]]] = {}
    for center_id, calendar in targets.items():
        by_calendar.setdefault(id(calendar), (calendar, []))[1].append(center_id)
    for calendar, centers in by_calendar.values():
        opened = Dossier.objects.filter(status__in=OPEN, receiving_center__in=centers)
        for version in sorted(set(opened.order_by().values_list("calendar_version_id", flat=True))):
            days = differing_days(SHELF[version], calendar)
            if days:
                touched = Q(due_at__gte=start_of_day(days[0])) | Q(held_by_pause=True)
                yield from ((rows, calendar, days) for rows in _batches(opened.filter(touched), version))


def _batches(opened: QuerySet[Dossier], version: int) -> Iterator[list[Dossier]]:
    last = 0
    while True:
        rows = list(opened.filter(calendar_version=version, pk__gt=last).order_by("pk").only("pk", "due_at")[:BATCH])
        if not rows:
            return
        last = rows[-1].pk
        yield rows


def _histories(keys: Sequence[int]) -> dict[int, list[Happening]]:
    histories: dict[int, list[Happening]] = defaultdict(list)
    events = DossierEvent.objects.filter(dossier__in=keys).order_by("dossier_id", "at", "recorded_at", "number")
    for event in events.only("dossier_id", "transition", "at", "recorded_at", "number", "facts"):
        histories[event.dossier_id].append(event.as_happening())
    return histories


def _judge(row: Dossier, state: State, calendar: Calendar, days: Sequence[date], found: Affected) -> None:
    assert row.due_at is not None
    if state.fixed_due is not None:
        found.kept_promises += 1
        return
    due_after = due_by(state, calendar)
    waits = state.is_held and state.open_halt is not None and days[-1] >= local_date(state.open_halt.start)
    if due_after != row.due_at or waits:
        found.shifts.append(Shift(row.pk, row.due_at, due_after))


def due_by(state: State, calendar: Calendar) -> datetime:
    """The due moment that the same history has by another calendar."""
    return deadline_of(replace(state, calendar=NEW, fixed_due=None), {NEW: calendar}).due_at

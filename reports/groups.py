"""A period of one center by procedure, by deciding office and by officer, and where its steps lose time.

Each table is one statement (officers: three) whatever its length, over the ledger entries of the center and the period.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django.db import connection

from common.text import vietnamese_key
from dossiers.calendars import SHELF
from dossiers.models import LedgerEntry, Leg
from procedures.steps import steps_of

from .measures import TOTAL
from .officers import Work, results_of
from .pages import Cell, behind_address
from .queries import COLUMNS, Scope

LATEST = 300  # endings whose steps are looked at
MOST_STEPS = 12  # those that lose most stand on the page


@dataclass(frozen=True)
class GroupLine:
    """A row: its official name, and numbers that open their dossiers. `width` is the bar of the first number."""

    name: str
    cells: tuple[Cell, ...]
    width: str


@dataclass(frozen=True)
class OfficerLine:
    """Work and duration of one person, in alphabetical order. `days` are calendar days, None where nothing ended."""

    name: str
    open: int
    resolved: Cell
    days: float | None


@dataclass(frozen=True)
class StepLine:
    """Working hours of one step: the median it took and the median of its share; `late` went over their share."""

    name: str
    count: int
    took: float
    share: float | None
    late: int
    width: str
    share_width: str


GROUPED = """
SELECT key, coalesce(sum(n) FILTER (WHERE measure = 'received'), 0),
       coalesce(sum(n) FILTER (WHERE measure IN ('early', 'on_time', 'late')), 0),
       coalesce(sum(n) FILTER (WHERE measure = 'late'), 0)
FROM ({source}) booked
GROUP BY key
"""
OF_PROCEDURES = """
    SELECT procedure_id AS key, measure, n FROM dossiers_ledgertotal
    WHERE {column} = %(place)s AND measure = ANY(%(measures)s) AND day BETWEEN %(start)s AND %(until)s
    UNION ALL
    SELECT procedure_id, measure, n FROM dossiers_ledgerentry
    WHERE NOT totalled AND {column} = %(place)s AND measure = ANY(%(measures)s) AND day BETWEEN %(start)s AND %(until)s
"""
OF_OFFICES = """
    SELECT d.deciding_office_id AS key, e.measure, e.n FROM dossiers_ledgerentry e
    JOIN dossiers_dossier d ON d.id = e.dossier_id
    WHERE e.{column} = %(place)s AND e.measure = ANY(%(measures)s) AND e.day BETWEEN %(start)s AND %(until)s
"""
NAMES = {
    "procedure": "SELECT id, name FROM procedures_procedure WHERE id = ANY(%s)",
    "office": "SELECT id, name FROM centers_office WHERE id = ANY(%s)",
}
ENDINGS = ["early", "on_time", "late"]
FIGURES = ("received.total", "resolved.total", "resolved.late")


def by_procedure(scope: Scope, query: Mapping[str, str]) -> list[GroupLine]:
    """Most received first."""
    return _lines("procedure", OF_PROCEDURES, scope, query)


def by_office(scope: Scope, query: Mapping[str, str]) -> list[GroupLine]:
    """By the office that decides, most received first."""
    return _lines("office", OF_OFFICES, scope, query)


def _lines(facet: str, source: str, scope: Scope, query: Mapping[str, str]) -> list[GroupLine]:
    statement = GROUPED.format(source=source.format(column=COLUMNS[scope.by]))
    with connection.cursor() as cursor:
        cursor.execute(statement, _given(scope, ["received", *ENDINGS]))
        rows = [(key, tuple(map(int, numbers))) for key, *numbers in cursor.fetchall()]
        cursor.execute(NAMES[facet], [[key for key, _numbers in rows]])
        names = dict(cursor.fetchall())
    most = max((numbers[0] for _key, numbers in rows), default=0)
    rows.sort(key=lambda row: (-row[1][0], vietnamese_key(names[row[0]])))
    return [
        GroupLine(
            names[key],
            tuple(
                Cell(number, _opened(figure, query, **{facet: key}) if number else "", names[key])
                for figure, number in zip(FIGURES, numbers, strict=True)
            ),
            _percent(numbers[0], most),
        )
        for key, numbers in rows
    ]


def by_officer(scope: Scope, query: Mapping[str, str], at: datetime) -> list[OfficerLine]:
    """Who resolved in the period or has something to do now, by name: workload, not a ranking."""
    return [
        OfficerLine(one.name, one.to_do, resolved_by(one, query), None if one.median is None else round(one.median, 1))
        for one in results_of(scope, at)
        if one.pk is not None and (one.resolved or one.to_do)
    ]


def resolved_by(one: Work, query: Mapping[str, str]) -> Cell:
    """What somebody resolved, with the address of these dossiers."""
    href = _opened("resolved.total", query, officer=one.pk) if one.resolved and one.pk is not None else ""
    return Cell(one.resolved, href, one.name)


def steps(scope: Scope) -> list[StepLine]:
    """Where time is lost: the legs of the latest endings of the period, in working hours against their share.

    An office answers from its own confirmation to that of the next one (`dossiers/custody.py`). Three statements.
    """
    endings = LedgerEntry.objects.filter(
        **{COLUMNS[scope.by]: scope.place}, measure__in=ENDINGS, day__range=(scope.start, scope.until)
    )
    latest = list(endings.order_by("-day", "-pk").values_list("dossier", flat=True)[:LATEST])
    legs = Leg.objects.filter(dossier__in=latest, ended_at__isnull=False)
    rows = legs.order_by("pk").select_related("office", "dossier__version").prefetch_related("dossier__version__steps")
    taken: dict[str, list[tuple[float, float | None, bool]]] = {}
    for leg in rows:
        taken.setdefault(step_name(leg), []).append(_hours(leg))
    return _step_lines(taken)


def step_name(leg: Leg) -> str:
    """The step of a leg as the process of its procedure calls it, else the office."""
    known = steps_of(leg.dossier.version) if leg.step_number else ()
    return next((step.name for step in known if step.number == leg.step_number), leg.office.name)


def _hours(leg: Leg) -> tuple[float, float | None, bool]:
    """Taken, allowed (None: no due date), and whether the leg went over its share."""
    version = leg.dossier.calendar_version_id
    if version is None or leg.confirmed_at is None or leg.ended_at is None:
        return 0.0, None, False
    took = _working_hours(version, leg.confirmed_at, leg.ended_at)
    if leg.step_due_at is None:
        return took, None, False
    return took, _working_hours(version, leg.confirmed_at, leg.step_due_at), leg.ended_at > leg.step_due_at


def _working_hours(version: int, start: datetime, end: datetime) -> float:
    return SHELF[version].working_minutes_between(start, end) / 60 if start < end else 0.0


def _step_lines(taken: Mapping[str, Sequence[tuple[float, float | None, bool]]]) -> list[StepLine]:
    found = []
    for name, rows in taken.items():
        allowed = [share for _took, share, _late in rows if share is not None]
        took, share = median(row[0] for row in rows), median(allowed) if allowed else None
        found.append((name, len(rows), took, share, sum(late for _took, _share, late in rows)))
    longest = max((max(took, share or 0) for _name, _count, took, share, _late in found), default=0)
    found.sort(key=lambda row: (row[3] - row[2] if row[3] is not None else 0, vietnamese_key(row[0])))
    return [
        StepLine(
            name,
            count,
            round(took, 1),
            None if share is None else round(share, 1),
            late,
            _percent(took, longest),
            _percent(share or 0, longest),
        )
        for name, count, took, share, late in found[:MOST_STEPS]
    ]


def _opened(figure: str, query: Mapping[str, str], **facet: int) -> str:
    return f"{behind_address(figure, TOTAL, query)}&{urlencode(facet)}"


def _given(scope: Scope, measures: Iterable[str]) -> dict[str, Any]:
    return {"place": scope.place, "start": scope.start, "until": scope.until, "measures": list(measures)}


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.2f}%" if whole else "0%"

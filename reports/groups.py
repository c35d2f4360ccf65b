"""A period of one center by procedure, by deciding office and by officer, and where its steps lose time.

Each table is two or three statements whatever its length, over the ledger entries of the center and the period.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from common.replica import reading
from common.text import vietnamese_key
from dossiers.calendars import SHELF
from dossiers.models import LedgerEntry, Leg
from procedures.models import ProcedureVersion
from procedures.steps import steps_of

from . import durations
from .durations import Spread
from .left_out import KNOWN
from .measures import TOTAL
from .officers import Work, results_of
from .pages import Cell, behind_address
from .queries import COLUMNS, Scope

LATEST = 3_000  # endings whose steps are looked at
MOST_STEPS = 12  # those that lose most stand on the page


@dataclass(frozen=True)
class GroupLine:
    """A row: its official name, numbers that open their dossiers, how long results took (None: nothing is known).

    `width` is the bar of the first number.
    """

    name: str
    cells: tuple[Cell, ...]
    width: str
    took: Spread | None


@dataclass(frozen=True)
class OfficerLine:
    """Work and duration of one person, in alphabetical order. `days` are calendar days, None where nothing ended."""

    name: str
    to_do: Cell
    resolved: Cell
    days: float | None


@dataclass(frozen=True)
class StepLine:
    """Working hours of one step: the median it took, what nine of ten did not exceed, and the median of its share.

    `late` went over their share. Both open the dossiers of these legs.
    """

    name: str
    count: Cell
    took: float
    ninth: float
    share: float | None
    late: Cell
    width: str
    share_width: str


@dataclass(frozen=True)
class LegTaken:
    """A leg by the name of its step: working hours it took, and those of its share (None: it has no due date)."""

    step: str
    dossier: int
    hours: float
    share: float | None
    is_late: bool


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
OF_A_LEG = (
    "dossier",
    "dossier__version",
    "step_number",
    "office__name",
    "dossier__calendar_version",
    "confirmed_at",
    "ended_at",
    "step_due_at",
)
FIGURES = ("received.total", "resolved.total", "resolved.late")


def by_procedure(scope: Scope, query: Mapping[str, str]) -> list[GroupLine]:
    """Most received first."""
    return _lines("procedure", OF_PROCEDURES, durations.by_procedure(scope), scope, query)


def by_office(scope: Scope, query: Mapping[str, str]) -> list[GroupLine]:
    """By the office that decides, most received first."""
    return _lines("office", OF_OFFICES, durations.by_office(scope), scope, query)


def _lines(
    facet: str, source: str, took: Mapping[int | None, Spread], scope: Scope, query: Mapping[str, str]
) -> list[GroupLine]:
    statement = GROUPED.format(source=source.format(column=COLUMNS[scope.by]))
    with reading().cursor() as cursor:
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
            took.get(key),
        )
        for key, numbers in rows
    ]


def by_officer(scope: Scope, query: Mapping[str, str], at: datetime) -> list[OfficerLine]:
    """Who resolved in the period or has something to do now, by name: workload, not a ranking."""
    people = (one for one in results_of(scope, at) if one.pk and (one.resolved or one.to_do))
    return [
        OfficerLine(
            one.name,
            to_do_of(one, query),
            resolved_by(one, query),
            None if one.median is None else round(one.median, 1),
        )
        for one in people
    ]


def resolved_by(one: Work, query: Mapping[str, str]) -> Cell:
    """What somebody resolved, with the address of these dossiers."""
    href = _opened("resolved.total", query, officer=one.pk) if one.resolved and one.pk else ""
    return Cell(one.resolved, href, one.name)


def to_do_of(one: Work, query: Mapping[str, str], *, late: bool = False) -> Cell:
    """What lies with somebody now, or what of it is late, with the address of these dossiers."""
    number = one.overdue if late else one.to_do
    asked = {**query, "officer": str(one.pk), **({"late": "1"} if late else {})}
    return Cell(number, f"{reverse('reports:at_work')}?{urlencode(asked)}" if number else "", one.name)


def steps(scope: Scope, query: Mapping[str, str]) -> list[StepLine]:
    """Where time is lost: by step, those that lose most first. Four statements."""
    taken: dict[str, list[LegTaken]] = {}
    for leg in legs_of(scope):
        taken.setdefault(leg.step, []).append(leg)
    return _step_lines(taken, query)


def legs_of(scope: Scope) -> list[LegTaken]:
    """The legs of the latest endings of the period whose hours are known, in working hours against their share.

    An office answers from its own confirmation to that of the next one (`dossiers/custody.py`). Four statements.
    """
    endings = LedgerEntry.objects.filter(
        KNOWN, **{COLUMNS[scope.by]: scope.place}, measure__in=ENDINGS, day__range=(scope.start, scope.until)
    )
    latest = list(endings.order_by("-day", "-pk").values_list("dossier", flat=True)[:LATEST])
    legs = list(Leg.objects.filter(dossier__in=latest, ended_at__isnull=False).order_by("pk").values_list(*OF_A_LEG))
    names = names_of_steps({version for _dossier, version, *_rest in legs})
    return [
        LegTaken(names.get((version, number), office), dossier, *_hours(*times))
        for dossier, version, number, office, *times in legs
    ]


def names_of_steps(versions: Collection[int]) -> dict[tuple[int, int], str]:
    """By version and number, as the process of the procedure calls them. Two statements."""
    rows = ProcedureVersion.objects.filter(pk__in=versions).prefetch_related("steps")
    return {(version.pk, step.number): step.name for version in rows for step in steps_of(version)}


def _hours(
    calendar: int | None, confirmed_at: datetime | None, ended_at: datetime, due_at: datetime | None
) -> tuple[float, float | None, bool]:
    """Taken, allowed (None: no due date), and whether the leg went over its share."""
    if calendar is None or confirmed_at is None:
        return 0.0, None, False
    took = _working_hours(calendar, confirmed_at, ended_at)
    if due_at is None:
        return took, None, False
    return took, _working_hours(calendar, confirmed_at, due_at), ended_at > due_at


def _working_hours(version: int, start: datetime, end: datetime) -> float:
    return SHELF[version].working_minutes_between(start, end) / 60 if start < end else 0.0


def _step_lines(taken: Mapping[str, Sequence[LegTaken]], query: Mapping[str, str]) -> list[StepLine]:
    found = []
    for name, rows in taken.items():
        allowed = [row.share for row in rows if row.share is not None]
        took, share = median(row.hours for row in rows), median(allowed) if allowed else None
        ninth = sorted(row.hours for row in rows)[ceil(0.9 * len(rows)) - 1]
        found.append((name, len(rows), took, ninth, share, sum(row.is_late for row in rows)))
    longest = max((max(took, share or 0) for _name, _count, took, _ninth, share, _late in found), default=0)
    found.sort(key=lambda row: (row[4] - row[2] if row[4] is not None else 0, vietnamese_key(row[0])))
    return [
        StepLine(
            name,
            _legs_cell(count, name, query),
            round(took, 1),
            round(ninth, 1),
            None if share is None else round(share, 1),
            _legs_cell(late, name, {**query, "late": "1"}),
            _percent(took, longest),
            _percent(share or 0, longest),
        )
        for name, count, took, ninth, share, late in found[:MOST_STEPS]
    ]


def _legs_cell(number: int, step: str, query: Mapping[str, str]) -> Cell:
    return Cell(number, f"{reverse('reports:legs')}?{urlencode({**query, 'step': step})}" if number else "", step)


def _opened(figure: str, query: Mapping[str, str], **facet: int) -> str:
    return f"{behind_address(figure, TOTAL, query)}&{urlencode(facet)}"


def _given(scope: Scope, measures: Iterable[str]) -> dict[str, Any]:
    return {"place": scope.place, "start": scope.start, "until": scope.until, "measures": list(measures)}


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.2f}%" if whole else "0%"

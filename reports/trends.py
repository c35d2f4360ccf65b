"""Received, resolved and late over the last twelve months, and over the days of a short period: drawn on the server.

One statement for both, from the spans of the ledger and the entries that are not added up yet.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.replica import reading

from .measures import TOTAL
from .pages import Cell, behind_address
from .periods import ONE_DAY, Period, month_before, month_of
from .queries import Scope

MONTHS = 12
MOST_DAYS = 45  # longer periods are looked at by month only
WIDTH, HEIGHT, EDGE = 720, 200, 28
SERIES: tuple[tuple[str, Any, str, str], ...] = (
    ("received.total", _("Received"), "--blue", ""),
    ("resolved.total", _("Resolved"), "--green", "8 4"),
    ("resolved.late", _("Late"), "--red", "2 4"),
)
"""Figure, its word, the colour and the dashes of its line."""
MEASURES = {"received": (0,), "early": (1,), "on_time": (1,), "late": (1, 2)}
TREND = """
SELECT span, first, measure, sum(n) FROM (
    SELECT 'month' AS span, first, measure, n FROM dossiers_ledgerspan
    WHERE span = 'month' AND first >= %(first_month)s AND first <= %(until)s
          AND measure = ANY(%(measures)s) {of_place}
    UNION ALL
    SELECT 'day', first, measure, n FROM dossiers_ledgerspan
    WHERE span = 'day' AND first BETWEEN %(first_day)s AND %(until)s
          AND measure = ANY(%(measures)s) {of_place}
    UNION ALL
    SELECT 'month', date_trunc('month', day)::date, measure, n FROM dossiers_ledgerentry
    WHERE NOT totalled AND day >= %(first_month)s AND day <= %(month_end)s AND measure = ANY(%(measures)s) {of_place}
    UNION ALL
    SELECT 'day', day, measure, n FROM dossiers_ledgerentry
    WHERE NOT totalled AND day BETWEEN %(first_day)s AND %(until)s AND measure = ANY(%(measures)s) {of_place}
) booked
GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class Drawn:
    """A line: `points` as SVG wants them."""

    label: Any
    colour: str
    dashes: str
    points: str


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class TrendLine:
    """A row of the table beside the drawing."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Trend:
    """A drawing and the table that says the same."""

    name: str
    title: Any
    head: Any
    lines: tuple[Drawn, ...]
    ticks: tuple[Tick, ...]
    top: int
    rows: tuple[TrendLine, ...]
    sums: tuple[int, ...]

    @property
    def is_empty(self) -> bool:
        return not any(self.sums)


def trends(scope: Scope, query: Mapping[str, str]) -> list[Trend]:
    """By month, and by day where the period is short."""
    months = _months(scope.until)
    days = _days(scope)
    numbers = _numbers(scope, months, days)
    found = [
        _trend("months", _("The last twelve months"), _("Month"), months, "%m/%Y", numbers["month"], query),
    ]
    if days:
        found.append(_trend("days", _("Day by day"), _("Day"), days, "%d/%m", numbers["day"], query))
    return found


def _months(until: date) -> list[Period]:
    found = [month_of(until)]
    while len(found) < MONTHS:
        found.append(month_before(found[-1].start))
    return found[::-1]


def _days(scope: Scope) -> list[Period]:
    length = (scope.until - scope.start).days + 1
    if not 1 < length <= MOST_DAYS:
        return []
    return [Period(day, day) for day in (scope.start + timedelta(days=number) for number in range(length))]


def _numbers(scope: Scope, months: Sequence[Period], days: Sequence[Period]) -> dict[str, Counter[tuple[date, int]]]:
    given: dict[str, Any] = {
        "first_month": months[0].start,
        "month_end": months[-1].end,
        "first_day": days[0].start if days else scope.until + ONE_DAY,
        "until": scope.until,
        "measures": list(MEASURES),
        **scope.placed,
    }
    counted: dict[str, Counter[tuple[date, int]]] = {"month": Counter(), "day": Counter()}
    with reading().cursor() as cursor:
        cursor.execute(TREND.format(of_place=scope.of_place), given)
        for span, first, measure, number in cursor.fetchall():
            for series in MEASURES[measure]:
                counted[span][first, series] += int(number)
    return counted


def _trend(
    name: str,
    title: Any,
    head: Any,
    periods: Sequence[Period],
    form: str,
    numbers: Mapping[tuple[date, int], int],
    query: Mapping[str, str],
) -> Trend:
    values = [[numbers[one.start, series] for one in periods] for series in range(len(SERIES))]
    top = max(max(map(max, values)), 1)
    step = (WIDTH - 2 * EDGE) / max(len(periods) - 1, 1)
    drawn = tuple(
        Drawn(label, colour, dashes, " ".join(_point(place * step, value, top) for place, value in enumerate(line)))
        for (_figure, label, colour, dashes), line in zip(SERIES, values, strict=True)
    )
    every = max(1, len(periods) // 6)
    ticks = [
        Tick(round(EDGE + place * step, 1), f"{one.start:{form}}")
        for place, one in enumerate(periods)
        if place % every == 0
    ]
    rows = [
        TrendLine(
            f"{one.start:{form}}",
            tuple(
                _cell(figure, values[series][place], one, label, query)
                for series, (figure, label, _colour, _dashes) in enumerate(SERIES)
            ),
        )
        for place, one in enumerate(periods)
    ]
    return Trend(name, title, head, drawn, tuple(ticks), top, tuple(rows), tuple(map(sum, values)))


def _point(x: float, value: int, top: int) -> str:
    return f"{EDGE + x:.1f},{HEIGHT - EDGE - value * (HEIGHT - 2 * EDGE) / top:.1f}"


def _cell(figure: str, value: int, one: Period, label: Any, query: Mapping[str, str]) -> Cell:
    asked = {**query, "from": one.start.isoformat(), "to": one.end.isoformat()}
    return Cell(value, behind_address(figure, TOTAL, asked) if value else "", label)

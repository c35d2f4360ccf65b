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
WIDTH, HEIGHT, TOP = 1000, 170, 24  # of the lines, stretched to the width of the page; room above for the first mark
MOST_TICKS = 4  # all of them fit below a drawing on a phone
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
    """A line: `points` as SVG wants them, `total` of all its numbers."""

    label: Any
    total: int
    colour: str
    dashes: str
    points: str


@dataclass(frozen=True)
class Tick:
    """A word below the drawing, so placed that none is cut off at an edge."""

    x: str
    anchor: str
    label: str


@dataclass(frozen=True)
class Mark:
    """A level line with its number."""

    y: int
    value: int


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
    marks: tuple[Mark, ...]
    rows: tuple[TrendLine, ...]
    sums: tuple[int, ...]

    @property
    def is_empty(self) -> bool:
        return not any(self.sums)

    @property
    def is_drawn(self) -> bool:
        """One point makes no line."""
        return sum(any(cell.value for cell in row.cells) for row in self.rows) > 1


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
    step = WIDTH / max(len(periods) - 1, 1)
    drawn = tuple(
        Drawn(label, sum(line), colour, dashes, _points(line, step, top))
        for (_figure, label, colour, dashes), line in zip(SERIES, values, strict=True)
    )
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
    return Trend(name, title, head, drawn, _ticks(periods, form), _marks(top), tuple(rows), tuple(map(sum, values)))


def _points(line: Sequence[int], step: float, top: int) -> str:
    return " ".join(f"{place * step:.1f},{HEIGHT * (1 - value / top):.1f}" for place, value in enumerate(line))


def _marks(top: int) -> tuple[Mark, ...]:
    """Nothing, half and the most."""
    values = [0, top // 2, top] if top % 2 == 0 else [0, top]
    return tuple(Mark(TOP + round(HEIGHT * (1 - value / top)), value) for value in values)


def _ticks(periods: Sequence[Period], form: str) -> tuple[Tick, ...]:
    """The first, the last, and what lies evenly between."""
    last = len(periods) - 1
    places = sorted({round(last * number / (MOST_TICKS - 1)) for number in range(MOST_TICKS)})
    anchors = {0: "start", last: "end"}
    return tuple(
        Tick(f"{100 * place / max(last, 1):.2f}%", anchors.get(place, "middle"), f"{periods[place].start:{form}}")
        for place in places
    )


def _cell(figure: str, value: int, one: Period, label: Any, query: Mapping[str, str]) -> Cell:
    asked = {**query, "from": one.start.isoformat(), "to": one.end.isoformat()}
    return Cell(value, behind_address(figure, TOTAL, asked) if value else "", label)

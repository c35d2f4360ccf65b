"""Form II.06a/VPCP/KSTT (Circular 01/2020/TT-VPCP): what each of its columns adds up. Pure.

Columns (1) and (2) are number and name. (3)=(4)+(5)+(6), (7)=(8)+(9)+(10), (11)=(12)+(13)=(3)−(7). So that the sums
close, what was reopened or moved stands in (6), returned and withdrawn in (9), or in (10) when late; each is told in a
footnote (docs/reports.md).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dossiers.measures import Measure
from dossiers.models import Channel, FigureLevel
from reports.measures import Row, Window

GROUPS = (FigureLevel.PROVINCE, FigureLevel.COMMUNE, FigureLevel.VERTICAL)  # the order of the form

Term = tuple[Window, Channel | None, Measure]
Terms = Mapping[Term, int]

SUMS: Mapping[int, tuple[int, ...]] = {3: (4, 5, 6), 7: (8, 9, 10), 11: (12, 13)}
"""Columns that are the sum of others."""


def _within(*measures: Measure, minus: Iterable[Measure] = (), channel: Channel | None = None) -> dict[Term, int]:
    plus = {(Window.WITHIN, channel, measure): 1 for measure in measures}
    return plus | {(Window.WITHIN, channel, measure): -1 for measure in minus}


_SINGLE: Mapping[int, Terms] = {
    4: _within(Measure.RECEIVED, channel=Channel.ONLINE),
    5: _within(Measure.RECEIVED, channel=Channel.COUNTER) | _within(Measure.RECEIVED, channel=Channel.POST),
    6: {(Window.BEFORE, None, Measure.OPEN): 1} | _within(Measure.REOPENED, Measure.MOVED),
    8: _within(Measure.EARLY),
    9: _within(
        Measure.ON_TIME,
        Measure.RETURNED,
        Measure.WITHDRAWN,
        minus=(Measure.RETURNED_LATE, Measure.WITHDRAWN_LATE),
    ),
    10: _within(Measure.LATE, Measure.RETURNED_LATE, Measure.WITHDRAWN_LATE),
    12: {(Window.UP_TO_END, None, Measure.OPEN): 1, (Window.UP_TO_END, None, Measure.OVERDUE): -1},
    13: {(Window.UP_TO_END, None, Measure.OVERDUE): 1},
}


def _added(parts: Iterable[Terms]) -> Terms:
    total: Counter[Term] = Counter()
    for part in parts:
        for term, sign in part.items():
            total[term] += sign
    return {term: sign for term, sign in total.items() if sign}


COLUMNS: Mapping[int, Terms] = {
    number: _SINGLE[number] if number in _SINGLE else _added(_SINGLE[part] for part in SUMS[number])
    for number in range(3, 14)
}
NOTES: Mapping[str, tuple[int, Terms]] = {
    "reopened": (6, _within(Measure.REOPENED)),
    "moved": (6, _within(Measure.MOVED)),
    "returned.total": (9, _within(Measure.RETURNED)),
    "returned.late": (10, _within(Measure.RETURNED_LATE)),
    "withdrawn.total": (9, _within(Measure.WITHDRAWN)),
    "withdrawn.late": (10, _within(Measure.WITHDRAWN_LATE)),
}
"""Figures that stand in a column without being what it is called, by the keys of `measures.DEFINITIONS`."""

KEYS: Mapping[str, int] = {f"ii06a.{number}": number for number in COLUMNS}
"""The names of the columns in addresses."""

MEASURES = frozenset(measure for terms in COLUMNS.values() for _window, _channel, measure in terms) | {
    Measure.RETURNED_LATE,
    Measure.WITHDRAWN_LATE,
}


@dataclass(frozen=True)
class Numbers:
    """One row of the form: the numbers of columns (4) to (13) that are counted, and of the footnotes."""

    counted: Mapping[int, int]
    notes: Mapping[str, int]

    def column(self, number: int) -> int:
        """What stands in a column; sums are added from their parts, so (11) is not taken from (3) and (7)."""
        return sum(self.counted[part] for part in SUMS[number]) if number in SUMS else self.counted[number]

    @property
    def expected_open(self) -> int:
        """(3) − (7): what (11) must be."""
        return self.column(3) - self.column(7)

    @property
    def balances(self) -> bool:
        return self.column(11) == self.expected_open


def numbers(rows: Iterable[Row]) -> Numbers:
    """The numbers of any set of added-up bookings."""
    found = list(rows)
    counted = {number: _count(_SINGLE[number], found) for number in _SINGLE}
    return Numbers(counted, {key: _count(terms, found) for key, (_column, terms) in NOTES.items()})


def _count(terms: Terms, rows: Iterable[Row]) -> int:
    return sum(
        sign * int(getattr(row, window))
        for row in rows
        for (window, channel, measure), sign in terms.items()
        if measure == row.measure and (channel is None or channel == row.channel)
    )

"""How long results took: median and ninth decile of working time, for one place or by procedure, office, or center.

Read from the booked classes (`dossiers/durations.py`), so any sum of days, centers and procedures has its own; what was
taken over or played from an example is not in them. A value inside a class is interpolated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from common.replica import reading
from dossiers.durations import DAY, EDGES, HOUR
from dossiers.measures import TOOK

from .queries import Scope

LEAST = 5  # results of which a duration is told: half and nine of ten of fewer say nothing
NOT_TOLD = "–"
OPEN_END = 2 * EDGES[-1]  # where the last class, which has no upper edge, is taken to end


@dataclass(frozen=True)
class Spread:
    """Of `count` results: half took no longer than `median`, nine of ten no longer than `ninth`; working minutes."""

    count: int
    median: float
    ninth: float

    @property
    def is_told(self) -> bool:
        return self.count >= LEAST

    @property
    def median_words(self) -> str:
        return words(self.median) if self.is_told else NOT_TOLD

    @property
    def ninth_words(self) -> str:
        return words(self.ninth) if self.is_told else NOT_TOLD


def words(minutes: float) -> str:
    """Working minutes as hours below one working day of 8 hours, else as working days."""
    if minutes > EDGES[-1]:
        return _("over %(number)s days") % {"number": EDGES[-1] // DAY}
    if minutes < DAY:
        return _("%(number)s hours") % {"number": number_format(minutes / HOUR, 1)}
    return _("%(number)s days") % {"number": number_format(minutes / DAY, 1)}


def spread_of(classes: Sequence[int]) -> Spread | None:
    """From the number of results in each class; None without any."""
    count = sum(classes)
    return Spread(count, _quantile(classes, count, 0.5), _quantile(classes, count, 0.9)) if count > 0 else None


def _quantile(classes: Sequence[int], count: int, share: float) -> float:
    """The working minutes that `share` of the results did not exceed, as if spread evenly within their class."""
    wanted, below = share * count, 0
    edges = pairwise((0, *EDGES, OPEN_END))
    for number, (low, high), upto in zip(classes, edges, accumulate(classes), strict=True):
        if upto >= wanted and number:
            return low + (high - low) * (wanted - below) / number
        below = upto
    raise AssertionError("the classes add up to their count")


CLASSES = """
SELECT key, measure, sum(n) FROM (
    SELECT {key} AS key, measure, n FROM dossiers_ledgertotal
    WHERE measure = ANY(%(took)s) AND day BETWEEN %(start)s AND %(until)s {of_place}
    UNION ALL
    SELECT {key}, measure, n FROM dossiers_ledgerentry
    WHERE NOT totalled AND measure = ANY(%(took)s) AND day BETWEEN %(start)s AND %(until)s {of_place}
) booked
GROUP BY 1, 2
"""
CLASSES_OF_OFFICES = """
SELECT d.deciding_office_id, e.measure, sum(e.n) FROM dossiers_ledgerentry e
JOIN dossiers_dossier d ON d.id = e.dossier_id
WHERE e.measure = ANY(%(took)s) AND e.day BETWEEN %(start)s AND %(until)s {of_place}
GROUP BY 1, 2
"""


def whole(scope: Scope) -> Spread | None:
    """Of everything in the scope. One statement."""
    return _spreads(scope, CLASSES, "NULL::bigint").get(None)


def by_procedure(scope: Scope) -> Mapping[int | None, Spread]:
    return _spreads(scope, CLASSES, "procedure_id")


def by_office(scope: Scope) -> Mapping[int | None, Spread]:
    """By the office that decides."""
    return _spreads(scope, CLASSES_OF_OFFICES, "")


def by_center(scope: Scope, centers: Sequence[int]) -> Mapping[int | None, Spread]:
    """Of the centers with these ids, by reception. One statement."""
    return _spreads(scope, CLASSES, "center_id", centers)


def _spreads(scope: Scope, statement: str, key: str, centers: Sequence[int] = ()) -> dict[int | None, Spread]:
    of_place = scope.of_place
    if centers:
        of_place = "AND center_id = ANY(%(centers)s)"
    given: dict[str, Any] = {
        "took": list(TOOK),
        "start": scope.start,
        "until": scope.until,
        **scope.placed,
        "centers": list(centers),
    }
    found: dict[int | None, list[int]] = {}
    with reading().cursor() as cursor:
        cursor.execute(statement.format(key=key, of_place=of_place), given)
        for one, measure, n in cursor.fetchall():
            found.setdefault(one, [0] * len(TOOK))[TOOK.index(measure)] += int(n)
    return {one: spread for one, classes in found.items() if (spread := spread_of(classes)) is not None}

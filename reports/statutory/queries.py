"""From the ledger to form II.06a, and from one of its numbers back to the dossiers. Never a scan of dossiers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Sum, When

from common.replica import reading
from dossiers.measures import STOCKS, Measure
from dossiers.models import LedgerEntry
from reports.measures import TOTAL, Row, Window
from reports.queries import COLUMNS as PLACES
from reports.queries import Scope

from .form06 import COLUMNS, KEYS, MEASURES, Numbers, Terms, numbers


@dataclass(frozen=True)
class Sector:
    """`order` is the key by which Vietnamese names are sorted."""

    pk: int
    code: str
    name: str
    order: str


@dataclass(frozen=True)
class Booked:
    """Added-up bookings of one place (center or unit; None: of all together) and sector."""

    place: int | None
    sector: Sector
    row: Row


ADDED_UP = """
SELECT {place}, booked.level, sector.id, sector.code, sector.name, sector.name_sort, booked.channel, booked.measure,
       coalesce(sum(n) FILTER (WHERE day < %(start)s), 0),
       coalesce(sum(n) FILTER (WHERE day >= %(start)s), 0),
       sum(n)
FROM (
    SELECT center_id, unit_id, procedure_id, level, channel, measure, day, n FROM dossiers_ledgertotal
    WHERE measure = ANY(%(measures)s) AND day <= %(until)s
          AND (measure = ANY(%(stocks)s) OR day >= %(start)s) {of_place}
    UNION ALL
    SELECT center_id, unit_id, procedure_id, level, channel, measure, day, n FROM dossiers_ledgerentry
    WHERE NOT totalled AND measure = ANY(%(measures)s) AND day <= %(until)s
          AND (measure = ANY(%(stocks)s) OR day >= %(start)s) {of_place}
) booked
JOIN procedures_procedure procedure ON procedure.id = booked.procedure_id
JOIN procedures_sector sector ON sector.id = procedure.sector_id
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""


def booked(scope: Scope, *, by_place: bool = False) -> list[Booked]:
    """Everything that forms II.06a and, told `by_place`, II.06b are made of. One statement."""
    given: dict[str, Any] = {
        "start": scope.start,
        "until": scope.until,
        **scope.placed,
        "measures": sorted(MEASURES),
        "stocks": sorted(STOCKS),
    }
    with reading().cursor() as cursor:
        cursor.execute(
            ADDED_UP.format(place=PLACES[scope.by] if by_place else "NULL::bigint", of_place=scope.of_place), given
        )
        return [
            Booked(place, Sector(pk, code, name, order), Row(level, channel, "", Measure(measure), *map(int, sums)))
            for place, level, pk, code, name, order, channel, measure, *sums in cursor.fetchall()
        ]


def behind(key: str, level: str, scope: Scope) -> QuerySet[LedgerEntry, Any]:
    """The dossiers behind a column ("ii06a.6"): rows of `dossier` and `times`, whose sum is the number."""
    terms = COLUMNS[KEYS[key]]
    levels: Mapping[str, Any] = {} if level == TOTAL else {"level": level}
    plus, minus = _conditions(terms, 1, scope), _conditions(terms, -1, scope)
    entries = LedgerEntry.objects.filter(plus | minus if minus else plus, scope.booked_here, **levels)
    times = Sum(Case(When(minus, then=-F("n")), default=F("n")) if minus else F("n"))
    return entries.values("dossier").annotate(times=times).exclude(times=0).order_by()


def _conditions(terms: Terms, sign: int, scope: Scope) -> Q:
    found = Q()
    for (window, channel, measure), given in terms.items():
        if given == sign:
            one = _days(window, scope) & Q(measure=measure)
            found |= one & Q(channel=channel) if channel else one
    return found


def _days(window: Window, scope: Scope) -> Q:
    if window is Window.BEFORE:
        return Q(day__lte=min(scope.start - timedelta(days=1), scope.until))
    if window is Window.WITHIN:
        return Q(day__gte=scope.start, day__lte=scope.until)
    return Q(day__lte=scope.until)


def number_behind(key: str, level: str, scope: Scope) -> int:
    """The number of a column, as the form shows it."""
    found: Numbers = numbers(one.row for one in booked(scope) if level in (TOTAL, one.row.level))
    return found.column(KEYS[key])

"""Lists that nobody reads to their end: of a figure of many thousands the latest dossiers are found, not all of them.

The figure itself, and the file with every dossier, stay whole.
"""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from common.replica import reading
from dossiers.measures import Measure
from dossiers.models import LedgerEntry
from dossiers.models.dossier import ASSISTED

from .honesty import definition_of
from .measures import TOTAL, Definition, Window
from .queries import Scope, behind, last_day

LONGEST = 5_000  # dossiers; a longer list is cut
ENOUGH = 1_000  # the cut takes as many days as bring about so many

BY_DAY = """
SELECT first, sum(abs(n)) FROM dossiers_ledgerspan
WHERE span = 'day' AND measure = ANY(%(measures)s) AND first >= %(start)s AND first <= %(until)s
    {of_level} {of_way} {of_place}
GROUP BY 1 ORDER BY 1 DESC
"""
"""What was booked on each day, latest first; a thousand days are more than any list needs."""


def cut_at(key: str, level: str, scope: Scope, value: int) -> date | None:
    """The first day of what a list of `value` dossiers shows; None: the list is short enough to be shown whole."""
    definition, found = definition_of(key), 0
    if value <= LONGEST or not (definition.window is Window.WITHIN or Measure.OPEN in definition.terms):
        return None
    given = {
        "measures": [measure.value for measure in _coming(definition)],
        "start": scope.start if definition.window is Window.WITHIN else date.min,
        "until": last_day(definition.window, scope),
        "level": level,
        "channel": definition.channel and definition.channel.value,
        "assisted": sorted(ASSISTED),
        **scope.placed,
    }
    of_way = "AND channel = %(channel)s" if definition.channel else ""
    if definition.assisted:
        of_way += " AND filed_by = ANY(%(assisted)s)"
    of_level = "" if level == TOTAL else "AND level = %(level)s"
    statement = BY_DAY.format(of_level=of_level, of_way=of_way, of_place=scope.of_place)
    with reading().cursor() as cursor:
        cursor.execute(statement, given)
        for day, number in cursor:
            found += number
            if found >= ENOUGH:
                return day
    return None


def since(day: date, key: str, level: str, scope: Scope) -> QuerySet[LedgerEntry, Any]:
    """As `queries.behind`, of the dossiers that something was booked for since `day`."""
    return behind(key, level, scope, among=_booked_since(day, key, level, scope))


def _booked_since(day: date, key: str, level: str, scope: Scope) -> list[int]:
    definition = definition_of(key)
    entries = LedgerEntry.objects.filter(
        scope.booked_here, measure__in=definition.terms, day__gte=day, day__lte=last_day(definition.window, scope)
    )
    if definition.window is not Window.WITHIN:
        entries = entries.filter(n__gt=0)  # what came in; what went out is no part of it
    if level != TOTAL:
        entries = entries.filter(level=level)
    return list(entries.order_by().values_list("dossier", flat=True).distinct())


def _coming(definition: Definition) -> list[Measure]:
    """What brings dossiers in: for a stock, whose bookings of a day cancel out, receptions."""
    return list(definition.terms) if definition.window is Window.WITHIN else [Measure.RECEIVED]

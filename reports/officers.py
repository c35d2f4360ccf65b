"""Who did how much in a period and has what to do now: workload and durations, never a ranking.

Counted from the same bookings as the figures, so that the people of a center add up to them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from accounts.roles import Role
from common.replica import reading
from common.text import person_key
from dossiers.models import Dossier
from dossiers.models.dossier import TO_DO

from .left_out import EXEMPT
from .queries import COLUMNS, Scope
from .today import QUEUES


@dataclass(frozen=True)
class Work:
    """One person; no key and no name: what the system did by itself; `APPLICANTS`: what people withdrew themselves.

    `received`: codes given in the period. `in_hand`: of the dossiers received in the period, those that the person
    took over at some step. `resolved`, `late` of these, `ended` without a result: endings in the period that the person
    recorded. `to_do` and `overdue`: what lies with the person now. `median` and `most` (nine of ten): calendar days
    from the reception to the result, None where nothing was resolved that was worked on here (`left_out.py`).
    """

    pk: int | None
    name: str
    received: int = 0
    in_hand: int = 0
    resolved: int = 0
    late: int = 0
    ended: int = 0
    to_do: int = 0
    overdue: int = 0
    median: float | None = None
    most: float | None = None


APPLICANTS = 0  # no account has this key: whoever withdrew an own dossier is no officer, and is not named
ENDINGS = """
SELECT CASE WHEN event.role = %(citizen)s THEN %(applicants)s ELSE event.by_id END,
       coalesce(sum(e.n) FILTER (WHERE e.measure = 'received'), 0),
       coalesce(sum(e.n) FILTER (WHERE e.measure IN ('early', 'on_time', 'late')), 0),
       coalesce(sum(e.n) FILTER (WHERE e.measure = 'late'), 0),
       coalesce(sum(e.n) FILTER (WHERE e.measure IN ('returned', 'withdrawn')), 0),
       percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM event.at - d.received_at) / 86400)
           FILTER (WHERE e.measure IN ('early', 'on_time', 'late') AND d.source <> ALL(%(exempt)s))
FROM dossiers_ledgerentry e
JOIN dossiers_dossier d ON d.id = e.dossier_id
JOIN dossiers_dossierevent event ON event.dossier_id = e.dossier_id AND event.number = e.event_number
WHERE e.{column} = %(place)s AND e.measure = ANY(%(measures)s) AND e.day BETWEEN %(start)s AND %(until)s
GROUP BY 1
"""
RESOLVED = ["early", "on_time", "late"]
EVERYTHING = [*RESOLVED, "received", "returned", "withdrawn"]
IN_HAND = """
SELECT leg.confirmed_by_id, count(DISTINCT leg.dossier_id)
FROM dossiers_ledgerentry e
JOIN dossiers_leg leg ON leg.dossier_id = e.dossier_id AND leg.confirmed_by_id IS NOT NULL
WHERE e.{column} = %(place)s AND e.measure = 'received' AND e.day BETWEEN %(start)s AND %(until)s
GROUP BY 1
"""
NAMES = "SELECT id, full_name FROM accounts_user WHERE id = ANY(%s)"


def work_of(scope: Scope, at: datetime) -> list[Work]:
    """Everybody of one center (deciding: unit), alphabetical; last applicants and the system. Four statements."""
    return _work(scope, at, EVERYTHING)


def results_of(scope: Scope, at: datetime) -> list[Work]:
    """The same without receptions, and without endings that have no result. Three statements."""
    return _work(scope, at, RESOLVED)


def _work(scope: Scope, at: datetime, measures: list[str]) -> list[Work]:
    assert scope.place is not None
    found: dict[int | None, dict[str, Any]] = {}
    given: dict[str, Any] = {"place": scope.place, "start": scope.start, "until": scope.until, "measures": measures}
    given |= {"exempt": list(EXEMPT), "citizen": Role.CITIZEN.value, "applicants": APPLICANTS}
    with reading().cursor() as cursor:
        cursor.execute(ENDINGS.format(column=COLUMNS[scope.by]), given)
        for pk, received, resolved, late, ended, days in cursor.fetchall():
            median, most = days or (None, None)
            numbers = {"received": int(received), "resolved": int(resolved), "late": int(late), "ended": int(ended)}
            found[pk] = {**numbers, "median": median, "most": most}
        if "received" in measures:
            cursor.execute(IN_HAND.format(column=COLUMNS[scope.by]), given)
            for pk, number in cursor.fetchall():
                found.setdefault(pk, {})["in_hand"] = number
        for person, now in _at_work(scope, at).items():
            found.setdefault(person, {}).update(now)
        cursor.execute(NAMES, [[pk for pk in found if pk]])
        names = dict(cursor.fetchall())
    people = [Work(pk, names.get(pk, ""), **numbers) for pk, numbers in found.items()]
    return sorted(people, key=lambda one: (not one.pk, one.pk is None, person_key(one.name)))


def at_work(scope: Scope) -> QuerySet[Dossier]:
    """What somebody has to do now, of one place."""
    return Dossier.objects.filter(scope.of_dossiers(), status__in=TO_DO, assignee__isnull=False).order_by()


def _at_work(scope: Scope, at: datetime) -> dict[int, dict[str, int]]:
    """What everybody has to do now, and how much of it is late now."""
    rows = at_work(scope)
    overdue = Count("pk", filter=QUEUES["qua-han"].wanted(at))
    counted = rows.values("assignee").annotate(to_do=Count("pk"), overdue=overdue)
    return {row["assignee"]: {"to_do": row["to_do"], "overdue": row["overdue"]} for row in counted}

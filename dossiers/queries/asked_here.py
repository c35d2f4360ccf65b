"""What a counter receives most, out of the ledger."""

from collections.abc import Sequence
from datetime import date, timedelta

from centers.models import Center
from common import prepared
from dossiers.measures import Measure
from procedures.search import ProcedureHit, hits, matching

WEEKS = 4
MOST = 8

RECEIVED = """
SELECT booked.procedure_id FROM (
    SELECT procedure_id, n FROM dossiers_ledgertotal
    WHERE center_id = %(center)s AND measure = %(measure)s AND day >= %(first)s
    UNION ALL
    SELECT procedure_id, n FROM dossiers_ledgerentry
    WHERE center_id = %(center)s AND measure = %(measure)s AND day >= %(first)s AND NOT totalled
) AS booked
GROUP BY booked.procedure_id HAVING sum(booked.n) > 0 ORDER BY sum(booked.n) DESC, booked.procedure_id LIMIT %(most)s
"""
"""Index: (center, measure, day) of both tables; the number of rows is that of the last weeks of one center."""


def received_most(center: Center, *, on: date) -> list[ProcedureHit]:
    """Procedures in force that this center received most in the last four weeks, most first; empty for a new center."""
    ranked = _ranked(center, on)
    if not ranked:
        return []
    known = {hit.procedure_id: hit for hit in hits(matching("", on=on).filter(pk__in=ranked))}
    return [known[pk] for pk in ranked if pk in known]


def _ranked(center: Center, on: date) -> Sequence[int]:
    asked = {"center": center.pk, "measure": Measure.RECEIVED.value, "first": on - timedelta(weeks=WEEKS), "most": MOST}
    return [pk for (pk,) in prepared.fetch(RECEIVED, asked)]

"""Keys taken in advance, and sums added to the compacted ledger: what a simulation writes besides its rows."""

from collections import Counter
from typing import Any

from django.db import connection, models

from dossiers.compaction import ADD_SPANS, KEYS


def numbers(model: type[models.Model], count: int) -> list[int]:
    """New primary keys, taken from the sequence of the model."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [int(number) for (number,) in cursor.fetchall()]


GIVEN = f"""
SELECT * FROM unnest(%s::date[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[],
                     %s::text[], %s::bigint[]) AS given ({KEYS}, n)
"""
ADD_TOTALS = """
INSERT INTO dossiers_ledgertotal (day, center_id, unit_id, procedure_id, level, channel, filed_by, measure, n)
{rows}
ON CONFLICT (center_id, measure, day, unit_id, procedure_id, level, channel, filed_by)
DO UPDATE SET n = dossiers_ledgertotal.n + excluded.n
"""


def add_totals(totals: Counter[tuple[Any, ...]]) -> None:
    """Add sums by (day, center, unit, procedure, level, channel, filed_by, measure) to the compacted ledger."""
    rows = sorted((*key, n) for key, n in totals.items() if n)
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(ADD_TOTALS.format(rows=GIVEN), columns)
            cursor.execute(ADD_SPANS.format(source=f"({GIVEN})"), columns)

"""Ledger entries added up, so that pages read few rows. Entries stay; only their flag is set.

Totals keep every key; spans add up days and months without the procedure, for figures of many centers. Classes of
working time stand in the totals only (docs/adr/0014-durations-are-booked-in-classes.md).
"""

from django.db import connection, transaction

BATCH = 20_000
KEYS = "day, center_id, unit_id, procedure_id, level, channel, filed_by, measure"
SPAN_KEYS = "span, first, center_id, unit_id, level, channel, filed_by, measure"

SPANS_OF = """
SELECT span, CASE span WHEN 'day' THEN day ELSE date_trunc('month', day)::date END AS first,
       center_id, unit_id, level, channel, filed_by, measure, sum(n) AS n
FROM {source} booked CROSS JOIN (VALUES ('day'), ('month')) AS spans (span)
WHERE left(measure, 5) <> 'took_'
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""
"""Rows of `source` (day, keys, n) added up by day and by month."""

ADD_SPANS = f"""
INSERT INTO dossiers_ledgerspan ({SPAN_KEYS}, n)
SELECT * FROM ({SPANS_OF}) summed ORDER BY {SPAN_KEYS}
ON CONFLICT (center_id, span, measure, first, unit_id, level, channel, filed_by)
DO UPDATE SET n = dossiers_ledgerspan.n + excluded.n
"""

COMPACT = f"""
WITH fresh AS (
    SELECT id FROM dossiers_ledgerentry WHERE NOT totalled ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
), taken AS (
    UPDATE dossiers_ledgerentry entry SET totalled = true FROM fresh WHERE entry.id = fresh.id
    RETURNING {", ".join("entry." + key for key in KEYS.split(", "))}, entry.n
), summed AS (
    INSERT INTO dossiers_ledgertotal ({KEYS}, n)
    SELECT {KEYS}, sum(n) FROM taken GROUP BY {KEYS} ORDER BY {KEYS}
    ON CONFLICT (center_id, measure, day, unit_id, procedure_id, level, channel, filed_by)
    DO UPDATE SET n = dossiers_ledgertotal.n + excluded.n
), spanned AS ({ADD_SPANS.format(source="taken")})
SELECT count(*) FROM taken
"""

ADD_UP_ANEW = (
    f"INSERT INTO dossiers_ledgertotal ({KEYS}, n) SELECT {KEYS}, sum(n) FROM dossiers_ledgerentry GROUP BY {KEYS}",
    f"INSERT INTO dossiers_ledgerspan ({SPAN_KEYS}, n) {SPANS_OF.format(source='dossiers_ledgertotal')}",
)


def add_up_anew() -> None:
    """Fill empty totals and spans from all entries, of which each is marked as added up."""
    with connection.cursor() as cursor:
        for statement in ADD_UP_ANEW:
            cursor.execute(statement)


def compact(*, batch: int = BATCH) -> int:
    """Add all fresh entries to totals and spans; returns how many. One statement per batch: killed between or within,
    the sum of totals and fresh entries is the same at every moment."""
    done = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(COMPACT, [batch])
            taken = int(cursor.fetchone()[0])
        done += taken
        if taken < batch:
            return done

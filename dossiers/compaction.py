"""Ledger entries added up by day and keys, so that pages read few rows. Entries stay; only their flag is set."""

from django.db import connection, transaction

BATCH = 20_000
KEYS = "day, center_id, unit_id, procedure_id, level, channel, filed_by, measure"

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
)
SELECT count(*) FROM taken
"""


def compact(*, batch: int = BATCH) -> int:
    """Add all fresh entries to the totals; returns how many. One statement per batch: killed between or within, the
    sum of totals and fresh entries is the same at every moment."""
    done = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(COMPACT, [batch])
            taken = int(cursor.fetchone()[0])
        done += taken
        if taken < batch:
            return done

"""Rows into PostgreSQL by COPY, a chunk in one transaction. Columns that are not named get their default."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from io import StringIO
from typing import Any

from django.db import connection, models

from dossiers.compaction import ADD_SPANS, KEYS


def copy(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows whose values stand in the order of `columns`."""
    text = StringIO()
    for row in rows:
        text.write("\t".join([_WRITERS.get(type(value), _text)(value) for value in row]) + "\n")
    text.seek(0)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {model._meta.db_table} ({names}) FROM STDIN", text)


def _text(value: Any) -> str:
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _json(value: Any) -> str:
    return _text(json.dumps(value, ensure_ascii=False))


_WRITERS: Mapping[type, Callable[[Any], str]] = {
    type(None): lambda _none: "\\N",
    bool: lambda value: "t" if value else "f",
    int: str,
    datetime: datetime.isoformat,
    date: date.isoformat,
    time: time.isoformat,
    dict: _json,
    list: _json,
}


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

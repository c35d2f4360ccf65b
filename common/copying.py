"""Many rows into PostgreSQL by COPY. Columns that are not named get their default; no signal is sent."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from io import StringIO
from typing import Any

from django.db import connection, models


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

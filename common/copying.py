"""Many rows into PostgreSQL by COPY. Columns that are not named get their default; no signal is sent."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from io import StringIO
from typing import Any

from django.db import IntegrityError, connection, models


def copy(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows whose values stand in the order of `columns`."""
    copy_text(model, columns, as_text(rows))


def as_text(rows: Iterable[Sequence[Any]]) -> str:
    """Rows as COPY reads them."""
    return "".join("\t".join([_WRITERS.get(type(value), _text)(value) for value in row]) + "\n" for row in rows)


def copy_text(model: type[models.Model], columns: Sequence[str], text: str) -> None:
    """Write what `as_text` made; its values stand in the order of `columns`."""
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {model._meta.db_table} ({names}) FROM STDIN", StringIO(text))


def analyse() -> None:
    """Tell the planner how many rows there are after many were written.

    Only of our own tables: within a transaction, a lock on those that all databases of the server share would hold up
    everybody else who analyses.
    """
    with connection.cursor() as cursor:
        tables = ", ".join(f'"{table}"' for table in connection.introspection.table_names(cursor))
        cursor.execute(f"ANALYZE {tables}")


_TRUST = """
SELECT set_config('session_replication_role', 'replica', true) FROM pg_roles WHERE rolname = current_user AND rolsuper
"""


@contextmanager
def trusted() -> Iterator[bool]:
    """Inside the block no trigger runs and no foreign key is looked up, where the role may say so; tells whether."""
    with connection.cursor() as cursor:
        cursor.execute(_TRUST)
        is_trusted = cursor.fetchone() is not None
        yield is_trusted
        if is_trusted:
            cursor.execute("SELECT set_config('session_replication_role', 'origin', true)")


INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = %s::regclass AND indexrelid NOT IN (SELECT conindid FROM pg_constraint WHERE conrelid = indrelid)
ORDER BY 1
"""
DANGLING = "SELECT 1 FROM {table} LEFT JOIN {target} kept ON kept.{key} = {column} WHERE kept.{key} IS NULL LIMIT 1"


@contextmanager
def in_bulk(model: type[models.Model]) -> Iterator[None]:
    """For very many rows in one transaction: indexes are made anew and foreign keys looked up once at the end.

    Raises IntegrityError when a row points nowhere. The triggers of other tables do not run within, either.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(INDEXES, [table])
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        with trusted() as is_trusted:
            yield
        if not is_trusted:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is still to be looked up is in the way of indexes
        for _name, definition in indexes:
            cursor.execute(definition)
        if is_trusted:
            _look_up(cursor, model)


def _look_up(cursor: Any, model: type[models.Model]) -> None:
    """Every foreign key of every row, one join each."""
    table = model._meta.db_table
    for field in model._meta.concrete_fields:
        if field.remote_field is None:
            continue
        target = field.remote_field.model._meta
        names = {"table": table, "column": field.column, "target": target.db_table, "key": target.pk.column}
        cursor.execute(DANGLING.format(**names))
        if cursor.fetchone():
            raise IntegrityError(f"{table}.{field.column} points to nothing in {target.db_table}")


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

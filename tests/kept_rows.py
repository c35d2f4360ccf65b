"""What a fixture puts into an empty database is made once per process; later tests get the same rows by COPY.

Half of a short test was spent on loading the same places and people again. Rows keep their keys, and sequences are
moved beyond them, so nothing that a test adds gets a key that is taken.
"""

import io
import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from common.kept import forget_all
from policies import queries as policies

T = TypeVar("T")
INSERTED = re.compile(r'INSERT INTO "(\w+)"')


@dataclass(frozen=True)
class Kept:
    """Rows by table, in the text form of COPY, the last number of each sequence, and what `note` wrote down."""

    rows: dict[str, str]
    numbers: dict[str, int]
    noted: Any


_kept: dict[Hashable, Kept] = {}


def made_once(key: Hashable, make: Callable[[], T], note: Callable[[T], Any], again: Callable[[Any], T]) -> T:
    """What `make` returns. Once it has been made into empty tables, `again` gets what `note` wrote down instead.

    Where one of the tables that `make` fills is not empty, it is made as ever.
    """
    if key not in _kept:
        empty = _empty_tables()
        with CaptureQueriesContext(connection) as queries:
            made = make()
        tables = dict.fromkeys(found[1] for query in queries if (found := INSERTED.match(query["sql"])))
        if tables.keys() <= empty:
            _kept[key] = Kept({table: _rows_of(table) for table in tables}, _numbers(tables), note(made))
        return made
    if not _are_empty(_kept[key].rows):
        return make()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in _kept[key].rows.items():
            cursor.copy_expert(f'COPY "{table}" FROM STDIN', io.StringIO(rows))
        _move_sequences(_kept[key].numbers)
    return again(_kept[key].noted)


@contextmanager
def as_if_committed() -> Iterator[None]:
    """Reference data loaded in a transaction that is never committed is kept by the process as if it were.

    `common/kept.py` keeps nothing while a change is pending, so that long fixtures would read it again at every step.
    """
    connection.run_on_commit.clear()
    _forget()
    try:
        yield
    finally:
        _forget()


def _forget() -> None:
    forget_all()
    policies.forget()


def _are_empty(tables: Iterable[str]) -> bool:
    filled = " OR ".join(f'EXISTS (SELECT FROM "{table}")' for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT NOT ({filled})")
        return bool(cursor.fetchone()[0])


def _empty_tables() -> set[str]:
    tables = [table for table in connection.introspection.table_names() if table != "django_migrations"]
    asked = (f"SELECT '{table}' WHERE NOT EXISTS (SELECT FROM \"{table}\")" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return {name for (name,) in cursor.fetchall()}


def _numbers(tables: Iterable[str]) -> dict[str, int]:
    """By sequence, the highest key of its table."""
    found, tables = {}, set(tables)
    with connection.cursor() as cursor:
        for sequence in connection.introspection.sequence_list():
            table, column = sequence["table"], sequence["column"]
            if table in tables:
                cursor.execute(f'SELECT max("{column}") FROM "{table}"')
                found[f'"{sequence["name"]}"'] = int(cursor.fetchone()[0] or 0)
    return found


def _move_sequences(numbers: dict[str, int]) -> None:
    """A restored backup, for example, leaves them where its own rows end."""
    moves = ", ".join("setval(%s::regclass, greatest(nextval(%s::regclass), %s))" for _sequence in numbers)
    given = [value for sequence, number in numbers.items() for value in (sequence, sequence, number)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {moves}", given)


def _rows_of(table: str) -> str:
    rows = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{table}" TO STDOUT', rows)
    return rows.getvalue()

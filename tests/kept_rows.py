"""What a fixture puts into an empty database is made once per process; later tests get the same rows by COPY.

Half of a short test was spent on loading the same places and people again. Rows keep their keys, and sequences are
moved beyond them, so nothing that a test adds gets a key that is taken.
"""

import io
import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

T = TypeVar("T")
INSERTED = re.compile(r'INSERT INTO "(\w+)"')


@dataclass(frozen=True)
class Kept:
    """Rows by table, in the text form of COPY, the last number of each sequence, and what `note` wrote down."""

    rows: dict[str, str]
    numbers: dict[str, int]
    noted: Any


_tables: dict[Hashable, tuple[str, ...]] = {}
_kept: dict[Hashable, Kept] = {}


def made_once(key: Hashable, make: Callable[[], T], note: Callable[[T], Any], again: Callable[[Any], T]) -> T:
    """What `make` returns. Once it has been made into empty tables, `again` gets what `note` wrote down instead.

    The first time tells which tables `make` fills. Where one of them is not empty, it is made as ever.
    """
    tables = _tables.get(key)
    if tables is None:
        with CaptureQueriesContext(connection) as queries:
            made = make()
        _tables[key] = tuple(dict.fromkeys(found[1] for q in queries if (found := INSERTED.match(q["sql"]))))
        return made
    if not _are_empty(tables):
        return make()
    if key not in _kept:
        made = make()
        _kept[key] = Kept({table: _rows_of(table) for table in tables}, _numbers(tables), note(made))
        return made
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in _kept[key].rows.items():
            cursor.copy_expert(f'COPY "{table}" FROM STDIN', io.StringIO(rows))
        _move_sequences(_kept[key].numbers)
    return again(_kept[key].noted)


def _are_empty(tables: tuple[str, ...]) -> bool:
    filled = " OR ".join(f'EXISTS (SELECT FROM "{table}")' for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT NOT ({filled})")
        return bool(cursor.fetchone()[0])


def _numbers(tables: tuple[str, ...]) -> dict[str, int]:
    """By sequence, the highest key of its table."""
    found = {}
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


def analyse() -> None:
    """Tell the planner how many rows a fixture has loaded; a vacuum in between had told it that there are none."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _rows_of(table: str) -> str:
    rows = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{table}" TO STDOUT', rows)
    return rows.getvalue()

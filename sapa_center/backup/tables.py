"""Rows out of and into PostgreSQL by COPY: no client programs needed, no superuser, one snapshot, one transaction.

The archive keeps rows, not the shape of tables: shape, constraints and triggers come from the migrations.
"""

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal

PART_BYTES = 4 * 1024 * 1024  # compressed
LEVEL = 3
PATIENCE = "15s"
ADVISORY_LOCK = 0x5A9A_BACC  # held by backup, restore and rotate_keys: one of them at a time
STAYS = "django_migrations"
LEFT_EMPTY = frozenset({"django_session"})  # who is signed in; a session in a backup would be a key to an account


class AnotherIsAtWork(Refusal):
    default_message = _("A backup, a restore or a change of keys is under way; try again when it has ended.")


@dataclass(frozen=True)
class Table:
    """A table in the archive; `columns` as they stand in its rows."""

    name: str
    columns: list[str]
    rows: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else backs up, restores or changes keys inside the block. Raises AnotherIsAtWork."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
        if not cursor.fetchone()[0]:
            raise AnotherIsAtWork
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read inside the block is of one moment; nothing can be written."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL datestyle = ISO; SET LOCAL timezone = UTC; SET LOCAL extra_float_digits = 1")
        yield


def table_names() -> list[str]:
    """Every table of the portal but the list of migrations."""
    return _column(
        "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
        " AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> %s ORDER BY relname",
        [STAYS],
    )


def columns_of(table: str) -> list[str]:
    """The columns that are stored; generated ones follow from them."""
    return _column(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        [_quoted(table)],
    )


def migrations() -> list[str]:
    """The state of the schema: every migration that was applied, as app.name; none in an empty database."""
    if _column("SELECT to_regclass(%s)::text", [STAYS]) == [None]:
        return []
    return _column("SELECT app || '.' || name FROM django_migrations ORDER BY 1", [])


def sequences() -> dict[str, int]:
    """The last value of each sequence that was used. Read after the snapshot, it is never behind a row of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sequencename, last_value FROM pg_sequences"
            " WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY 1"
        )
        return dict(cursor.fetchall())


def dump(table: str, add: Callable[[str, bytes], None]) -> Table:
    """Give the rows of a table to `add` in parts (name, content)."""
    columns = columns_of(table)
    if table in LEFT_EMPTY:
        return Table(table, columns, 0)
    parts = _Parts(table, add)
    with connection.cursor() as cursor:
        names = ", ".join(map(_quoted, columns))
        cursor.cursor.copy_expert(f"COPY (SELECT {names} FROM {_quoted(table)}) TO STDOUT", parts)
        rows = cursor.rowcount
    parts.close()
    return Table(table, columns, rows)


@contextmanager
def emptied(tables: list[str]) -> Iterator[None]:
    """Inside the block, in the caller's transaction, the tables are empty and take rows in any order.

    Foreign keys are put back, and so checked for every row, at the end; triggers of ours rest meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        cursor.execute(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'f' AND conparentid = 0 AND connamespace = current_schema()::regnamespace ORDER BY oid"
        )
        keys = cursor.fetchall()
        for table, name, _definition in keys:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        watched = _column(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace ORDER BY 1",
            [],
        )
        for table in watched:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {', '.join(map(_quoted, tables))} RESTART IDENTITY")
        yield
        for table in watched:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for table, name, definition in keys:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def load(table: str, columns: list[str], parts: Iterator[bytes]) -> int:
    """Put the rows of a table in; returns how many."""
    names = ", ".join(map(_quoted, columns))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL datestyle = ISO; SET LOCAL timezone = UTC")
        cursor.cursor.copy_expert(f"COPY {_quoted(table)} ({names}) FROM STDIN", _Rows(parts), size=256 * 1024)
        return cursor.rowcount


def set_sequences(last: dict[str, int]) -> None:
    """Go on counting behind the given values; unlike setval it is undone with the transaction."""
    with connection.cursor() as cursor:
        for name, value in last.items():
            cursor.execute(f"ALTER SEQUENCE {_quoted(name)} RESTART WITH {int(value) + 1}")


class _Parts:
    """What COPY writes to: compresses, and gives away a part whenever it has grown large enough."""

    def __init__(self, table: str, add: Callable[[str, bytes], None]) -> None:
        self._table, self._add, self._number = table, add, 0
        self._begin()

    def write(self, row: bytes) -> int:
        packed = self._packer.compress(row)
        if packed:
            self._packed.append(packed)
            self._size += len(packed)
        self._rows += 1
        if self._size >= PART_BYTES:
            self.close()
        return len(row)

    def close(self) -> None:
        if self._rows:
            self._number += 1
            content = b"".join([*self._packed, self._packer.flush()])
            self._add(f"database/{self._table}/{self._number:06}.copy.gz", content)
        self._begin()

    def _begin(self) -> None:
        self._packer = zlib.compressobj(LEVEL, wbits=31)
        self._packed: list[bytes] = []
        self._size = self._rows = 0


class _Rows:
    """What COPY reads from: the parts of one table, unpacked one after the other."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._pieces = (piece for part in parts for piece in _unpacked(part))
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            self._rest = next(self._pieces, b"")
            if not self._rest:
                return b""
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


def _unpacked(part: bytes) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(wbits=31)
    waiting = part
    while waiting:
        if piece := unpacker.decompress(waiting, 256 * 1024):
            yield piece
        waiting = unpacker.unconsumed_tail
    if piece := unpacker.flush():
        yield piece


def _column(query: str, parameters: list[Any]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return [row[0] for row in cursor.fetchall()]


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)

"""Statements that the database plans once per connection: for the few with so many joins that planning them takes
longer than answering them.

Give only statements of a fixed number here: each one stays in the memory of the database as long as its connection.
They are always the primary's, also where the rest of a page reads from a replica (`common/replica.py`).
"""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

_known: "WeakKeyDictionary[Any, set[str]]" = WeakKeyDictionary()
"""What each open connection has planned; a connection that is closed takes its plans along."""

MARK = re.compile(r"%\((\w+)\)s")


def fetch(sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of a statement with `%(name)s` marks. The database must be able to tell their types by itself."""
    name, prepared, order = _prepared(sql)
    with connection.cursor() as cursor:
        known = _known.setdefault(connection.connection, set())
        if name not in known:
            cursor.execute(f"PREPARE {name} AS {prepared}")
            known.add(name)
        marks = ", ".join(["%s"] * len(order))
        cursor.execute(f"EXECUTE {name} ({marks})" if order else f"EXECUTE {name}", [parameters[one] for one in order])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


@cache
def _prepared(sql: str) -> tuple[str, str, tuple[str, ...]]:
    """Name of the plan, the statement with numbered marks, and the names of the marks in their order."""
    order = tuple(dict.fromkeys(MARK.findall(sql)))
    numbered = MARK.sub(lambda found: f"${order.index(found[1]) + 1}", sql).replace("%%", "%")
    return f"kept_{hashlib.sha256(sql.encode()).hexdigest()[:24]}", numbered, order

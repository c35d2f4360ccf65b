"""Reference data that a process keeps for a few seconds, so that a busy counter does not read it again and again.

Only values are kept, never rows: numbers, texts, frozen dataclasses. What changes here is forgotten at once, what
another process changes after `SECONDS`; nothing is kept inside a transaction that has changed something, and nothing
that only a replica said.
"""

from collections.abc import Callable, Hashable
from time import monotonic
from typing import Any, Generic, TypeVar

from django.db import models, transaction
from django.db.models.signals import post_delete, post_save

from common.replica import reading_from_primary

SECONDS = 10.0
MOST = 10_000

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """Answers by key. `watch` names the models whose changes make it forget."""

    def __init__(self) -> None:
        self._found: dict[Hashable, tuple[float, Value]] = {}

    def get(self, key: Hashable, read: Callable[[], Value]) -> Value:
        """What is kept under the key and fresh, else what `read` answers."""
        found = self._found.get(key)
        if found is not None and monotonic() - found[0] < SECONDS and not _has_pending_change():
            return found[1]
        with reading_from_primary():
            value = read()
        if not _has_pending_change():
            if len(self._found) >= MOST:
                self._found.clear()
            self._found[key] = (monotonic(), value)
        return value

    def forget(self) -> None:
        self._found.clear()


_SHELVES: list[Kept[Any]] = []


def shelf(value: type[Value]) -> Kept[Value]:
    """A new shelf for values of this type, forgotten together with all others."""
    kept = Kept[Value]()
    _SHELVES.append(kept)
    return kept


def watch(*changing: type[models.Model]) -> None:
    """Forget everything whenever a row of these models is saved or deleted."""
    for model in changing:
        post_save.connect(_changed, sender=model, dispatch_uid=f"kept {model._meta.label}")
        post_delete.connect(_changed, sender=model, dispatch_uid=f"kept {model._meta.label}")


def forget_all() -> None:
    """Read everything anew; for bulk writers, which send no signals."""
    for kept in _SHELVES:
        kept.forget()


def _changed(**_signal: Any) -> None:
    forget_all()
    transaction.on_commit(forget_all)


def _has_pending_change() -> bool:
    return any(entry[1] is forget_all for entry in transaction.get_connection().run_on_commit)

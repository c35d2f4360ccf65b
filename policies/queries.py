"""What a policy says on a day. All rows are read at once and kept for half a minute by the process."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from time import monotonic
from typing import Any

from django.db import connection
from django.utils.functional import Promise

from policies.catalogue import CATALOGUE, Confidence, PolicyKey, Unit
from policies.models import Policy
from policies.values import read

KEEP_SECONDS = 30.0

Rows = Mapping[str, list[tuple[date, Any]]]
_kept: tuple[float, Rows] | None = None


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One policy as administrators see it; `next_value` and `next_from` announce a change that is already entered."""

    key: PolicyKey
    label: Promise
    value: Any
    unit: Unit
    source: str
    confidence: Confidence
    valid_from: date | None
    next_value: Any = None
    next_from: date | None = None


def value(key: PolicyKey, *, on: date) -> Any:
    """The value in force on a local date: int, float, str, time or tuple of int by the kind of policy, None if empty.

    Without a row the default of the catalogue applies.
    """
    in_force = [stored for valid_from, stored in _rows().get(key, []) if valid_from <= on]
    return read(key, in_force[-1] if in_force else CATALOGUE[key].default)


def number(key: PolicyKey, *, on: date) -> int:
    """A whole number (days, hours, minutes, times, as its unit says). Raises TypeError for other or empty policies."""
    return _typed(key, on, int)


def share(key: PolicyKey, *, on: date) -> float:
    """A share from 0 to 1. Raises TypeError for other policies."""
    return float(_typed(key, on, (int, float)))


def time_of_day(key: PolicyKey, *, on: date) -> time:
    """A local time. Raises TypeError for other policies."""
    return _typed(key, on, time)


def text(key: PolicyKey, *, on: date) -> str:
    """A text. Raises TypeError for other policies."""
    return _typed(key, on, str)


def overview(*, on: date) -> list[PolicyLine]:
    """Every policy in the order of the catalogue, as in force on a local date."""
    rows: dict[str, list[Policy]] = {}
    for row in Policy.objects.order_by("key", "valid_from"):
        rows.setdefault(row.key, []).append(row)
    return [_line(key, rows.get(key, []), on) for key in CATALOGUE]


def forget() -> None:
    """Drop what is kept; the next question reads the database."""
    global _kept
    _kept = None


def _typed(key: PolicyKey, on: date, kind: Any) -> Any:
    found = value(key, on=on)
    if not isinstance(found, kind):
        raise TypeError(f"{key} is {found!r}")
    return found


def _line(key: PolicyKey, rows: list[Policy], on: date) -> PolicyLine:
    entry = CATALOGUE[key]
    now = next((row for row in reversed(rows) if row.valid_from <= on), None)
    coming = next((row for row in rows if row.valid_from > on), None)
    return PolicyLine(
        key=key,
        label=entry.label,
        value=read(key, now.value if now else entry.default),
        unit=entry.unit,
        source=now.source if now else entry.source,
        confidence=Confidence(now.confidence) if now else entry.confidence,
        valid_from=now.valid_from if now else None,
        next_value=read(key, coming.value) if coming else None,
        next_from=coming.valid_from if coming else None,
    )


def _rows() -> Rows:
    """All rows by key, oldest first. Never kept inside a transaction that has changed some: it may be rolled back."""
    global _kept
    if _kept is not None and monotonic() - _kept[0] < KEEP_SECONDS and not _has_pending_change():
        return _kept[1]
    rows: dict[str, list[tuple[date, Any]]] = {}
    for key, valid_from, stored in Policy.objects.order_by("key", "valid_from").values_list(
        "key", "valid_from", "value"
    ):
        rows.setdefault(key, []).append((valid_from, stored))
    if not _has_pending_change():
        _kept = (monotonic(), rows)
    return rows


def _has_pending_change() -> bool:
    return any(entry[1] is forget for entry in connection.run_on_commit)

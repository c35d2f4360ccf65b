"""Policies in words, for administrators."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _

from policies.queries import PolicyLine


@dataclass(frozen=True)
class PolicyRow:
    """A line of the list; `value` is written out, "" is never shown for "not set"."""

    key: str
    label: str
    value: str
    unit: str
    source: str
    confidence: str
    is_doubtful: bool
    valid_from: date | None
    next_value: str
    next_from: date | None


def policy_rows(lines: Iterable[PolicyLine]) -> list[PolicyRow]:
    """Read models of the lines, in their order, in the language of the page."""
    return [
        PolicyRow(
            key=str(line.key),
            label=str(line.label),
            value=written(line.value) or _("not set"),
            unit=str(line.unit.label) if line.unit.value and line.value is not None else "",
            source=line.source,
            confidence=str(line.confidence.label),
            is_doubtful=line.confidence.value in {"G", "U"},
            valid_from=line.valid_from,
            next_value=written(line.next_value) or _("not set"),
            next_from=line.next_from,
        )
        for line in lines
    ]


def written(value: Any) -> str:
    """A value as people type it: 15:00, "18, 20, 22"; "" when none is set."""
    if value is None:
        return ""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    return str(value)

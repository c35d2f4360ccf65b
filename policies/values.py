"""Checking and reading the values of policies. Pure."""

from datetime import date, time
from string import Formatter
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from policies.catalogue import CATALOGUE, Entry, PolicyKey, ValueKind

_PATTERN_PARTS = {"unit_id", "date", "seq"}


class PolicyValueInvalid(Refusal, ValueError):
    """A value that the policy cannot have."""


def checked(key: PolicyKey, value: Any) -> Any:
    """The value as it is stored (JSON). Raises PolicyValueInvalid beside the field `value`."""
    entry = CATALOGUE[key]
    if value is None or value == "":
        if entry.may_be_empty:
            return None
        raise PolicyValueInvalid(_("Enter a value."), field="value")
    return _CHECKS[entry.kind](entry, value)


def read(key: PolicyKey, stored: Any) -> Any:
    """The value as code uses it: a local time for ValueKind.TIME, a tuple for NUMBERS, otherwise as stored."""
    if stored is None:
        return None
    kind = CATALOGUE[key].kind
    if kind is ValueKind.TIME:
        return time.fromisoformat(stored)
    return tuple(stored) if kind is ValueKind.NUMBERS else stored


def _whole(entry: Entry, value: Any) -> int:
    try:
        number = int(str(value).strip())
    except ValueError:
        raise PolicyValueInvalid(_("Enter a whole number."), field="value") from None
    if not entry.least <= number <= entry.most:
        message = format_lazy(
            _("Enter a whole number from {least} to {most}."), least=str(entry.least), most=str(entry.most)
        )
        raise PolicyValueInvalid(message, field="value")
    return number


def _share(_entry: Entry, value: Any) -> float:
    try:
        share = float(str(value).strip().replace(",", "."))
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise PolicyValueInvalid(_("Enter a share from 0 to 1, such as 0.2."), field="value")
    return share


def _time(_entry: Entry, value: Any) -> str:
    try:
        clock = value if isinstance(value, time) else time.fromisoformat(str(value).strip())
    except ValueError:
        clock = None
    if clock is None or clock.tzinfo is not None:
        raise PolicyValueInvalid(_("Enter a time such as 15:00."), field="value")
    return f"{clock:%H:%M}"


def _text(_entry: Entry, value: Any) -> str:
    text = str(value).strip()
    if not text:
        raise PolicyValueInvalid(_("Enter a value."), field="value")
    return text


def _choice(entry: Entry, value: Any) -> str:
    if value not in entry.choices:
        message = format_lazy(_("Choose one of: {choices}."), choices=", ".join(entry.choices))
        raise PolicyValueInvalid(message, field="value")
    return str(value)


def _numbers(entry: Entry, value: Any) -> list[int]:
    parts = value.replace(";", ",").split(",") if isinstance(value, str) else list(value)
    if not parts or (entry.count is not None and len(parts) != entry.count):
        raise PolicyValueInvalid(_("Enter as many whole numbers as before, separated by commas."), field="value")
    return [_whole(entry, part) for part in parts]


def _pattern(_entry: Entry, value: Any) -> str:
    pattern = str(value).strip()
    try:
        fields = {name for _text, name, _spec, _conversion in Formatter().parse(pattern) if name is not None}
        sample = pattern.format(unit_id="H38.00000", date=date(2026, 11, 22), seq=1)
    except (ValueError, KeyError, IndexError, AttributeError):
        fields, sample = set(), ""
    if fields != _PATTERN_PARTS or not sample:
        message = _("Enter a pattern with {unit_id}, {date} and {seq}, such as {unit_id}-{date:%y%m%d}-{seq:04d}.")
        raise PolicyValueInvalid(message, field="value")
    return pattern


_CHECKS = {
    ValueKind.WHOLE: _whole,
    ValueKind.SHARE: _share,
    ValueKind.TIME: _time,
    ValueKind.TEXT: _text,
    ValueKind.CHOICE: _choice,
    ValueKind.NUMBERS: _numbers,
    ValueKind.PATTERN: _pattern,
}

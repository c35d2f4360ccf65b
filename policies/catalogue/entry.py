"""What a row of the catalogue says: kind, unit and confidence of a value, and short ways to write a row.

Confidence: C read in the source, C2 secondary evidence, P in the predecessor text, G general knowledge, U unknown in
the law and therefore our own choice.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ValueKind(StrEnum):
    """What a value may be; `policies.values` checks and reads it."""

    WHOLE = "whole"  # int
    SHARE = "share"  # float between 0 and 1
    TIME = "time"  # local time, stored as HH:MM
    TEXT = "text"
    CHOICE = "choice"
    NUMBERS = "numbers"  # list of whole numbers
    PATTERN = "pattern"  # of a dossier code


class Unit(TextChoices):
    """The unit shown beside a value."""

    NONE = "", _("–")
    WORKING_HOURS = "working_hours", _("working hours")
    HOURS = "hours", _("hours")
    SECONDS = "seconds", _("seconds")
    MINUTES = "minutes", _("minutes")
    WORKING_MINUTES = "working_minutes", _("working minutes")
    DAYS = "days", _("days")
    WORKING_DAYS = "working_days", _("working days")
    TIMES = "times", _("times")
    TIME_OF_DAY = "time_of_day", _("time of day")
    SHARE = "share", _("share (0 to 1)")
    KILOBYTES = "kilobytes", _("kilobytes")
    MEGABYTES = "megabytes", _("megabytes")
    FILES = "files", _("files")
    DAY_OF_MONTH = "day_of_month", _("day of the month")
    POINTS = "points", _("points")


class Confidence(TextChoices):
    """How well the value is known; shown to administrators."""

    CONFIRMED = "C", _("confirmed in the text")
    SECONDARY = "C2", _("confirmed by secondary sources")
    PREDECESSOR = "P", _("from the earlier text")
    GENERAL = "G", _("general knowledge, not checked against the text")
    UNKNOWN = "U", _("not regulated or not known: our own choice")


@dataclass(frozen=True, slots=True)
class Entry:
    """One policy: its label, its default with unit, source and confidence, and what may be entered instead."""

    label: Promise
    default: Any
    kind: ValueKind
    unit: Unit
    source: str
    confidence: Confidence
    least: int = 0
    most: int = 1_000_000
    may_be_empty: bool = False
    choices: tuple[str, ...] = ()
    count: int | None = None  # how many numbers a list has


def whole(label: Promise, default: int | None, unit: Unit, source: str, confidence: str, **rest: Any) -> Entry:
    return Entry(label, default, ValueKind.WHOLE, unit, source, Confidence(confidence), **rest)


def time_of_day(label: Promise, default: str, source: str, confidence: str) -> Entry:
    return Entry(label, default, ValueKind.TIME, Unit.TIME_OF_DAY, source, Confidence(confidence))


def text(label: Promise, default: str, source: str, confidence: str) -> Entry:
    return Entry(label, default, ValueKind.TEXT, Unit.NONE, source, Confidence(confidence))

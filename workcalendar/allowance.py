"""Time limits as published decisions state them: a number and a unit. Pure."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal


class Unit(StrEnum):
    """The unit in which a published decision states a time limit."""

    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    CLOCK_HOURS = "clock_hours"
    SAME_DAY = "same_day"
    IMMEDIATE = "immediate"

    @property
    def has_quantity(self) -> bool:
        """Whether a number goes with the unit (same day and immediate stand alone)."""
        return self not in (Unit.SAME_DAY, Unit.IMMEDIATE)

    @property
    def rolls(self) -> bool:
        """Whether an end on a day off moves to the next working day."""
        return self in (Unit.CALENDAR_DAYS, Unit.MONTHS)

    @property
    def runs_at_once(self) -> bool:
        """Whether the clock runs from the very moment of acceptance, inside or outside working time."""
        return self in (Unit.CLOCK_HOURS, Unit.IMMEDIATE)


class AllowanceInvalid(Refusal, ValueError):
    """A time limit that cannot be counted: no positive quantity, or a same-day limit without its cut-off."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """A time limit: `quantity` of `unit`; `cutoff` is the local time up to which a same-day dossier is due that day.

    The quantity of same-day and immediate limits is not looked at.
    """

    quantity: int
    unit: Unit
    cutoff: time | None = None

    def __post_init__(self) -> None:
        if self.unit.has_quantity and self.quantity <= 0:
            raise AllowanceInvalid(_("A time limit must be at least 1."), field="quantity")
        if self.unit is Unit.SAME_DAY and self.cutoff is None:
            raise AllowanceInvalid(_("A same-day time limit needs its cut-off time."), field="cutoff")

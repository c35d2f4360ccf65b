"""Time limits in words and in working hours, and whether an internal process fits the legal limit. Pure rules."""

from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from django.utils.translation import gettext as _

from workcalendar.engine import Unit

HOURS_PER_DAY = 8
"""Working hours of a day in published internal processes; "10 ngày" stands there as 80 hours, calendar days too."""

DAYS_PER_MONTH = 30


@dataclass(frozen=True)
class Limit:
    """A legal time limit as the catalogue holds it."""

    quantity: int
    unit: Unit
    cutoff: time | None = None

    @property
    def process_hours(self) -> Decimal | None:
        """The hours an internal process may use, converted as the published decisions do; None for "at once"."""
        hours = {
            Unit.WORKING_HOURS: self.quantity,
            Unit.CLOCK_HOURS: self.quantity,
            Unit.WORKING_DAYS: self.quantity * HOURS_PER_DAY,
            Unit.CALENDAR_DAYS: self.quantity * HOURS_PER_DAY,
            Unit.MONTHS: self.quantity * DAYS_PER_MONTH * HOURS_PER_DAY,
            Unit.SAME_DAY: HOURS_PER_DAY,
        }.get(self.unit)
        return None if hours is None else Decimal(hours)

    def in_words(self) -> str:
        """For people, in the language of the page: "3 working days"."""
        if self.unit is Unit.SAME_DAY:
            cutoff = f"{self.cutoff:%H:%M}" if self.cutoff else ""
            return _("Within the working day; received after %(cutoff)s: the next working day") % {"cutoff": cutoff}
        if self.unit is Unit.IMMEDIATE:
            return _("At once, upon reception")
        return _in_words(self.unit) % {"n": self.quantity}


def _in_words(unit: Unit) -> str:
    return {
        Unit.WORKING_HOURS: _("%(n)s working hours"),
        Unit.WORKING_DAYS: _("%(n)s working days"),
        Unit.CALENDAR_DAYS: _("%(n)s days, days off included"),
        Unit.MONTHS: _("%(n)s months"),
        Unit.CLOCK_HOURS: _("%(n)s hours, around the clock"),
    }[unit]


@dataclass(frozen=True)
class ProcessTotals:
    """An internal process next to the law: hours it states, hours its counted steps sum to, the stage it covers."""

    stated: Decimal
    summed: Decimal
    stage: str = ""


def fits(process: ProcessTotals, limit: Limit | None) -> bool:
    """Whether the process says the same as the law: same total, steps not longer, and the whole procedure.

    A process that states another time than the law contradicts it, whichever of the two is longer.
    """
    if limit is None or limit.process_hours is None or process.stage:
        return False
    return process.stated == limit.process_hours and process.summed <= limit.process_hours

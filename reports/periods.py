"""The periods that figures are asked for: months, years, and the 15th to the 14th of the reporting rules. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
REPORTING_DAY = 15  # quarters by Decree 09/2019; by custom months too
MARKS = (1, REPORTING_DAY)
MONTHS = 12


@dataclass(frozen=True)
class Period:
    """Both days included."""

    start: date
    end: date

    def is_over(self, today: date) -> bool:
        return self.end < today


def month_of(day: date) -> Period:
    start = day.replace(day=1)
    return Period(start, _next_month(start) - ONE_DAY)


def month_before(day: date) -> Period:
    return month_of(day.replace(day=1) - ONE_DAY)


def reporting_period_of(day: date) -> Period:
    """The period from a 15th to the next 14th that contains the day."""
    start = day.replace(day=REPORTING_DAY)
    if day.day < REPORTING_DAY:
        start = (day.replace(day=1) - ONE_DAY).replace(day=REPORTING_DAY)
    return Period(start, _next_month(start) - ONE_DAY)


def reporting_period_before(day: date) -> Period:
    return reporting_period_of(reporting_period_of(day).start - ONE_DAY)


def year_of(day: date) -> Period:
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def _next_month(day: date) -> date:
    """The same day of the month after."""
    return day.replace(year=day.year + day.month // MONTHS, month=day.month % MONTHS + 1)

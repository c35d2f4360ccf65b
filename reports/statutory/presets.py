"""The periods of both conventions: calendar, and 15th to 14th (Decree 09/2019/NĐ-CP). Pure."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from reports import periods
from reports.models import NamedPeriod
from reports.pages import Preset
from reports.periods import REPORTING_DAY, Period


def quarter_of(day: date) -> Period:
    """The calendar quarter."""
    first = day.month - (day.month - 1) % 3
    last = periods.month_of(date(day.year, first + 2, 1))
    return Period(date(day.year, first, 1), last.end)


def reporting_span(year: int, months: int, *, first: int = 0) -> Period:
    """From 15 December of the year before, `first` months later, for `months` months; (2026, 3) is quarter 1."""
    return Period(_fifteenth(year, first), _fifteenth(year, first + months) - timedelta(days=1))


def _fifteenth(year: int, months: int) -> date:
    """The 15th, `months` after December of the year before."""
    return date(year, months, REPORTING_DAY) if months else date(year - 1, 12, REPORTING_DAY)


def reporting_year_of(day: date) -> int:
    """The reporting year ends on 14 December."""
    return day.year + 1 if (day.month, day.day) >= (12, REPORTING_DAY) else day.year


def reporting_quarter_of(day: date) -> Period:
    year = reporting_year_of(day)
    spans = [reporting_span(year, 3, first=first) for first in (0, 3, 6, 9)]
    return next(span for span in spans if span.start <= day <= span.end)


def presets(
    today: date,
    address: str,
    query: Mapping[str, str],
    only: Callable[[Period], bool] = lambda period: True,
    named: Iterable[NamedPeriod] = (),
) -> list[Preset]:
    """Periods at one tap: by the calendar, by the rules of reporting, and those that have a name.

    The rest of the question stays; `only` these are offered.
    """
    quarter, year = quarter_of(today), reporting_year_of(today)
    reporting = reporting_quarter_of(today)
    calendar: list[tuple[Any, Period]] = [
        (_("This month"), periods.month_of(today)),
        (_("Last month"), periods.month_before(today)),
        (_("This quarter"), quarter),
        (_("Last quarter"), quarter_of(quarter.start - timedelta(days=1))),
        (_("This year"), periods.year_of(today)),
        (_("Last year"), periods.year_of(date(today.year - 1, 1, 1))),
    ]
    official: list[tuple[Any, Period]] = [
        (_("This 15th to 14th"), periods.reporting_period_of(today)),
        (_("Last 15th to 14th"), periods.reporting_period_before(today)),
        (_("This reporting quarter"), reporting),
        (_("Last reporting quarter"), reporting_quarter_of(reporting.start - timedelta(days=1))),
        (_("Six months"), reporting_span(year, 6)),
        (_("Nine months"), reporting_span(year, 9)),
        (_("Reporting year"), reporting_span(year, 12)),
        (_("Last reporting year"), reporting_span(year - 1, 12)),
    ]
    with_name: list[tuple[Any, Period]] = [(one.label, Period(one.start, one.end)) for one in named]
    groups = (
        (_("By the calendar"), calendar),
        (_("From the 15th to the 14th"), official),
        (_("Periods that have a name"), with_name),
    )
    return [
        one
        for heading, offered in groups
        for one in _offered(heading, [(label, period) for label, period in offered if only(period)], address, query)
    ]


def _offered(heading: Any, named: list[tuple[Any, Period]], address: str, query: Mapping[str, str]) -> list[Preset]:
    found = []
    for label, period in named:
        chosen = {"from": period.start.isoformat(), "to": period.end.isoformat()}
        current = all(query.get(name) == day for name, day in chosen.items())
        found.append(Preset(label, f"{address}?{urlencode({**query, **chosen})}", current, heading=heading))
    return found

"""Which periods people report on: only these are closed. Pure.

Months, quarters, half-years, nine months and years: by the calendar, and from a 15th to a 14th, where the year begins
on 15 December (Decree 09/2019/NĐ-CP). Besides them only a period that has a name, such as a published example.
"""

from collections.abc import Collection, Mapping
from datetime import MAXYEAR
from typing import Any

from django.utils.translation import gettext_lazy as _

from .periods import MARKS, MONTHS, ONE_DAY, Period

BEGINS: Mapping[int, Collection[int]] = {1: range(MONTHS), 3: (0, 3, 6, 9), 6: (0, 6), 9: (0,), 12: (0,)}
"""By length in months: how many months after the beginning of its year such a period may begin."""

CALENDAR: Mapping[int, Any] = {
    1: _("calendar month"),
    3: _("quarter"),
    6: _("half-year"),
    9: _("nine months of the year"),
    12: _("year"),
}
REPORTING: Mapping[int, Any] = {
    1: _("month from the 15th to the 14th"),
    3: _("quarter from the 15th to the 14th"),
    6: _("half-year from the 15th to the 14th"),
    9: _("nine months from the 15th to the 14th"),
    12: _("year from the 15th to the 14th"),
}


def kind_of(period: Period) -> Any:
    """What people call it, "" for a period that is none of those reported on."""
    start = period.start
    if start.day not in MARKS or period.end.year == MAXYEAR:  # no day follows the last one of the calendar
        return ""
    after, is_calendar = period.end + ONE_DAY, start.day == 1
    months = (after.year - start.year) * MONTHS + after.month - start.month
    first = start.month - 1 if is_calendar else start.month % MONTHS  # from January on, or from 15 December
    if after.day != start.day or first not in BEGINS.get(months, ()):
        return ""
    return (CALENDAR if is_calendar else REPORTING)[months]

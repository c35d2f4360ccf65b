"""Which version of a calendar counts, and the engine's calendar for it."""

from datetime import date, datetime
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from common.clock import end_of_day
from common.errors import Refusal
from workcalendar.content import calendar_from
from workcalendar.models import Calendar, CalendarVersion
from workcalendar.worktime import Calendar as WorkingTime


class NoCalendarVersion(Refusal):
    """The calendar has not been published yet."""

    default_message = _("This working calendar has no version yet. Load the reference data or publish the calendar.")


def current_version(calendar: Calendar) -> CalendarVersion:
    """The newest version. Raises NoCalendarVersion."""
    newest = calendar.versions.order_by("-number").first()
    if newest is None:
        raise NoCalendarVersion
    return newest


def version_in_force(calendar: Calendar, on: date | datetime) -> CalendarVersion:
    """The newest version recorded by the end of the local day `on`; for times before the first, the first.

    Raises NoCalendarVersion.
    """
    moment = on if isinstance(on, datetime) else end_of_day(on)
    versions = calendar.versions.order_by("-number")
    version = versions.filter(recorded_at__lte=moment).first() or versions.last()
    if version is None:
        raise NoCalendarVersion
    return version


@lru_cache(maxsize=512)
def engine_of(version_id: int) -> WorkingTime:
    """The engine's calendar of a version; kept for the life of the process, because versions never change."""
    return calendar_from(CalendarVersion.objects.values_list("content", flat=True).get(pk=version_id))

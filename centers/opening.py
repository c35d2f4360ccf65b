"""When a center is open, read from its working calendar. Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _

from common.clock import LOCAL_TZ, local_date
from workcalendar.worktime import Calendar, OutsideCalendar, Session, local


@dataclass(frozen=True)
class Opening:
    """Open until `closes_at`, or closed until `opens_at`; exactly one of the two is set."""

    closes_at: datetime | None
    opens_at: datetime | None
    opens_today: bool = False


@dataclass(frozen=True)
class HoursLine:
    """Weekdays with the same sessions: "Monday – Friday", "07:30–12:00, 13:30–17:00"; no hours = closed."""

    days: str
    hours: str


def opening_of(calendar: Calendar, at: datetime) -> Opening | None:
    """Whether the doors are open at `at`; None where the calendar does not reach, because then nobody knows."""
    at = local(at)
    try:
        for opens, closes in calendar.sessions_of(at.date()):
            if opens <= at.time() < closes:
                return Opening(closes_at=datetime.combine(at.date(), closes, LOCAL_TZ), opens_at=None)
        opens_at = calendar.next_opening(at)
    except OutsideCalendar:
        return None
    return Opening(closes_at=None, opens_at=opens_at, opens_today=local_date(opens_at) == at.date())


def weekly_hours(calendar: Calendar) -> tuple[HoursLine, ...]:
    """The ordinary week, neighbouring days with the same hours together."""
    numbered = enumerate(calendar.week)
    runs = [(hours, [day for day, _hours in run]) for hours, run in groupby(numbered, key=lambda one: one[1])]
    return tuple(HoursLine(_days(days), _hours_in_words(hours)) for hours, days in runs)


def _days(days: list[int]) -> str:
    names = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    words = {"first": names[days[0]], "last": names[days[-1]]}
    if len(days) > 2:
        said = _("%(first)s to %(last)s") % words
    else:
        said = _("%(first)s and %(last)s") % words if len(days) == 2 else words["first"]
    return said[:1].upper() + said[1:]


def _hours_in_words(sessions: tuple[Session, ...]) -> str:
    return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in sessions)

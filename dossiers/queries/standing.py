"""How a dossier stands against its time now: the light, the words beside it, the working time that is left."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from common.clock import local_date
from dossiers import deadlines
from dossiers.calendars import SHELF
from dossiers.deadlines import Light
from dossiers.lifecycle import OPEN, Status
from dossiers.models import Dossier
from dossiers.state import is_early, is_late
from workcalendar.engine import Calendar, Unit
from workcalendar.queries import current_version

ANSWER_SOON = timedelta(hours=4)  # of working time: a first answer is due within eight hours


@dataclass(frozen=True)
class Standing:
    """`light` is "" once nothing runs any more; `minutes` of working time left, negative when past.

    `minutes` is None without a clock, and when it is past but nobody has worked since.
    """

    light: str
    words: str
    due_at: datetime | None = None
    minutes: int | None = None


class Standings:
    """Asks each calendar once, however many dossiers are shown."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._current: dict[int, Calendar] = {}

    def of(self, dossier: Dossier) -> Standing:
        """Needs `receiving_center__calendar` loaded for dossiers that wait for their first answer."""
        status = Status(dossier.status)
        if status is Status.SUBMITTED:
            return self._unanswered(dossier)
        if status is Status.INCOMPLETE:
            return Standing(Light.GREY, _("The applicant has to act"), dossier.applicant_due_at)
        if status in OPEN:
            return self._running(dossier)
        return _ended(dossier)

    def _unanswered(self, dossier: Dossier) -> Standing:
        due_at = dossier.answer_due_at
        assert due_at is not None
        minutes = self._left(self._calendar_now(dossier), due_at)
        if self.at > due_at:
            return Standing(Light.RED, _("First answer is late"), due_at, minutes)
        soon = minutes is not None and minutes <= ANSWER_SOON.total_seconds() // 60
        return Standing(Light.YELLOW if soon else Light.GREEN, _("First answer due"), due_at, minutes)

    def _running(self, dossier: Dossier) -> Standing:
        assert dossier.due_at is not None
        assert dossier.calendar_version_id is not None
        calendar, unit = SHELF[dossier.calendar_version_id], Unit(dossier.unit)
        light = deadlines.light(
            calendar,
            unit,
            due_at=dossier.due_at,
            soon=dossier.soon_at or dossier.due_at,
            held=dossier.held_by_pause,
            at=self.at,
        )
        if light is Light.GREY:
            return Standing(light, _("Paused"), dossier.due_at)
        minutes = None if unit is Unit.CLOCK_HOURS else self._left(calendar, dossier.due_at)
        return Standing(light, self._words(light, dossier.due_at), dossier.due_at, minutes)

    def _left(self, calendar: Calendar, due_at: datetime) -> int | None:
        """None when it is past without a working minute since: nothing is left, and nothing is over."""
        minutes = calendar.working_minutes_between(self.at, due_at)
        return None if self.at > due_at and minutes == 0 else minutes

    def _words(self, light: Light, due_at: datetime) -> str:
        if light is Light.GREEN:
            return _("In time")
        if light is Light.YELLOW:
            return _("Due soon")
        if local_date(due_at) < local_date(self.at):
            return _("Overdue")
        return _("Past the hour, due today") if self.at > due_at else _("Due today")

    def _calendar_now(self, dossier: Dossier) -> Calendar:
        calendar = dossier.receiving_center.calendar
        if calendar.pk not in self._current:
            self._current[calendar.pk] = SHELF[current_version(calendar).pk]
        return self._current[calendar.pk]


def _ended(dossier: Dossier) -> Standing:
    ended_at, due_at = dossier.ended_at, dossier.due_at
    if ended_at is None or due_at is None:
        return Standing("", "")
    if is_late(ended_at, due_at):
        return Standing("", _("Ended late"), due_at)
    return Standing("", _("Ended early") if is_early(ended_at, due_at) else _("Ended on time"), due_at)

"""What a real day looks like: scripts of dossiers of the last 30 days, each with the fate it has right now. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from common.clock import local_date, start_of_day
from workcalendar.engine import Calendar, deadline

from .player import Script
from .stage import Choice, inside

DAYS = 30
DAY = 8 * 60  # working minutes
ONLINE = "online"


@dataclass(frozen=True)
class Draw:
    """One attempt to find a script: a procedure that came by a channel, at a center, as seen at `at`."""

    calendar: Calendar
    choice: Choice
    channel: str
    at: datetime
    rng: Random

    def between(self, earliest: datetime, latest: datetime, least: int = 1) -> datetime:
        """An open moment at least `least` working minutes after `earliest`, before `latest`. Raises NoFit."""
        span = self.calendar.working_minutes_between(earliest, latest)
        if span <= least:
            raise NoFit
        return inside(self.calendar, earliest, self.rng.randint(least, span - 1))

    def soon_after(self, earliest: datetime, most: int, least: int = 5) -> datetime:
        """An open moment `least` to `most` working minutes after `earliest`, not in the future. Raises NoFit."""
        found = inside(self.calendar, earliest, self.rng.randint(least, most))
        if found > self.at:
            raise NoFit
        return found

    def recent(self, working_minutes: int) -> datetime:
        """An open moment within the last working minutes."""
        return self.between(self._back(working_minutes), self.at)

    def _back(self, working_minutes: int) -> datetime:
        days = self.first
        length = self.calendar.working_minutes_between(days, self.at)
        return inside(self.calendar, days, max(1, length - working_minutes))

    @property
    def first(self) -> datetime:
        return self.calendar.next_opening(start_of_day(local_date(self.at) - timedelta(days=DAYS)))

    def due(self, received_at: datetime) -> datetime:
        return deadline(self.calendar, received_at, self.choice.allowance).due_at


class NoFit(Exception):
    """This attempt does not lead to the wanted fate; draw again."""


Fate = Callable[[Draw], Script]


def arrive(draw: Draw, latest: datetime | None = None) -> Script:
    """Received some time in the last 30 days; online ones were submitted before."""
    arrived_at = draw.between(draw.first, latest or draw.at)
    if draw.channel != ONLINE:
        return (("receive", arrived_at),)
    return (("submit", arrived_at), ("receive", draw.soon_after(arrived_at, DAY - 60)))


def started(draw: Draw) -> Script:
    script = arrive(draw)
    return (*script, ("start", draw.soon_after(_last(script), DAY)))


def _last(script: Script) -> datetime:
    return script[-1][1]


def _received(script: Script) -> datetime:
    return next(at for verb, at in script if verb == "receive")


def ended(verb: str) -> Fate:
    def fate(draw: Draw) -> Script:
        """Ended on or before the due date."""
        script = started(draw)
        due_at = draw.due(_received(script))
        ended_at = draw.between(_last(script), min(due_at, draw.at), 10)
        return (*script, (verb, ended_at))

    return fate


def delivered(draw: Draw) -> Script:
    script = ended("resolve")(draw)
    return (*script, ("deliver", draw.soon_after(_last(script), 2 * DAY)))


def to_be_collected(draw: Draw) -> Script:
    script = ended("resolve")(draw)
    return (*script, ("confirm", draw.soon_after(_last(script), DAY // 2)))


def resolved_late(draw: Draw) -> Script:
    script = started(draw)
    morning_after = draw.calendar.next_opening(
        start_of_day(local_date(draw.due(_received(script))) + timedelta(days=1))
    )
    script = (*script, ("resolve", draw.soon_after(max(morning_after, _last(script)), DAY)))
    return (*script, ("deliver", draw.soon_after(_last(script), DAY)))


def withdrawn(draw: Draw) -> Script:
    script = started(draw)
    return (*script, ("withdraw", draw.between(_last(script), min(draw.due(_received(script)), draw.at), 10)))


def on_its_way(draw: Draw) -> Script:
    """Received within the last hours, not yet confirmed by the office."""
    at = draw.recent(DAY // 2)
    if draw.channel != ONLINE:
        return (("receive", at),)
    return (("submit", at), ("receive", draw.soon_after(at, 90)))


def in_process(draw: Draw) -> Script:
    script = started(draw)
    if local_date(draw.due(_received(script))) < local_date(draw.at):
        raise NoFit
    return script


def due_soon(draw: Draw) -> Script:
    script = in_process(draw)
    if draw.calendar.working_minutes_between(draw.at, draw.due(_received(script))) > DAY:
        raise NoFit
    return script


def overdue(draw: Draw) -> Script:
    script = started(draw)
    late_by = (local_date(draw.at) - local_date(draw.due(_received(script)))).days
    if not 1 <= late_by <= 6:
        raise NoFit
    return script


def paused(verb: str) -> Fate:
    def fate(draw: Draw) -> Script:
        """Waiting for the applicant since the last days, in time."""
        script = started(draw)
        asked_at = draw.between(_last(script), min(draw.due(_received(script)), draw.at), 20)
        if draw.calendar.working_minutes_between(asked_at, draw.at) > 6 * DAY:
            raise NoFit
        return (*script, (verb, asked_at))

    return fate


def supplied(draw: Draw) -> Script:
    script = paused("request_supplement")(draw)
    return (*script, ("supply", draw.soon_after(_last(script), 3 * DAY)))


def unanswered(draw: Draw) -> Script:
    return (("submit", draw.recent(DAY - 30)),)


def answer_overdue(draw: Draw) -> Script:
    return (("submit", draw.between(draw._back(3 * DAY), draw._back(DAY + 30))),)


def sent_back(verb: str) -> Fate:
    def fate(draw: Draw) -> Script:
        submitted_at = draw.recent(4 * DAY)
        return (("submit", submitted_at), (verb, draw.soon_after(submitted_at, DAY - 60)))

    return fate


@dataclass(frozen=True)
class Wanted:
    """How many dossiers of a fate there are at a center; `is_online`: only online ones have it."""

    fate: Fate
    number: int
    is_online: bool = False


WARD: Mapping[str, Wanted] = {
    "delivered": Wanted(delivered, 56),
    "to be collected": Wanted(to_be_collected, 12),
    "result on its way": Wanted(ended("resolve"), 4),
    "late": Wanted(resolved_late, 3),
    "returned": Wanted(ended("return_"), 7),
    "withdrawn": Wanted(withdrawn, 4),
    "on its way": Wanted(on_its_way, 12),
    "in process": Wanted(in_process, 44),
    "due soon": Wanted(due_soon, 14),
    "overdue": Wanted(overdue, 5),
    "supplement": Wanted(paused("request_supplement"), 8),
    "payment": Wanted(paused("request_payment"), 4),
    "supplied": Wanted(supplied, 5),
    "unanswered": Wanted(unanswered, 9, is_online=True),
    "answer overdue": Wanted(answer_overdue, 2, is_online=True),
    "incomplete": Wanted(sent_back("ask_to_complete"), 5, is_online=True),
    "declined": Wanted(sent_back("decline"), 3, is_online=True),
}
NEIGHBOUR: Mapping[str, Wanted] = {
    "delivered": Wanted(delivered, 6),
    "in process": Wanted(in_process, 3),
    "on its way": Wanted(on_its_way, 2),
    "unanswered": Wanted(unanswered, 1, is_online=True),
}
CITIZENS: tuple[tuple[str, Fate], ...] = (
    ("nguoi-dan-1@sapa.example", unanswered),
    ("nguoi-dan-1@sapa.example", in_process),
    ("nguoi-dan-1@sapa.example", paused("request_supplement")),
    ("nguoi-dan-1@sapa.example", delivered),
    ("nguoi-dan-2@sapa.example", sent_back("ask_to_complete")),
    ("nguoi-dan-2@sapa.example", to_be_collected),
)

"""What happens to one synthetic dossier: its events in order, decided by a random generator alone. Pure.

Only events are drawn. Status, dates, pauses and bookings follow from them by the rules that hold for every dossier.
The shares below are assumptions for load tests, not figures of any center.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.roles import Role
from workcalendar.engine import Allowance, Calendar, Unit, deadline

CHANNELS: Mapping[str, int] = {"counter": 52, "online": 42, "post": 6}
ASSISTED = 0.2  # of online dossiers: the counter files for the citizen
DECLINED, INCOMPLETE = 0.02, 0.05  # of online submissions
WITHDRAWN, RETURNED, LATE = 0.02, 0.05, 0.03  # of what was received
SUPPLEMENT, SECOND, PAYMENT = 0.1, 0.1, 0.05  # asked for; again; of what is worked on
NOT_COLLECTED = 0.05
HOUR, DAY = 60, 480  # working minutes
QUICK = frozenset({Unit.IMMEDIATE, Unit.SAME_DAY})
REASON = "Theo hồ sơ mô phỏng"
PAPER = "Giấy tờ theo danh mục đã công bố"


@dataclass(frozen=True)
class Act:
    """One event: which transition, when, in which role, with which facts."""

    transition: str
    at: datetime
    role: Role
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Way:
    """What a life needs to know of its procedure: the time limit, and the steps at which offices take over."""

    calendar: Calendar
    allowance: Allowance
    office_step: int | None
    return_step: int | None


class Life:
    """Draws the events of one dossier, in the order of their moments, as far as the last moment of the period."""

    def __init__(self, way: Way, channel: str, arrival: datetime, rng: Random, until: datetime) -> None:
        self.way, self.channel, self.rng, self.until = way, channel, rng, until
        self.at = arrival

    def acts(self) -> Iterator[Act]:
        """What has happened until the end of the period."""
        for act in self._all():
            if act.at > self.until:
                return
            yield act

    def _all(self) -> Iterator[Act]:
        if self.channel == "online":
            yield from self._before_reception()
            if self.is_refused:
                return
        yield Act("receive", self.at, Role.COUNTER)
        received_at = self.at
        due_at = deadline(self.way.calendar, received_at, self.way.allowance).due_at
        yield Act("hand_over", self.at, Role.COUNTER, facts={"step": self.way.office_step})
        self._later(2, 3 * HOUR if self.way.allowance.unit not in QUICK else 10)
        yield Act("confirm_hand_over", self.at, Role.OFFICER)
        if self.rng.random() < WITHDRAWN:
            self._later(10, DAY)
            yield Act("withdraw", self.at, Role.COUNTER)
            return
        self._later(1, HOUR if self.way.allowance.unit not in QUICK else 5)
        yield Act("start", self.at, Role.OFFICER)
        yield from self._pauses(due_at)
        yield from self._ending(due_at)

    is_refused = False

    def _before_reception(self) -> Iterator[Act]:
        yield Act("submit", self.at, Role.CITIZEN)
        self._answer()
        luck = self.rng.random()
        if luck < DECLINED:
            self.is_refused = True
            yield Act("decline", self.at, Role.COUNTER, REASON)
        elif luck < DECLINED + INCOMPLETE:
            yield Act("ask_to_complete", self.at, Role.COUNTER, REASON, {"papers": [PAPER]})
            self.at += timedelta(hours=self.rng.randint(2, 70))
            yield Act("resubmit", self.at, Role.CITIZEN)
            self._answer()

    def _answer(self) -> None:
        """Mostly within the eight working hours, seldom after them."""
        late = self.rng.random() < 0.03
        self._later(*((DAY, 2 * DAY) if late else (5, DAY - 30)))

    def _pauses(self, due_at: datetime) -> Iterator[Act]:
        if self.way.allowance.unit in QUICK:
            return
        if self.rng.random() < SUPPLEMENT:
            for _request in range(2 if self.rng.random() < SECOND else 1):
                self._later(HOUR, DAY)
                leads = _request > 0
                role = Role.LEADER if leads else Role.OFFICER
                yield Act("request_supplement", self.at, role, REASON, {"papers": [PAPER]})
                self._later(HOUR, 12 * DAY)
                yield Act("supply", self.at, Role.COUNTER)
        if self.rng.random() < PAYMENT:
            self._later(HOUR, DAY)
            yield Act("request_payment", self.at, Role.OFFICER, facts={"amount_vnd": 1000 * self.rng.randint(8, 300)})
            self._later(HOUR, 4 * DAY)
            yield Act("confirm_payment", self.at, Role.COUNTER, facts={"receipt": ""})

    def _ending(self, due_at: datetime) -> Iterator[Act]:
        self._work_until_the_end(due_at)
        if self.rng.random() < RETURNED:
            yield Act("return_", self.at, Role.OFFICER, REASON)
            return
        yield Act("resolve", self.at, Role.OFFICER, facts={"result": ""})
        yield Act("hand_over", self.at, Role.OFFICER, facts={"step": self.way.return_step, "back": True})
        self._later(2, 4 * HOUR)
        yield Act("confirm_hand_over", self.at, Role.COUNTER)
        if self.rng.random() >= NOT_COLLECTED:
            self._later(10, 4 * DAY)
            yield Act("deliver", self.at, Role.COUNTER, facts={"collector": "Người nhận (mô phỏng)"})

    def _work_until_the_end(self, due_at: datetime) -> None:
        """Somewhere between now and the due date, a pause not counted; seldom some days after it."""
        calendar = self.way.calendar
        left = calendar.working_minutes_between(self.at, due_at) if self.at < due_at else 0
        if self.rng.random() < LATE:
            self._later(left + DAY // 2, left + 4 * DAY)
        elif left > 2:
            self._later(max(1, int(left * self.rng.random() ** 0.6 * 0.98)), None)
        else:
            self._later(1, 20)

    def _later(self, least: int, most: int | None) -> None:
        """Some working minutes later, with the office open."""
        minutes = least if most is None else self.rng.randint(least, most)
        found = self.way.calendar.add_minutes(self.at, minutes)
        opened = self.way.calendar.next_opening(found)
        self.at = found if opened == found else found - timedelta(minutes=1) if found > self.at else opened

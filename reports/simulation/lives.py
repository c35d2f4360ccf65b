"""What happens to one synthetic dossier, decided by a random generator and by where the dossier stands. Pure.

A life only says what somebody wants to do next; whether that may happen, and what follows, the life-cycle table and
its interpreter say. How often what happens stands in `shares`.
"""

from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from random import Random
from typing import Any

from common.clock import LOCAL_TZ, local_date
from dossiers.folder import Folder
from dossiers.lifecycle import Status
from dossiers.models import Channel, FiledBy
from workcalendar.engine import Calendar, Unit

from . import shares

HOUR, DAY = 60, 480  # working minutes
QUICK = frozenset({Unit.IMMEDIATE, Unit.SAME_DAY})
REASON = "Theo hồ sơ mô phỏng"
PAPER = "Giấy tờ theo danh mục đã công bố"
NIGHT = timedelta(minutes=20)  # after the end of a day: when sweeps run


class Who(StrEnum):
    """Who does it: the people of a town are found by it (`people.Cast`)."""

    APPLICANT = "applicant"
    COUNTER = "counter"
    OFFICE = "office"
    LEADER = "leader"
    HANDS_OUT = "hands_out"  # the counter where the result is collected
    SYSTEM = "system"


@dataclass(frozen=True)
class Act:
    """One thing somebody does: the verb, when, who, why and with what."""

    verb: str
    at: datetime
    who: Who
    reason: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)


Acts = Generator[Act, None, bool]  # the value tells whether the dossier goes on


class Life:
    """Draws what happens to a dossier, in the order of moments. Each act has happened when the next is drawn."""

    def __init__(
        self, folder: Folder, calendar: Calendar, arrival: datetime, rng: Random, other: Callable[[], Any]
    ) -> None:
        """`other` gives another procedure to which the dossier may turn out to belong."""
        self.folder, self.dossier = folder, folder.dossier
        self.calendar, self.at, self.rng, self.other = calendar, arrival, rng, other

    def acts(self) -> Iterator[Act]:
        """All of it, however long it takes."""
        if self.dossier.channel == Channel.ONLINE and not (yield from self._submitted()):
            return
        yield self._now("receive", Who.COUNTER)
        if (yield from self._taken_up()) and (yield from self._decided()):
            yield from self._handed_out()

    # Before reception

    def _submitted(self) -> Acts:
        yield self._now("submit", Who.APPLICANT)
        luck = self.rng.random()
        if luck < shares.WITHDRAWN_UNANSWERED:
            self._later(5, DAY // 2)
            yield self._now("withdraw", Who.APPLICANT)
            return False
        self._answer()
        if luck < shares.WITHDRAWN_UNANSWERED + shares.DECLINED:
            yield self._now("decline", Who.COUNTER, REASON)
            return False
        if luck < shares.WITHDRAWN_UNANSWERED + shares.DECLINED + shares.INCOMPLETE:
            yield self._now("ask_to_complete", Who.COUNTER, REASON, papers=[PAPER])
            return (yield from self._completed())
        return True

    def _completed(self) -> Acts:
        luck = self.rng.random()
        if luck < shares.SILENT:
            return (yield from self._run_out("expire"))
        if luck < (least := shares.SILENT + shares.GIVES_UP):
            self._later(HOUR, 5 * DAY)
            yield self._now("withdraw", Who.APPLICANT)
            return False
        if luck < (least := least + shares.DECLINED_THEN):
            self._later(HOUR, 5 * DAY)
            yield self._now("decline", Who.COUNTER, REASON)
            return False
        if luck < least + shares.BROUGHT:
            self._later(HOUR, 3 * DAY)
            return True
        self.at += timedelta(minutes=self.rng.randint(120, 4200))
        yield self._now("resubmit", Who.APPLICANT)
        self._answer()
        return True

    def _answer(self) -> None:
        """Mostly within the eight working hours, seldom after them."""
        late = self._happens(shares.ANSWERED_LATE)
        self._later(*((DAY, 2 * DAY) if late else (5, DAY - 30)))

    # From reception to the work

    def _taken_up(self) -> Acts:
        quick = self._is_quick
        if self._happens(shares.CORRECTED) and self.dossier.filed_by == FiledBy.OWNER:
            self._later(1, 20)
            yield self._now("correct", Who.COUNTER, REASON, filed_by=FiledBy.RELATIVE)
        self._later(2, 10 if quick else 3 * HOUR)
        if self.folder.waiting and not quick:
            yield self._now("confirm_hand_over", Who.OFFICE)
        if self._happens(shares.RECLASSIFIED):
            self._later(5, 2 * HOUR)
            yield self._now("reclassify", Who.LEADER, REASON, choice=self.other())
            self._later(2, HOUR)
        if self._happens(shares.WITHDRAWN / 2):
            self._later(2, HOUR)
            yield self._now("withdraw", Who.APPLICANT)
            return False
        if self._happens(shares.ASSIGNED) and not quick:
            self._later(2, 2 * HOUR)
            yield self._now("assign", Who.LEADER, REASON)
        if self._is_quick and self._happens(shares.NOT_STARTED):
            return True
        self._later(1, 5 if quick else HOUR)
        yield self._now("start", Who.OFFICE)
        return True

    # The work

    def _decided(self) -> Acts:
        is_late = self._happens(shares.LATE_QUICK if self._is_quick else shares.LATE)
        if not self._is_quick and not (yield from self._pauses()):
            return False
        if is_late:
            yield from self._overdue()
        else:
            self._work()
        return (yield from self._ending())

    def _pauses(self) -> Acts:
        if self._happens(shares.SUPPLEMENT):
            for who in (Who.OFFICE, Who.LEADER)[: 2 if self._happens(shares.SECOND) else 1]:
                self._later(HOUR, DAY)
                if not (yield from self._supplement(who)):
                    return False
        if self._happens(shares.PAYMENT):
            self._later(HOUR, DAY)
            yield self._now("request_payment", Who.OFFICE, amount_vnd=1000 * self.rng.randint(8, 300))
            if not (yield from self._waits(shares.NEVER_PAID)):
                return False
            self._in_time(HOUR, 4 * DAY)
            yield self._now("confirm_payment", Who.COUNTER, receipt="")
        return True

    def _supplement(self, who: Who) -> Acts:
        yield self._now("request_supplement", who, REASON, papers=[PAPER])
        if not (yield from self._waits(shares.NEVER_SUPPLIED)):
            return False
        self._in_time(HOUR, 12 * DAY)
        yield self._now("supply", Who.APPLICANT)
        return True

    def _waits(self, never: float) -> Acts:
        """Whether the applicant does what was asked; some never do, for some it ends meanwhile."""
        luck = self.rng.random()
        if luck < never:
            return (yield from self._run_out("lapse"))
        if luck < never + shares.ENDED_IN_PAUSE:
            self._in_time(HOUR, 5 * DAY)
            yield self.rng.choice(
                (
                    self._now("withdraw", Who.APPLICANT),
                    self._now("return_", Who.OFFICE, REASON),
                    self._now("stop", Who.LEADER, REASON),
                )
            )
            return False
        return True

    def _run_out(self, verb: str) -> Acts:
        """Nothing comes: the system ends it the night after the applicant's time is over, where a policy sets one."""
        if self.dossier.applicant_due_at is not None:
            self.at = self.dossier.applicant_due_at + NIGHT
            yield self._now(verb, Who.SYSTEM)
        return False

    def _work(self) -> None:
        """Until some moment before the due date, or on its day."""
        due_at = self._due_at
        if self._happens(shares.ON_THE_DAY) and local_date(self.at) < local_date(due_at):
            opening = self.calendar.next_opening(datetime.combine(local_date(due_at), time.min, LOCAL_TZ))
            if local_date(opening) == local_date(due_at):
                self.at = opening
                self._later(1, max(2, min(470, self.calendar.working_minutes_between(opening, due_at))))
                return
        left = self.calendar.working_minutes_between(self.at, due_at) if self.at < due_at else 0
        if left > 2:
            worked = max(1, int(left * self.rng.random() ** 0.6 * 0.98))
            self._later(worked, worked)
        else:
            self._later(1, 20)

    def _overdue(self) -> Iterator[Act]:
        """Until some days after the due date; sometimes with a letter before it, sometimes with a pause after it."""
        left = self.calendar.working_minutes_between(self.at, self._due_at) if self.at < self._due_at else 0
        if left > DAY and self._happens(shares.EXTENDED):
            self._later(left - DAY, left - DAY)
            left = DAY
            day = self.calendar.working_day_after(local_date(self._due_at), self.rng.randint(1, 5))
            yield self._now("extend", Who.LEADER, REASON, extended_to=self.calendar.closing_of(day).isoformat())
        self._later(left + DAY, left + 3 * DAY)
        if self.dossier.status == Status.PROCESSING and self._happens(shares.PAUSED_TOO_LATE):
            who = Who.LEADER if self.folder.state.supplement_requests else Who.OFFICE
            yield self._now("request_supplement", who, REASON, papers=[PAPER])
            self._in_time(HOUR, 3 * DAY)
            yield self._now("supply", Who.APPLICANT)
            self._later(HOUR, DAY)

    def _ending(self) -> Acts:
        luck = self.rng.random()
        if luck < shares.WITHDRAWN / 2:
            yield self._now("withdraw", Who.APPLICANT)
            return False
        if luck < shares.WITHDRAWN / 2 + shares.STOPPED:
            yield self._now("stop", Who.LEADER, REASON)
        elif luck < shares.WITHDRAWN / 2 + shares.STOPPED + shares.RETURNED:
            yield self._now("return_", Who.OFFICE, REASON)
        else:
            yield self._now("resolve", Who.OFFICE, result=self._document())
        if self._happens(shares.REOPENED):
            yield from self._again()
        return self.dossier.status == Status.RESOLVED

    def _document(self) -> str:
        return f"{self.rng.randint(1, 9999)}/QĐ-UBND" if self._happens(shares.NUMBERED) else ""

    def _again(self) -> Iterator[Act]:
        """A leader opens it again; where the counter has it, it goes back to the office first."""
        self._later(HOUR, 5 * DAY)
        yield self._now("reopen", Who.LEADER, REASON)
        if not self.folder.waiting and self.dossier.holder_id != self.dossier.deciding_office_id:
            self._later(5, HOUR)
            yield self._now("hand_over", Who.HANDS_OUT, to_office=self.dossier.deciding_office_id, step=None)
        self._work()
        yield self._now("resolve", Who.OFFICE, result=self._document())

    def _handed_out(self) -> Iterator[Act]:
        self._later(2, 4 * HOUR)
        if self.folder.waiting:
            yield self._now("confirm_hand_over", Who.HANDS_OUT)
        if not self._happens(shares.NOT_COLLECTED):
            self._later(10, 4 * DAY)
            yield self._now("deliver", Who.HANDS_OUT, collector="Người nhận (mô phỏng)")

    # How it goes on

    @property
    def _is_quick(self) -> bool:
        return self.dossier.unit in QUICK

    @property
    def _due_at(self) -> datetime:
        assert self.dossier.due_at is not None
        return self.dossier.due_at

    def _happens(self, share: float) -> bool:
        return self.rng.random() < share

    def _now(self, verb: str, who: Who, reason: str = "", **given: Any) -> Act:
        return Act(verb, self.at, who, reason, given)

    def _later(self, least: int, most: int) -> None:
        """Some working minutes later, with the office open: never at a closing moment."""
        self.at = self._open(self.calendar.add_minutes(self.at, self.rng.randint(least, most)))

    def _open(self, at: datetime) -> datetime:
        opened = self.calendar.next_opening(at)
        return at if opened == at else at - timedelta(minutes=1) if at > self.at else opened

    def _in_time(self, least: int, most: int) -> None:
        """Some working minutes later, as long as the applicant has time."""
        asked = self.at
        self._later(least, most)
        until = self.dossier.applicant_due_at
        if until is not None and self.at >= until:
            self.at = asked + (until - asked) / 2

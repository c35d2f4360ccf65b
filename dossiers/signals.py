"""What makes an ending on time look better than the work was: the integrity signals, each defined once.

Pure, part of the fold. A signal never changes a due date or the legal rate; it stands beside it, is counted on the day
it arose, once per dossier and kind, and marks an ending on time as doubtful. The thresholds belong to the definitions,
not to the policies: a share of doubtful endings can only be compared with others that were counted alike
(docs/adr/0013-integrity-signals-are-booked.md; 0017 and 0018 add to the first list). More than one request for papers
counts as late in item 2.1 of the scorecard of Decision 766/QĐ-TTg.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from common.clock import local_date
from workcalendar.engine import Calendar

if TYPE_CHECKING:
    from .state import Happening, State

LAST_SHARE = 5  # the last fifth of the time
LAST_MINUTES = 480  # a working day
AGAIN_WITHIN_DAYS = 30  # registered again so soon after a return


class Signal(StrEnum):
    """Kinds of signals; the value is that of the measure that counts it."""

    LATE_SUPPLEMENT = "sig_late_supplement"
    MORE_SUPPLEMENTS = "sig_more_supplements"
    LATE_PAYMENT = "sig_late_payment"
    MORE_PAYMENTS = "sig_more_payments"
    NOTHING_CAME = "sig_nothing_came"
    IDLE_PAUSE = "sig_idle_pause"
    NO_DOCUMENT = "sig_no_document"
    DUE_MOVED = "sig_due_moved"
    RECEIVED_LATE = "sig_received_late"
    REFUSED_LAST_DAY = "sig_refused_last_day"
    REGISTERED_AGAIN = "sig_registered_again"
    RECORDED_LATE = "sig_recorded_late"
    REOPENED = "reopened"


Signals = frozenset[Signal]
NO_SIGNALS: Signals = frozenset()


def arising(before: "State", event: "Happening", state: "State", calendars: Mapping[int, Calendar]) -> Signals:
    """The signals that one event gives; `state` is the one after it."""
    found = {signal for fact, signal in _BY_FACT.items() if event.facts.get(fact)}
    given = _BY_TRANSITION.get(event.transition)
    if given is not None:
        found.update(given(before, event, state, calendars))
    return frozenset(found)


def _asked(before: "State", event: "Happening", state: "State", calendars: Mapping[int, Calendar]) -> set[Signal]:
    found = _paused(before, event, state, calendars)
    if before.supplement_requests:
        found.add(Signal.MORE_SUPPLEMENTS)
    if _stops_late(before, event, calendars):
        found.add(Signal.LATE_SUPPLEMENT)
    return found


def _asked_to_pay(
    before: "State", event: "Happening", state: "State", calendars: Mapping[int, Calendar]
) -> set[Signal]:
    found = _paused(before, event, state, calendars)
    if before.payment_requests:
        found.add(Signal.MORE_PAYMENTS)
    if _stops_late(before, event, calendars):
        found.add(Signal.LATE_PAYMENT)
    return found


def _stops_late(before: "State", event: "Happening", calendars: Mapping[int, Calendar]) -> bool:
    assert before.clock_from is not None
    assert before.due_at is not None
    assert before.calendar is not None
    return is_in_the_last_share(calendars[before.calendar], before.clock_from, before.due_at, event.at)


def is_in_the_last_share(calendar: Calendar, start: datetime, due_at: datetime, at: datetime) -> bool:
    """Whether `at` lies in the last fifth of the working time from `start` to `due_at`, or after it."""
    if at >= due_at:
        return True
    whole = calendar.working_minutes_between(start, due_at)
    return LAST_SHARE * calendar.working_minutes_between(at, due_at) <= whole


def _paused(before: "State", event: "Happening", state: "State", calendars: Mapping[int, Calendar]) -> set[Signal]:
    """A pause that began after the due moment holds nothing."""
    halt = state.open_halt
    return {Signal.IDLE_PAUSE} if halt is not None and not halt.holds else set()


def _received(before: "State", event: "Happening", state: "State", calendars: Mapping[int, Calendar]) -> set[Signal]:
    """Too late now, or with an answer before that sent it back; while the applicant has it, nobody owes an answer."""
    return {Signal.RECEIVED_LATE} if state.missed_answer else set()


def _moved(before: "State", event: "Happening", state: "State", calendars: Mapping[int, Calendar]) -> set[Signal]:
    """A later due date than before; an earlier one is nothing to hide."""
    if before.due_at is None or state.due_at is None:
        return set()
    return {Signal.DUE_MOVED} if local_date(state.due_at) > local_date(before.due_at) else set()


def _refused(before: "State", event: "Happening", state: "State", calendars: Mapping[int, Calendar]) -> set[Signal]:
    if state.due_at is None:
        return set()
    assert state.clock_from is not None
    assert state.calendar is not None
    calendar = calendars[state.calendar]
    is_last = is_on_the_last_day(calendar, state.clock_from, state.due_at, event.at)
    return {Signal.REFUSED_LAST_DAY} if is_last else set()


def is_on_the_last_day(calendar: Calendar, start: datetime, due_at: datetime, at: datetime) -> bool:
    """Whether `at` lies on the date of `due_at`, or in the last working day's hours before it.

    Of a limit of less than five days the last fifth is looked at instead of a whole day; of one that ends on the day
    it began, nothing but that.
    """
    day, last_day = local_date(at), local_date(due_at)
    if day > last_day:
        return False
    if local_date(start) == last_day:
        return is_in_the_last_share(calendar, start, due_at, at)
    if day == last_day:
        return True
    left = calendar.working_minutes_between(at, due_at)
    return left <= LAST_MINUTES and is_in_the_last_share(calendar, start, due_at, at)


def _withdrawn(before: "State", event: "Happening", state: "State", calendars: Mapping[int, Calendar]) -> set[Signal]:
    """What citizens withdraw themselves is theirs to decide."""
    return _refused(before, event, state, calendars) if event.facts.get("by_counter") else set()


def _resolved(before: "State", event: "Happening", state: "State", calendars: Mapping[int, Calendar]) -> set[Signal]:
    return set() if event.facts.get("result") or event.facts.get("files") else {Signal.NO_DOCUMENT}


def _reopened(before: "State", event: "Happening", state: "State", calendars: Mapping[int, Calendar]) -> set[Signal]:
    return {Signal.REOPENED}


_BY_FACT = {
    "late": Signal.RECORDED_LATE,
    "nothing": Signal.NOTHING_CAME,
    "after_return": Signal.REGISTERED_AGAIN,
    "resolved_again": Signal.REGISTERED_AGAIN,
}
_BY_TRANSITION = {
    "request_supplement": _asked,
    "request_payment": _asked_to_pay,
    "receive": _received,
    "reschedule": _moved,
    "reclassify": _moved,
    "return_": _refused,
    "stop": _refused,  # ends as returned, too
    "withdraw": _withdrawn,
    "resolve": _resolved,
    "reopen": _reopened,
}

"""What a dossier adds to the figures: bookings by day, keys and measure. One place defines each of them.

`bookings(history)` is pure. A transition writes `bookings(after) - bookings(before)` into the ledger, so that a figure
"as of the end of day D" is a running sum, exact, and `verify_ledger` compares the same function with what is stored.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum

from common.clock import local_date

from .durations import EDGES, class_of, minutes_taken
from .history import is_answer, walk
from .lifecycle import Status
from .signals import Signal
from .state import Calendars, Happening, Keys, State, citizen_due_at, is_early, is_late


class Measure(StrEnum):
    # stocks: a running sum tells how many there are at the end of a day
    OPEN = "open"
    PAUSED = "paused"
    OVERDUE = "overdue"
    UNANSWERED = "unanswered"
    # flows: a sum over a period tells how many happened in it
    RECEIVED = "received"
    REOPENED = "reopened"
    MOVED = "moved"
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    RETURNED = "returned"
    RETURNED_LATE = "returned_late"
    WITHDRAWN = "withdrawn"
    WITHDRAWN_LATE = "withdrawn_late"
    FIRST_ANSWER_LATE = "first_answer_late"
    # flows that stand beside the legal rate: of results with the day they became available, of endings on time
    CITIZEN_ON_TIME = "citizen_on_time"
    CITIZEN_LATE = "citizen_late"
    DOUBTFUL = "doubtful"
    EXEMPT = "exempt"
    # flows, one per integrity signal
    LATE_SUPPLEMENT = Signal.LATE_SUPPLEMENT.value
    MORE_SUPPLEMENTS = Signal.MORE_SUPPLEMENTS.value
    LATE_PAYMENT = Signal.LATE_PAYMENT.value
    MORE_PAYMENTS = Signal.MORE_PAYMENTS.value
    NOTHING_CAME = Signal.NOTHING_CAME.value
    IDLE_PAUSE = Signal.IDLE_PAUSE.value
    NO_DOCUMENT = Signal.NO_DOCUMENT.value
    DUE_MOVED = Signal.DUE_MOVED.value
    RECEIVED_LATE = Signal.RECEIVED_LATE.value
    REFUSED_LAST_DAY = Signal.REFUSED_LAST_DAY.value
    REGISTERED_AGAIN = Signal.REGISTERED_AGAIN.value
    RECORDED_LATE = Signal.RECORDED_LATE.value
    # flows, one per class of working time that a result took (`dossiers/durations.py`)
    TOOK_00 = "took_00"
    TOOK_01 = "took_01"
    TOOK_02 = "took_02"
    TOOK_03 = "took_03"
    TOOK_04 = "took_04"
    TOOK_05 = "took_05"
    TOOK_06 = "took_06"
    TOOK_07 = "took_07"
    TOOK_08 = "took_08"
    TOOK_09 = "took_09"
    TOOK_10 = "took_10"
    TOOK_11 = "took_11"
    TOOK_12 = "took_12"
    TOOK_13 = "took_13"
    TOOK_14 = "took_14"
    TOOK_15 = "took_15"
    TOOK_16 = "took_16"
    TOOK_17 = "took_17"
    TOOK_18 = "took_18"
    TOOK_19 = "took_19"
    TOOK_20 = "took_20"
    TOOK_21 = "took_21"
    TOOK_22 = "took_22"
    TOOK_23 = "took_23"


STOCKS = frozenset({Measure.OPEN, Measure.PAUSED, Measure.OVERDUE, Measure.UNANSWERED})

BESIDE = frozenset(
    {Measure.CITIZEN_ON_TIME, Measure.CITIZEN_LATE, Measure.DOUBTFUL, Measure.EXEMPT}
    | {Measure(signal.value) for signal in Signal if signal is not Signal.REOPENED}
)
"""What stands beside the legal rate and never enters its check sum."""

TOOK: tuple[Measure, ...] = tuple(Measure(f"took_{number:02}") for number in range(len(EDGES) + 1))
"""The measures of the classes of `durations.EDGES`, in their order."""

Booking = tuple[date, Keys, Measure]
Bookings = Counter[Booking]

COUNTED_ELSEWHERE = frozenset({Signal.REOPENED, Signal.RECORDED_LATE})  # by an older measure; by days of typing


def bookings(events: Iterable[Happening], calendars: Calendars) -> Bookings:
    """{(local day, keys, measure): n} of a whole history, sorted by `Happening.place`; entries of 0 are left out.

    An overdue booking may lie in the future: it counts from the day after the due date on, whether or not anybody
    runs a job that night.
    """
    booked: Bookings = Counter()
    before = State()
    for event, state in walk(events, calendars):
        _book(booked, before, event, state, calendars)
        before = state
    return Counter({booking: n for booking, n in booked.items() if n})


def booked_by(before: State, event: Happening, state: State, calendars: Calendars) -> Bookings:
    """What one event adds that happened after all others: {(local day, keys, measure): n}, without zeros."""
    booked: Bookings = Counter()
    _book(booked, before, event, state, calendars)
    return Counter({booking: n for booking, n in booked.items() if n})


def booked_in_order(events: Iterable[Happening], calendars: Calendars) -> Iterator[tuple[Happening, State, Bookings]]:
    """Each event with the state after it and what it alone books; together they are the `bookings`."""
    before = State()
    for event, state in walk(events, calendars):
        booked: Bookings = Counter()
        _book(booked, before, event, state, calendars)
        yield event, state, booked
        before = state


def _book(booked: Bookings, before: State, event: Happening, state: State, calendars: Calendars) -> None:
    day = local_date(event.at)
    assert state.keys is not None
    for measure, when in _flows(before, event, state):
        booked[when, state.keys, measure] += 1
    if not state.is_exempt:
        _book_beside(booked, before, event, state, calendars)
    moved = before.keys is not None and before.keys != state.keys
    old, new = _stocks(before), _stocks(state)
    for measure in STOCKS if moved else old.keys() | new.keys():
        since_old, since_new = old.get(measure), new.get(measure)
        if since_old == since_new and not moved:
            continue
        if since_old is not None and before.keys is not None:
            booked[max(day, since_old), before.keys, measure] -= 1
        if since_new is not None:
            booked[max(day, since_new), state.keys, measure] += 1
    if moved and before.keys is not None and before.is_open and state.is_open:
        booked[day, before.keys, Measure.MOVED] -= 1
        booked[day, state.keys, Measure.MOVED] += 1


def _stocks(state: State) -> dict[Measure, date]:
    """The stocks in which a dossier stands, each with the first day at whose end it counts."""
    stocks: dict[Measure, date] = {}
    if state.status is Status.SUBMITTED:
        stocks[Measure.UNANSWERED] = date.min
    if state.is_open:
        stocks[Measure.OPEN] = date.min
        if state.open_halt is not None:
            stocks[Measure.PAUSED] = date.min
        if not state.is_held and state.due_at is not None:
            stocks[Measure.OVERDUE] = overdue_from(state)
    return stocks


def overdue_from(state: State) -> date:
    """The first day at whose end an open dossier, not held by a pause, is overdue."""
    assert state.due_at is not None
    return local_date(state.due_at) + timedelta(days=1)


def _flows(before: State, event: Happening, state: State) -> Iterable[tuple[Measure, date]]:
    day = local_date(event.at)
    if state.received_at is not None and before.received_at is None:
        yield Measure.RECEIVED, day
    if event.transition == "reopen":
        yield Measure.REOPENED, day
    if is_answer(before, event):
        assert before.answer_due_at is not None
        if event.at > before.answer_due_at:
            yield Measure.FIRST_ANSWER_LATE, day
    if state.received_at is not None and state.ended_at is not None and before.ended_at is None:
        for measure in ending(state):
            yield measure, local_date(state.ended_at)
        if state.is_exempt and is_good(state):
            yield Measure.EXEMPT, local_date(state.ended_at)


def _book_beside(booked: Bookings, before: State, event: Happening, state: State, calendars: Calendars) -> None:
    """What stands beside the legal rate: signals as they arise, doubtful endings, how long results took and when they
    became available."""
    assert state.keys is not None
    for signal in state.signals - before.signals - COUNTED_ELSEWHERE:
        booked[local_date(event.at), state.keys, Measure(signal.value)] += 1
    for day in state.typed_late_on - before.typed_late_on:
        booked[day, state.keys, Measure.RECORDED_LATE] += 1
    if _becomes_doubtful(before, event, state):
        assert state.ended_at is not None
        booked[local_date(state.ended_at), state.keys, Measure.DOUBTFUL] += 1
    if event.transition == "resolve":
        booked[local_date(event.at), state.keys, TOOK[class_of(minutes_taken(state, calendars))]] += 1
    if state.available_at is not None and state.available_at != before.available_at:
        booked[local_date(state.available_at), state.keys, _seen_by_citizen(state, calendars)] += 1


def _becomes_doubtful(before: State, event: Happening, state: State) -> bool:
    """An ending on time with a signal, or one whose owner turns out to have been another."""
    if state.ended_at is None or not state.signals or not is_good(state):
        return False
    return before.ended_at is None or (bool(event.facts.get("after_return")) and not before.signals)


def _seen_by_citizen(state: State, calendars: Calendars) -> Measure:
    """From the first submission to the result at the chosen place, pauses included, against the allowance."""
    assert state.available_at is not None
    late = is_late(state.available_at, citizen_due_at(state, calendars))
    return Measure.CITIZEN_LATE if late else Measure.CITIZEN_ON_TIME


def is_good(state: State) -> bool:
    """Whether a dossier ended with a result, and in time: what the legal rate counts as kept."""
    if state.status not in (Status.RESOLVED, Status.DELIVERED):
        return False
    assert state.ended_at is not None
    assert state.due_at is not None
    return not is_late(state.ended_at, state.due_at)


def ending(state: State) -> tuple[Measure, ...]:
    """How a received dossier ended, by local dates against the due date."""
    assert state.ended_at is not None
    assert state.due_at is not None
    late = is_late(state.ended_at, state.due_at)
    if state.status is Status.WITHDRAWN:
        return (Measure.WITHDRAWN, Measure.WITHDRAWN_LATE) if late else (Measure.WITHDRAWN,)
    if state.status is Status.RETURNED:
        return (Measure.RETURNED, Measure.RETURNED_LATE) if late else (Measure.RETURNED,)
    if late:
        return (Measure.LATE,)
    return (Measure.EARLY,) if is_early(state.ended_at, state.due_at) else (Measure.ON_TIME,)

"""Whatever happens to a dossier, in whatever order it is typed: its bookings add up to what a naive recount says.

The recount knows nothing of ledgers: for each day it plays the events up to that evening and looks where the dossier
is.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.clock import LOCAL_TZ, local_date
from conftest import examples
from dossiers.history import OutOfOrder, fold
from dossiers.lifecycle import TRANSITIONS, Status
from dossiers.measures import BESIDE, STOCKS, TOOK, Bookings, Measure, bookings
from dossiers.state import Happening, Keys, allowance_facts
from workcalendar import engine
from workcalendar.engine import Allowance, Calendar, DayKind, DayNote, Pause, Unit
from workcalendar.reference import province_calendar

FIRST = datetime(2025, 9, 1, tzinfo=LOCAL_TZ)
DAY = timedelta(days=1)
PLAIN = province_calendar()
FLOOD = replace(
    PLAIN, days={**PLAIN.days, **{date(2025, 9, 8) + n * DAY: DayNote(DayKind.OFF, "Lũ", "") for n in range(5)}}
)
CALENDARS: Mapping[int, Calendar] = {1: PLAIN, 2: FLOOD}
KEYS = Keys(center=1, unit=1, procedure=1, level="commune", channel="counter", filed_by="owner")

OFTEN = {"receive", "start", "request_supplement", "supply", "request_payment", "confirm_payment", "resolve", "reopen"}
HINTS = {
    "supply": "nothing",
    "resubmit": "nothing",
    "receive": "nothing",
    "withdraw": "by_counter",
    "return_": "resolved_again",
    "confirm_payment": "nothing",
    "correct": "after_return",
}

allowances = st.one_of(
    st.builds(Allowance, st.integers(1, 8), st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS])),
    st.builds(Allowance, st.integers(1, 30), st.sampled_from([Unit.WORKING_HOURS, Unit.CLOCK_HOURS])),
    st.just(Allowance(1, Unit.MONTHS)),
    st.just(Allowance(1, Unit.SAME_DAY, time(15))),
    st.just(Allowance(1, Unit.IMMEDIATE)),
)
changes_of_key = st.sampled_from(
    [{"unit": 2}, {"unit": 1}, {"center": 2}, {"procedure": 2, "level": "province", "unit": 3}, {"channel": "online"}]
)


@st.composite
def facts_of(draw: st.DrawFn, name: str, at: datetime) -> dict[str, Any]:
    """What the event of this transition would carry."""
    match name:
        case "submit" | "resubmit":
            keys = {"keys": asdict(KEYS)} if name == "submit" else {}
            return {**keys, "answer_hours": 8, "calendar": 1}
        case "receive":
            return {"allowance": allowance_facts(draw(allowances)), "calendar": draw(st.sampled_from([1, 2]))}
        case "take_over":
            status = draw(st.sampled_from(["RECEIVED", "PROCESSING", "AWAITING_SUPPLEMENT"]))
            taken = {
                "status": status,
                "keys": asdict(KEYS),
                "allowance": allowance_facts(Allowance(5, Unit.WORKING_DAYS)),
            }
            due_at = draw(st.one_of(st.none(), st.integers(1, 20 * 24).map(lambda hours: at + timedelta(hours=hours))))
            return {**taken, "calendar": 1, **({"due_at": due_at.isoformat()} if due_at else {})}
        case "reclassify":
            return {"allowance": allowance_facts(draw(allowances)), "keys": draw(changes_of_key)}
        case "correct" | "hand_over":
            return draw(st.one_of(st.just({}), changes_of_key.map(lambda keys: {"keys": keys})))
        case "reschedule" | "reopen":
            return {"calendar": draw(st.sampled_from([1, 2]))}
        case "resolve":
            known = {"stays": True, "result": "12/QĐ", "files": True, "after_return": True}
            return {name: known[name] for name in draw(st.sets(st.sampled_from(sorted(known))))}
        case "extend":
            return {"extended_to": (at + 9 * DAY).isoformat()}
    return {}


@st.composite
def histories(draw: st.DrawFn) -> list[Happening]:
    """Events sorted by their place, typed in another order: each was possible when it was typed."""
    events: list[Happening] = []
    for number in range(1, draw(st.integers(1, 14)) + 1):
        last = events[-1].at if events else FIRST
        late = len(events) > 1 and draw(st.integers(0, 3)) == 0
        minutes = draw(st.one_of(st.integers(0, 600), st.integers(0, 9 * 24 * 60)))
        at = max(events[0].at, last - timedelta(minutes=minutes)) if late else last + timedelta(minutes=minutes)
        earlier = [event for event in events if event.at <= at]
        status = fold(earlier, CALENDARS).status
        rows = [row.name for row in TRANSITIONS.values() if status in row.sources]
        if not rows:
            return events
        name = draw(st.sampled_from(rows + [row for row in rows if row in OFTEN] * 4))
        facts = draw(facts_of(name, at))
        if name == "receive" and status is None:
            facts["keys"] = asdict(KEYS)
        if name in HINTS and draw(st.booleans()):
            facts |= {HINTS[name]: True}
        if late:
            facts |= {
                "late": True,
                "typed_on": local_date(last + timedelta(hours=draw(st.integers(0, 50)))).isoformat(),
            }
        typed = Happening(name, at, FIRST + number * timedelta(microseconds=1), number, facts)
        history = sorted([*events, typed], key=lambda event: event.place)
        try:
            fold(history, CALENDARS)
        except OutOfOrder:
            continue
        events = history
    return events


@dataclass
class Naive:
    """Where a dossier is, told step by step without any of the code under test but the engine's due date."""

    status: str = ""
    keys: Keys = KEYS
    calendar: int = 0
    allowance: Allowance | None = None
    clock_from: datetime | None = None
    fixed_due: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    is_received: bool = False
    answer_due_at: datetime | None = None

    @property
    def due_at(self) -> datetime:
        assert self.clock_from is not None
        assert self.allowance is not None
        over = tuple(p for p in self.pauses if p.end is not None and p.start >= self.clock_from)
        return _due(self.calendar, self.clock_from, self.allowance, over, self.fixed_due)

    @property
    def is_open(self) -> bool:
        return self.status in {"RECEIVED", "PROCESSING", "AWAITING_SUPPLEMENT", "AWAITING_PAYMENT"}

    @property
    def is_paused(self) -> bool:
        return self.status.startswith("AWAITING")

    def is_overdue_on(self, day: date) -> bool:
        held = self.is_paused and self.pauses[-1].start < self.due_at
        return self.is_open and _date(self.due_at) < day and not held

    def happen(self, event: Happening) -> Iterator[Measure]:
        """Take one more event in; yields what it adds to the flows."""
        name, at, facts = event.transition, event.at, event.facts
        was_open, was_submitted = self.is_open, self.status == "SUBMITTED"
        new_keys = replace(self.keys, **facts.get("keys", {}))
        answers = {"receive", "decline", "ask_to_complete", *(["withdraw"] if "by_counter" in facts else [])}
        if name in answers and was_submitted:
            assert self.answer_due_at is not None
            if at > self.answer_due_at:
                yield Measure.FIRST_ANSWER_LATE
        self.keys = new_keys
        if self.is_paused and TRANSITIONS[name].target not in {None, self.status}:
            self.pauses = (*self.pauses[:-1], Pause(self.pauses[-1].start, at))
        self.status = str(facts.get("status") or TRANSITIONS[name].target or self.status)
        self._turn_clock(name, at, facts)
        if name in {"receive", "take_over"}:
            yield Measure.RECEIVED
        if name == "reopen":
            yield Measure.REOPENED
        if was_open and not self.is_open:
            yield from self._ending(at)

    def _turn_clock(self, name: str, at: datetime, facts: Mapping[str, Any]) -> None:
        if name in {"submit", "resubmit"}:
            self.answer_due_at = _due(1, at, Allowance(8, Unit.WORKING_HOURS), (), None)
        if name in {"receive", "take_over", "reopen"}:
            self.clock_from, self.fixed_due, self.is_received = at, None, True
        if name == "take_over" and "due_at" in facts:
            self.fixed_due = datetime.fromisoformat(facts["due_at"])
        if self.is_received or name == "receive":
            if "allowance" in facts:
                given = facts["allowance"]
                cutoff = time.fromisoformat(given["cutoff"]) if given["cutoff"] else None
                self.allowance = Allowance(given["quantity"], Unit(given["unit"]), cutoff)
            if name in {"reclassify", "reschedule"}:
                self.fixed_due = None
            self.calendar = facts.get("calendar", self.calendar)
        if name in {"request_supplement", "request_payment"} or (name == "take_over" and self.is_paused):
            self.pauses = (*self.pauses, Pause(at))

    def _ending(self, at: datetime) -> Iterator[Measure]:
        ended, due = _date(at), _date(self.due_at)
        if self.status == "RESOLVED":
            yield Measure.LATE if ended > due else Measure.ON_TIME if ended == due else Measure.EARLY
        elif self.status == "RETURNED":
            yield from [Measure.RETURNED, Measure.RETURNED_LATE][: 1 + (ended > due)]
        else:
            yield from [Measure.WITHDRAWN, Measure.WITHDRAWN_LATE][: 1 + (ended > due)]


def _date(at: datetime) -> date:
    return at.astimezone(LOCAL_TZ).date()


@cache
def _due(
    calendar: int, start: datetime, allowance: Allowance, pauses: tuple[Pause, ...], fixed_due: datetime | None
) -> datetime:
    return engine.deadline(CALENDARS[calendar], start, allowance, pauses, fixed_due=fixed_due).due_at


def stands_in(history: Sequence[Happening], day: date) -> Counter[tuple[Keys, Measure]]:
    """The stocks in which the dossier stands at the end of a day."""
    dossier = Naive()
    for event in history:
        if _date(event.at) <= day:
            list(dossier.happen(event))
    found = {
        Measure.OPEN: dossier.is_open,
        Measure.PAUSED: dossier.is_open and dossier.is_paused,
        Measure.OVERDUE: dossier.is_open and dossier.is_overdue_on(day),
        Measure.UNANSWERED: dossier.status == "SUBMITTED",
    }
    return Counter({(dossier.keys, measure): 1 for measure, is_there in found.items() if is_there})


def flowed(history: Sequence[Happening]) -> Bookings:
    """Everything that is counted on the day on which it happened."""
    dossier, flows = Naive(), Bookings()
    for event in history:
        was_open, old_keys = dossier.is_open, dossier.keys
        for measure in dossier.happen(event):
            flows[_date(event.at), dossier.keys, measure] += 1
        if was_open and dossier.is_open and dossier.keys != old_keys:
            flows[_date(event.at), old_keys, Measure.MOVED] -= 1
            flows[_date(event.at), dossier.keys, Measure.MOVED] += 1
    return Counter({booking: n for booking, n in flows.items() if n})


@pytest.mark.full
@settings(max_examples=examples(200, full=8_000), deadline=None)
@given(history=histories())
def test_bookings_add_up_to_a_recount_of_every_evening(history: list[Happening]) -> None:
    booked = bookings(history, CALENDARS)
    assert {b: n for b, n in booked.items() if b[2] not in STOCKS | BESIDE | set(TOOK)} == flowed(history)

    stocks = sorted((b for b in booked if b[2] in STOCKS), key=lambda b: b[0])
    day, last = FIRST.date() - DAY, max([_date(history[-1].at), *(b[0] for b in stocks)]) + DAY
    standing: Counter[tuple[Keys, Measure]] = Counter()
    while day <= last:
        while stocks and stocks[0][0] == day:
            booking = stocks.pop(0)
            standing[booking[1:]] += booked[booking]
        assert {found: n for found, n in standing.items() if n} == stands_in(history, day), day
        day += DAY


@settings(max_examples=100, deadline=None)
@given(history=histories())
def test_the_check_sum_closes_under_every_key(history: list[Happening]) -> None:
    """Received + reopened + moved = resolved + returned + withdrawn + pending, for a dossier as for the province."""
    sums: Counter[tuple[Keys, Measure]] = Counter()
    for (_day, keys, measure), n in bookings(history, CALENDARS).items():
        sums[keys, measure] += n
    for keys in {keys for keys, _measure in sums}:
        came = sum(sums[keys, measure] for measure in (Measure.RECEIVED, Measure.REOPENED, Measure.MOVED))
        ends = (Measure.EARLY, Measure.ON_TIME, Measure.LATE, Measure.RETURNED, Measure.WITHDRAWN)
        assert came == sum(sums[keys, measure] for measure in (*ends, Measure.OPEN))


@settings(max_examples=100, deadline=None)
@given(history=histories())
def test_the_promise_is_the_first_due_date_and_never_changes(history: list[Happening]) -> None:
    promises = set()
    for number in range(1, len(history) + 1):
        state = fold(history[:number], CALENDARS)
        if state.received_at is not None:
            promises.add(state.promised_at)
            assert state.appointment_at is not None
            assert state.due_at is not None
            assert state.appointment_at >= state.due_at
            assert state.is_open == (
                state.status in {Status.RECEIVED, Status.PROCESSING} or state.open_halt is not None
            )
    assert len(promises) <= 1

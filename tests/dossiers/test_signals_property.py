"""What stands beside the legal rate equals, for random histories, what somebody finds who reads the events."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

import pytest
from hypothesis import given, settings

from conftest import examples
from dossiers.durations import EDGES
from dossiers.history import fold
from dossiers.measures import BESIDE, TOOK, Measure, bookings
from dossiers.state import Happening
from tests.dossiers.test_bookings_property import CALENDARS, Naive, _date, _due, histories

ASKING = ("request_supplement", "request_payment")


def read(history: Sequence[Happening]) -> Counter[tuple[date, Measure]]:
    """Told from the list of events alone; only dates and due dates come from the naive recount."""
    dossier, found, seen, submitted, available = Naive(), Counter[tuple[date, Measure]](), set[Measure](), None, False
    exempt, missed, typed = history[0].transition == "take_over", False, set[date]()
    ended = date.min
    for number, event in enumerate(history):
        name, day, facts = event.transition, _date(event.at), event.facts
        names = [one.transition for one in history[:number]]
        was_received, was = dossier.is_received, dossier.status
        old_due, old_start = _due_of(dossier), dossier.clock_from
        missed = Measure.FIRST_ANSWER_LATE in list(dossier.happen(event)) or missed
        submitted = submitted or (event.at if name in ("submit", "receive") else None)
        new = set()
        if "late" in facts:
            new.add(Measure.RECORDED_LATE)
        if "nothing" in facts:
            new.add(Measure.NOTHING_CAME)
        if facts.keys() & {"after_return", "resolved_again"}:
            new.add(Measure.REGISTERED_AGAIN)
        if name == "request_supplement":
            assert old_due is not None
            assert old_start is not None
            if "request_supplement" in names:
                new.add(Measure.MORE_SUPPLEMENTS)
            if _is_in_the_last_fifth(dossier, old_start, old_due, event.at):
                new.add(Measure.LATE_SUPPLEMENT)
        if name == "request_payment":
            assert old_due is not None
            assert old_start is not None
            if "request_payment" in names:
                new.add(Measure.MORE_PAYMENTS)
            if _is_in_the_last_fifth(dossier, old_start, old_due, event.at):
                new.add(Measure.LATE_PAYMENT)
        if name in ASKING and old_due is not None and event.at >= old_due:
            new.add(Measure.IDLE_PAUSE)
        if name == "receive" and missed:
            new.add(Measure.RECEIVED_LATE)
        if name in ("reschedule", "reclassify") and was_received and old_due is not None:
            due = _due_of(dossier)
            assert due is not None
            if _date(due) > _date(old_due):
                new.add(Measure.DUE_MOVED)
        due = _due_of(dossier)
        refused = name in ("return_", "stop") or (name == "withdraw" and "by_counter" in facts)
        if refused and due is not None and _is_on_the_last_day(dossier, due, event.at):
            new.add(Measure.REFUSED_LAST_DAY)
        if name == "resolve" and not facts.keys() & {"result", "files"}:
            new.add(Measure.NO_DOCUMENT)
        if name == "reopen":
            new.add(Measure.REOPENED)
            available = False
        for measure in new - seen - {Measure.REOPENED, Measure.RECORDED_LATE}:
            found[day, measure] += not exempt
        if "late" in facts and (typed_on := date.fromisoformat(facts["typed_on"])) not in typed:
            found[typed_on, Measure.RECORDED_LATE] += not exempt
            typed.add(typed_on)
        if "after_return" in facts and name == "correct" and not seen and dossier.status in ("RESOLVED", "DELIVERED"):
            assert due is not None
            found[ended, Measure.DOUBTFUL] += ended <= _date(due) and not exempt
        seen |= new
        ended = day if name == "resolve" else ended
        if name == "resolve":
            found[day, TOOK[_class_of(_minutes_taken(dossier, event.at))]] += not exempt
        if name == "resolve" and due is not None and day <= _date(due):
            found[day, Measure.EXEMPT] += exempt
            found[day, Measure.DOUBTFUL] += bool(seen) and not exempt
        arrives = name == "resolve" and "stays" in facts
        if was == "RESOLVED" and name in ("confirm_hand_over", "post_result", "deliver") and not available:
            arrives = True
        if arrives:
            available = True
            assert submitted is not None or exempt
            if submitted is not None:
                assert dossier.allowance is not None
                late = day > _date(_due(dossier.calendar, submitted, dossier.allowance, (), None))
                found[day, Measure.CITIZEN_LATE if late else Measure.CITIZEN_ON_TIME] += not exempt
    return Counter({booking: n for booking, n in found.items() if n})


def _due_of(dossier: Naive) -> datetime | None:
    return dossier.due_at if dossier.is_received else None


def _is_in_the_last_fifth(dossier: Naive, start: datetime, due: datetime, at: datetime) -> bool:
    calendar = CALENDARS[dossier.calendar]
    left = 0 if at >= due else calendar.working_minutes_between(at, due)
    return at >= due or 5 * left <= calendar.working_minutes_between(start, due)


def _is_on_the_last_day(dossier: Naive, due: datetime, at: datetime) -> bool:
    assert dossier.clock_from is not None
    if _date(at) == _date(due):
        began_before = _date(dossier.clock_from) < _date(due)
        return began_before or _is_in_the_last_fifth(dossier, dossier.clock_from, due, at)
    left = CALENDARS[dossier.calendar].working_minutes_between(at, due) if at < due else 0
    return at < due and left <= 8 * 60 and _is_in_the_last_fifth(dossier, dossier.clock_from, due, at)


def _minutes_taken(dossier: Naive, ended_at: datetime) -> int:
    calendar, start = CALENDARS[dossier.calendar], dossier.clock_from
    assert start is not None
    held = [pause for pause in dossier.pauses if start <= pause.start < dossier.due_at]
    taken = calendar.working_minutes_between(start, ended_at)
    return taken - sum(calendar.working_minutes_between(one.start, one.end or ended_at) for one in held)


def _class_of(minutes: int) -> int:
    return next((number for number, edge in enumerate(EDGES) if minutes <= edge), len(EDGES))


@pytest.mark.full
@settings(max_examples=examples(200, full=8_000), deadline=None)
@given(history=histories())
def test_signals_doubtful_endings_and_what_citizens_see_equal_a_reading_of_the_events(
    history: list[Happening],
) -> None:
    booked = Counter[tuple[date, Measure]]()
    for (day, _keys, measure), n in bookings(history, CALENDARS).items():
        if measure in BESIDE or measure in TOOK:
            booked[day, measure] += n
    assert Counter({booking: n for booking, n in booked.items() if n}) == read(history)


@settings(max_examples=100, deadline=None)
@given(history=histories())
def test_no_doubtful_ending_without_a_signal_and_never_more_than_those_on_time(history: list[Happening]) -> None:
    sums = Counter[Measure]()
    for (_day, _keys, measure), n in bookings(history, CALENDARS).items():
        sums[measure] += n
    assert sums[Measure.DOUBTFUL] + sums[Measure.EXEMPT] <= sums[Measure.EARLY] + sums[Measure.ON_TIME]
    assert not sums[Measure.DOUBTFUL] or fold(history, CALENDARS).signals

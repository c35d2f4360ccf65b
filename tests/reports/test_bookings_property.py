"""The ledger's promise: "as of the end of day D" is a running sum, exact for every history and every day."""

from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers.measures import BESIDE, STOCKS, TOOK, Bookings, bookings
from tests.reports.histories import CALENDARS, days_of, flows_on, in_order, random_history, stocks_at_end_of

SEEDS = st.integers(min_value=0, max_value=2**32)


@settings(max_examples=400, deadline=None)
@given(SEEDS)
def test_running_sums_equal_a_naive_recount_on_every_day(seed: int) -> None:
    recorded = random_history(Random(seed))
    events = in_order(recorded)
    booked = bookings(events, CALENDARS)
    for day in days_of(events):
        running: Counter = Counter()
        for (when, keys, measure), n in booked.items():
            if measure in STOCKS and when <= day:
                running[keys, measure.value] += n
        assert Counter({key: n for key, n in running.items() if n}) == stocks_at_end_of(day, events), day
        happened = {
            (keys, measure.value): n
            for (when, keys, measure), n in booked.items()
            if measure not in STOCKS | BESIDE | set(TOOK) and when == day
        }
        assert happened == flows_on(day, events), day


@settings(max_examples=400, deadline=None)
@given(SEEDS)
def test_what_each_transition_books_adds_up_to_the_whole_also_when_typed_late(seed: int) -> None:
    recorded = random_history(Random(seed))
    written: Bookings = Counter()
    for known in range(1, len(recorded) + 1):
        written.update(bookings(in_order(recorded[:known]), CALENDARS))
        written.subtract(bookings(in_order(recorded[: known - 1]), CALENDARS))
    assert Counter({key: n for key, n in written.items() if n}) == bookings(in_order(recorded), CALENDARS)


@settings(max_examples=200, deadline=None)
@given(SEEDS)
def test_the_check_sum_closes_on_every_day(seed: int) -> None:
    events = in_order(random_history(Random(seed)))
    flows: Counter = Counter()
    for (_when, _keys, measure), n in bookings(events, CALENDARS).items():
        flows[measure.value] += n
    came_in = flows["received"] + flows["reopened"] + flows["moved"]
    left = sum(flows[name] for name in ("early", "on_time", "late", "returned", "withdrawn"))
    assert came_in == left + flows["open"]
    assert flows["moved"] == 0

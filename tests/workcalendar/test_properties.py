"""What holds for every start, every limit and every pause, and the engine against the slow reference."""

from datetime import datetime, time, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from common.clock import LOCAL_TZ
from workcalendar.engine import Allowance, Calendar, Pause, Session, Unit, deadline
from workcalendar.reference import province_calendar

from . import naive

CALENDAR = province_calendar()
FIRST = datetime(2025, 7, 1, tzinfo=LOCAL_TZ)
SHORT_WEEK = Calendar(  # a short Friday, and Saturday mornings
    name="Lịch thử",
    week=(
        *[(Session(time(7), time(11, 30)), Session(time(13), time(16, 30)))] * 4,
        (Session(time(8), time(11)), Session(time(14), time(15))),
        (Session(time(9), time(10, 30)),),
        (),
    ),
    days=CALENDAR.days,
    covers_from=CALENDAR.covers_from,
    covers_to=CALENDAR.covers_to,
)

MINUTES_OF_TWO_YEARS = 2 * 365 * 24 * 60 - 60 * 24 * 60
moments = st.integers(0, MINUTES_OF_TWO_YEARS).map(lambda minutes: FIRST + timedelta(minutes=minutes))
units = st.sampled_from(list(Unit))
counting_units = st.sampled_from([unit for unit in Unit if unit.has_quantity])
cutoffs = st.sampled_from([time(12), time(13, 30), time(15), time(16, 59)])
lengths = st.one_of(st.integers(0, 60), st.integers(0, 20 * 24 * 60))  # minutes


@st.composite
def allowances(draw: st.DrawFn, unit: st.SearchStrategy[Unit] = units) -> Allowance:
    chosen = draw(unit)
    most = {Unit.MONTHS: 4, Unit.WORKING_HOURS: 80}.get(chosen, 40)
    return Allowance(draw(st.integers(1, most)), chosen, draw(cutoffs))


@st.composite
def pauses_after(draw: st.DrawFn, start: datetime, most: int = 3) -> list[tuple[datetime, datetime]]:
    halts, at = [], start
    for _number in range(draw(st.integers(0, most))):
        begun = at + timedelta(minutes=draw(lengths))
        at = begun + timedelta(minutes=draw(lengths))
        halts.append((begun, at))
    return halts


def due(start: datetime, allowance: Allowance, *pauses: tuple[datetime, datetime | None]) -> datetime:
    return deadline(CALENDAR, start, allowance, [Pause(*pause) for pause in pauses]).due_at


@settings(max_examples=300, deadline=None)
@given(data=st.data(), start=moments, allowance=allowances())
def test_the_engine_agrees_with_the_slow_reference(data: st.DataObject, start: datetime, allowance: Allowance):
    pauses = data.draw(pauses_after(start))
    plain = [(begun.replace(tzinfo=None), over.replace(tzinfo=None)) for begun, over in pauses]

    expected = naive.due(start.replace(tzinfo=None), allowance.quantity, allowance.unit, allowance.cutoff, plain)

    assert due(start, allowance, *pauses) == expected.replace(tzinfo=LOCAL_TZ)


@settings(max_examples=200, deadline=None)
@given(start=moments, minutes=lengths)
def test_working_minutes_agree_with_the_slow_reference(start: datetime, minutes: int):
    end = start + timedelta(minutes=minutes)

    counted = naive.minutes_between(start.replace(tzinfo=None), end.replace(tzinfo=None))

    assert CALENDAR.working_minutes_between(start, end) == counted
    assert CALENDAR.working_minutes_between(end, start) == -counted


@settings(deadline=None)
@given(start=moments, later=lengths, allowance=allowances())
def test_who_comes_later_is_never_due_earlier(start: datetime, later: int, allowance: Allowance):
    first, second = due(start, allowance), due(start + timedelta(minutes=later), allowance)

    if allowance.unit.rolls:  # the end keeps the hour of the start: dates decide, the hour may be earlier
        assert first.date() <= second.date()
    else:
        assert first <= second


@settings(deadline=None)
@given(start=moments, a=st.integers(1, 60), b=st.integers(1, 60))
def test_working_hours_and_days_add_up(start: datetime, a: int, b: int):
    for unit in (Unit.WORKING_HOURS, Unit.WORKING_DAYS):
        in_two = CALENDAR.add(CALENDAR.add(start, Allowance(a, unit)), Allowance(b, unit))
        assert in_two == CALENDAR.add(start, Allowance(a + b, unit))


@settings(deadline=None)
@given(data=st.data(), start=moments, allowance=allowances(), calendar=st.sampled_from([CALENDAR, SHORT_WEEK]))
def test_nothing_is_due_outside_working_time(
    data: st.DataObject, start: datetime, allowance: Allowance, calendar: Calendar
):
    assume(not allowance.unit.runs_at_once)
    pauses = [Pause(*pause) for pause in data.draw(pauses_after(start))]

    found = deadline(calendar, start, allowance, pauses)

    hour = found.due_at.time()
    assert any(opens <= hour <= closes for opens, closes in calendar.sessions_of(found.due_at.date()))


@settings(deadline=None)
@given(data=st.data(), start=moments, allowance=allowances())
def test_nothing_is_due_before_it_starts(data: st.DataObject, start: datetime, allowance: Allowance):
    found = deadline(CALENDAR, start, allowance, [Pause(*pause) for pause in data.draw(pauses_after(start))])

    assert start <= found.starts_at <= found.due_at
    assert found.apology_by is None or found.starts_at < found.apology_by < found.due_at


@settings(deadline=None)
@given(start=moments, minutes=st.integers(0, 20_000))
def test_minutes_added_are_found_again(start: datetime, minutes: int):
    assert CALENDAR.working_minutes_between(start, CALENDAR.add_minutes(start, minutes)) == minutes


@settings(deadline=None)
@given(start=moments, offset=lengths, allowance=allowances())
def test_a_pause_of_no_length_changes_nothing(start: datetime, offset: int, allowance: Allowance):
    at = start + timedelta(minutes=offset)

    assert due(start, allowance, (at, at)) == due(start, allowance)


@settings(deadline=None)
@given(start=moments, offset=lengths, length=lengths, more=lengths, allowance=allowances())
def test_a_longer_pause_never_gives_an_earlier_due_date(
    start: datetime, offset: int, length: int, more: int, allowance: Allowance
):
    begun = start + timedelta(minutes=offset)
    over = begun + timedelta(minutes=length)

    short, long = (begun, over), (begun, over + timedelta(minutes=more))

    assert due(start, allowance) <= due(start, allowance, short) <= due(start, allowance, long)


@settings(deadline=None)
@given(start=moments, offset=lengths, allowance=allowances())
def test_an_open_pause_moves_nothing_yet(start: datetime, offset: int, allowance: Allowance):
    assert due(start, allowance, (start + timedelta(minutes=offset), None)) == due(start, allowance)


@settings(deadline=None)
@given(start=moments, later=lengths, length=lengths, allowance=allowances())
def test_a_pause_that_begins_at_the_due_moment_or_later_moves_nothing(
    start: datetime, later: int, length: int, allowance: Allowance
):
    before = due(start, allowance)
    begun = before + timedelta(minutes=later)

    assert due(start, allowance, (begun, begun + timedelta(minutes=length))) == before


@settings(deadline=None)
@given(data=st.data(), start=moments, allowance=allowances())
def test_the_order_in_which_pauses_are_given_does_not_matter(
    data: st.DataObject, start: datetime, allowance: Allowance
):
    pauses = data.draw(pauses_after(start))

    assert due(start, allowance, *data.draw(st.permutations(pauses))) == due(start, allowance, *pauses)

"""Due dates given from outside, pauses that overlap or last, and what the answer carries."""

from datetime import datetime, time

import pytest

from common.clock import LOCAL_TZ
from workcalendar.engine import Allowance, OutsideCalendar, Pause, PauseInvalid, Unit, deadline, holds
from workcalendar.reference import province_calendar

CALENDAR = province_calendar()
FIVE_DAYS = Allowance(5, Unit.WORKING_DAYS)
FIFTEEN_DATES = Allowance(15, Unit.CALENDAR_DAYS)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_TZ)


def pause(start: str, end: str | None = None) -> Pause:
    return Pause(at(start), at(end) if end else None)


def due(start: str, allowance: Allowance, *pauses: Pause, fixed: str | None = None) -> datetime:
    return deadline(CALENDAR, at(start), allowance, pauses, fixed_due=at(fixed) if fixed else None).due_at


def test_a_due_date_from_outside_is_taken_as_it_is_even_on_a_day_off():
    assert due("2026-11-02T08:00", FIVE_DAYS, fixed="2026-11-22T23:30") == at("2026-11-22T23:30")


def test_a_pause_moves_a_due_date_from_outside_by_working_time():
    # left on Tue 10 Nov 09:00 until Wed 11 Nov 10:00: 3 + 3.5 h on Tuesday and 2.5 h on Wednesday = 9 h
    moved = due("2026-11-02T08:00", FIVE_DAYS, pause("2026-11-10T09:00", "2026-11-12T14:00"), fixed="2026-11-11T10:00")

    # from Thu 12 Nov 14:00: 3 h on Thursday, then 6 h on Friday: 4.5 h until noon, 1.5 h from 13:30
    assert moved == at("2026-11-13T15:00")


def test_a_pause_moves_a_due_date_from_outside_by_dates():
    fixed = "2026-11-20T11:00"

    moved = due("2026-11-02T08:00", FIFTEEN_DATES, pause("2026-11-10T09:00", "2026-11-12T14:00"), fixed=fixed)

    assert moved == at("2026-11-23T11:00")  # 2 dates: Sun 22 Nov, rolled


def test_a_pause_after_a_due_date_from_outside_moves_nothing():
    late = pause("2026-11-11T10:01", "2026-11-12T14:00")

    assert due("2026-11-02T08:00", FIVE_DAYS, late, fixed="2026-11-11T10:00") == at("2026-11-11T10:00")


def test_a_pause_holds_only_if_it_begins_before_the_due_moment():
    due_at = at("2026-11-27T09:10")

    assert holds(pause("2026-11-27T09:09"), due_at)
    assert not holds(pause("2026-11-27T09:10"), due_at)


def test_an_open_pause_moves_nothing_and_says_so():
    found = deadline(CALENDAR, at("2026-11-19T09:10"), FIVE_DAYS, [pause("2026-11-20T10:00")])

    assert found.due_at == at("2026-11-27T09:10")
    assert "pause_open" in [step.key for step in found.steps]


def test_time_that_two_pauses_share_is_taken_off_once():
    together = due("2026-11-02T08:00", FIVE_DAYS, pause("2026-11-03T10:00", "2026-11-05T10:00"))

    assert together == due(
        "2026-11-02T08:00",
        FIVE_DAYS,
        pause("2026-11-03T10:00", "2026-11-04T15:00"),
        pause("2026-11-04T09:00", "2026-11-05T10:00"),
    )


def test_a_pause_before_the_clock_runs_takes_nothing():
    # received on Friday after closing, so the clock runs from Monday 07:30
    asked_at_night = pause("2026-11-20T18:00", "2026-11-21T09:00")

    for allowance in (FIVE_DAYS, FIFTEEN_DATES):
        assert due("2026-11-20T17:30", allowance, asked_at_night) == due("2026-11-20T17:30", allowance)


def test_a_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(PauseInvalid):
        pause("2026-11-20T10:00", "2026-11-20T09:59")


def test_a_pause_that_ends_outside_the_calendar_is_refused():
    for allowance in (FIVE_DAYS, FIFTEEN_DATES, Allowance(48, Unit.CLOCK_HOURS)):
        with pytest.raises(OutsideCalendar):
            due("2026-11-20T10:00", allowance, pause("2026-11-20T11:00", "9999-12-30T10:00"))


def test_a_start_outside_the_calendar_is_refused_for_every_unit():
    for unit in Unit:
        with pytest.raises(OutsideCalendar):
            due("2024-12-31T10:00", Allowance(1, unit, time(15)))


def test_the_number_of_same_day_and_immediate_limits_is_not_looked_at():
    assert due("2026-11-23T09:00", Allowance(0, Unit.SAME_DAY, time(15))) == at("2026-11-23T17:00")
    assert due("2026-11-23T12:20", Allowance(0, Unit.IMMEDIATE)) == at("2026-11-23T12:20")

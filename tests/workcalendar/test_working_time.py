"""Sessions, days off, made-up days and the edges of the covered dates."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from common.clock import LOCAL_TZ
from workcalendar.engine import Allowance, AllowanceInvalid, CalendarInvalid, DayKind, DayNote, OutsideCalendar, Unit
from workcalendar.engine import Session as Sitting
from workcalendar.reference import province_calendar

CALENDAR = province_calendar()
A_DAY = (Sitting(time(8), time(12)),)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_TZ)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-23", True),  # a proposal to take it off was not adopted
        ("2026-11-24", False),
        ("2026-11-28", False),  # nor the proposal to work on this Saturday
        ("2026-08-22", True),  # made up
        ("2026-08-31", False),
        ("2026-11-21", False),
        ("2027-05-03", False),  # computed rows count
    ],
)
def test_a_day_is_a_working_day_or_not(day: str, works: bool):
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-23T16:59", 1, "2026-11-23T17:00"),
        ("2026-11-23T11:00", 60, "2026-11-23T12:00"),
        ("2026-11-23T11:00", 61, "2026-11-23T13:31"),
        ("2026-11-23T17:00", 0, "2026-11-25T07:30"),
        ("2026-11-23T17:00", 1, "2026-11-25T07:31"),
        ("2026-08-21T16:00", 61, "2026-08-22T07:31"),
        ("2026-08-22T16:30", 31, "2026-08-24T07:31"),
    ],
)
def test_working_minutes_are_added(start: str, minutes: int, end: str):
    assert CALENDAR.add_minutes(at(start), minutes) == at(end)


def test_a_made_up_day_has_the_hours_of_an_ordinary_working_day():
    assert CALENDAR.sessions_of(date(2026, 8, 22)) == CALENDAR.sessions_of(date(2026, 8, 24))
    assert CALENDAR.closing_of(date(2026, 8, 22)) == at("2026-08-22T17:00")


def test_a_made_up_day_on_a_shorter_weekday_keeps_the_hours_of_that_weekday():
    days = {date(2026, 11, 27): DayNote(DayKind.WORK, "Làm bù", "Thử")}
    calendar = replace(CALENDAR, week=(*CALENDAR.week[:4], A_DAY, (), ()), days=days)

    assert calendar.sessions_of(date(2026, 11, 27)) == A_DAY


def test_moments_of_other_time_zones_mean_the_same_moment():
    assert CALENDAR.next_opening(datetime(2026, 11, 23, 5, 20, tzinfo=UTC)) == at("2026-11-23T13:30")


def test_a_moment_without_time_zone_is_a_programming_error():
    with pytest.raises(ValueError, match="without time zone"):
        CALENDAR.next_opening(datetime(2026, 11, 23, 12, 20))  # noqa: DTZ001


def test_seconds_are_kept():
    assert CALENDAR.add_minutes(at("2026-11-23T11:59:30"), 1) == at("2026-11-23T13:30:30")
    assert CALENDAR.working_time_between(at("2026-11-23T11:59:30"), at("2026-11-23T13:30:30")) == timedelta(minutes=1)


@pytest.mark.parametrize("day", ["2024-12-31", "2028-01-01"])
def test_a_moment_outside_the_covered_dates_is_refused_and_the_dates_are_named(day: str):
    with pytest.raises(OutsideCalendar) as refused:
        CALENDAR.next_opening(at(f"{day}T10:00"))

    assert "01/01/2025" in str(refused.value)
    assert "31/12/2027" in str(refused.value)


@pytest.mark.parametrize(
    ("quantity", "unit"),
    [
        (30, Unit.WORKING_DAYS),
        (300, Unit.WORKING_HOURS),
        (60, Unit.CALENDAR_DAYS),
        (2, Unit.MONTHS),
        (2000, Unit.CLOCK_HOURS),
        *[(10**12, unit) for unit in Unit if unit.has_quantity],
    ],
)
def test_a_limit_that_ends_outside_the_covered_dates_is_refused(quantity: int, unit: Unit):
    with pytest.raises(OutsideCalendar):
        CALENDAR.add(at("2027-12-01T10:00"), Allowance(quantity, unit))


def test_a_month_that_rolls_over_the_end_of_the_calendar_is_refused():
    ends_on_a_saturday = replace(CALENDAR, covers_to=date(2027, 2, 27))

    with pytest.raises(OutsideCalendar):
        ends_on_a_saturday.add(at("2027-01-27T10:00"), Allowance(1, Unit.MONTHS))


@pytest.mark.parametrize("quantity", [0, -1])
@pytest.mark.parametrize("unit", [unit for unit in Unit if unit.has_quantity])
def test_a_limit_needs_a_positive_quantity(quantity: int, unit: Unit):
    with pytest.raises(AllowanceInvalid):
        Allowance(quantity, unit)


def test_a_same_day_limit_needs_its_cut_off():
    with pytest.raises(AllowanceInvalid):
        Allowance(1, Unit.SAME_DAY)


@pytest.mark.parametrize(
    "week",
    [
        ((),) * 7,
        (A_DAY,) * 6,
        (*((),) * 6, (Sitting(time(12), time(8)),)),
        (*((),) * 6, (Sitting(time(8), time(12)), Sitting(time(11), time(13)))),
    ],
)
def test_sessions_that_make_no_week_are_refused(week: tuple):
    with pytest.raises(CalendarInvalid):
        replace(CALENDAR, week=week)


def test_a_closing_time_of_a_day_off_is_a_programming_error():
    with pytest.raises(ValueError, match="day off"):
        CALENDAR.closing_of(date(2026, 11, 24))


def test_the_first_working_day_has_none_before_it():
    with pytest.raises(OutsideCalendar):
        CALENDAR.previous_working_day(date(2025, 1, 2))

"""The explanation names what counted and what did not, in both languages."""

from datetime import datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.clock import LOCAL_TZ
from workcalendar.engine import Allowance, Pause, Unit, deadline
from workcalendar.explain import SENTENCES, explain
from workcalendar.reference import province_calendar

from .test_properties import allowances, moments, pauses_after

CALENDAR = province_calendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_TZ)


def told(start: str, allowance: Allowance, *pauses: Pause, fixed: str | None = None) -> str:
    found = deadline(CALENDAR, at(start), allowance, pauses, fixed_due=at(fixed) if fixed else None)
    return "\n".join(explain(found.steps, "en"))


def test_a_holiday_is_named_with_its_source():
    text = told("2026-11-19T09:10", Allowance(5, Unit.WORKING_DAYS))

    assert (
        "Not a working day: Tuesday 24/11/2026, Ngày Văn hóa Việt Nam "
        "(Nghị quyết 28/2026/QH16; Công văn 10065/VPCP-KGVX, 02/10/2026)." in text
    )
    assert "that are not counted: 2." in text
    assert "Result due: 09:10 on Friday 27/11/2026." in text
    assert "by 17:00 on Thursday 26/11/2026." in text


def test_a_made_up_saturday_is_named():
    text = told("2026-08-21T10:00", Allowance(3, Unit.WORKING_DAYS))

    assert "Counted as a working day: Saturday 22/08/2026, Làm bù ngày 31/08/2026" in text


@pytest.mark.parametrize(
    ("received", "reason"),
    [
        ("2026-11-23T06:00", "not open yet"),
        ("2026-11-23T12:20", "midday break"),
        ("2026-11-23T17:05", "already closed"),
        ("2026-11-24T10:00", "day off"),
    ],
)
def test_a_start_outside_working_time_is_explained(received: str, reason: str):
    assert reason in told(received, Allowance(8, Unit.WORKING_HOURS))


def test_a_holiday_on_which_something_arrives_is_named():
    assert "Tuesday 24/11/2026, Ngày Văn hóa Việt Nam" in told("2026-11-24T10:00", Allowance(1, Unit.WORKING_HOURS))


def test_the_cut_off_is_explained():
    before, after = (told(f"2026-11-23T{hour}", Allowance(1, Unit.SAME_DAY, time(15))) for hour in ("15:00", "15:01"))

    assert "received by 15:00" in before
    assert "received after 15:00" in after


def test_an_end_that_rolls_is_explained_with_every_day_of_the_holiday():
    text = told("2027-01-06T10:00", Allowance(30, Unit.CALENDAR_DAYS))

    assert "The last day, 10:00 on Friday 05/02/2027, is a day off" in text
    assert text.count("Tết Đinh Mùi") == 4


def test_the_last_day_of_a_shorter_month_is_explained():
    assert "That month has no day 31" in told("2027-05-31T10:00", Allowance(1, Unit.MONTHS))


def test_pauses_are_explained():
    halt = Pause(at("2026-11-06T10:00"), at("2026-11-12T15:00"))
    late = Pause(at("2026-11-27T10:00"), at("2026-11-30T15:00"))

    text = told("2026-11-02T08:00", Allowance(10, Unit.WORKING_DAYS), halt, late)

    assert "with 46 h of working time left" in text
    assert "After this the due date is: 11:30 on Friday 20/11/2026." in text
    assert "changes nothing: the dossier was already due at 11:30 on Friday 20/11/2026" in text


def test_a_due_date_from_outside_is_explained():
    text = told("2026-11-02T08:00", Allowance(10, Unit.WORKING_DAYS), fixed="2026-11-13T10:00")

    assert "set when the dossier was taken over" in text


def test_dates_are_written_the_vietnamese_way():
    found = deadline(CALENDAR, at("2026-11-19T09:10"), Allowance(5, Unit.WORKING_DAYS))

    assert "27/11/2026" in explain(found.steps, "vi")[-2]


@settings(deadline=None)
@given(data=st.data(), start=moments, allowance=allowances())
def test_every_step_has_a_sentence(data: st.DataObject, start: datetime, allowance: Allowance):
    pauses = [Pause(*pause) for pause in data.draw(pauses_after(start))]

    found = deadline(CALENDAR, start, allowance, pauses)

    assert {step.key for step in found.steps} <= set(SENTENCES)
    assert all(line and "%" not in line for line in explain(found.steps, "en"))

"""docs/deadlines.md is executed: every row of every table."""

from datetime import date

import pytest

from workcalendar.engine import Allowance, Unit, deadline
from workcalendar.reference import province_calendar

from .examples import DEADLINE_COLUMNS, Example, examples, moment, rows, tables

CALENDAR = province_calendar()
NORMALISED = ["No", "Moment", "Runs from"]
APOLOGY = ["No", "Due", "Apology by"]
COUNTED = ["No", "From", "To", "Working days"]


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.number)
def test_a_worked_example_comes_out_as_written(example: Example):
    found = deadline(CALENDAR, example.received, example.allowance, example.pauses)

    assert (found.starts_at, found.due_at, found.apology_by) == (example.starts_at, example.due_at, example.apology_by)


@pytest.mark.parametrize(("number", "at", "runs_from"), rows(NORMALISED))
def test_a_moment_is_normalised_as_written(number: str, at: str, runs_from: str):
    assert CALENDAR.next_opening(moment(at)) == moment(runs_from)


@pytest.mark.parametrize(("number", "due", "apology_by"), rows(APOLOGY))
def test_the_latest_apology_is_as_written(number: str, due: str, apology_by: str):
    start = moment("Mon 2026-11-02 08:00")

    found = deadline(CALENDAR, start, Allowance(5, Unit.WORKING_DAYS), fixed_due=moment(due))

    assert found.apology_by == moment(apology_by)


@pytest.mark.parametrize(("number", "first", "last", "days"), rows(COUNTED))
def test_a_year_has_as_many_working_days_as_written(number: str, first: str, last: str, days: str):
    assert CALENDAR.working_days_between(date.fromisoformat(first), date.fromisoformat(last)) == int(days)


def test_the_document_was_read_whole():
    assert [len(rows(columns)) for columns in (DEADLINE_COLUMNS, NORMALISED, APOLOGY, COUNTED)] == [42, 7, 3, 3]
    assert all(head in (DEADLINE_COLUMNS, NORMALISED, APOLOGY, COUNTED) for head, _rows in tables())


def test_the_document_holds_every_case_that_was_asked_for():
    numbers = {row[0] for _head, body in tables() for row in body}

    assert {f"E{n}" for n in range(1, 11)} <= numbers
    assert {"E11a", "E12a", "E13a", "E13b", "E14a"} <= numbers
    assert len(numbers) == sum(len(body) for _head, body in tables())

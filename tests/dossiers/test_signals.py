"""The last fifth of the working time, and after it: asking for papers then is a signal."""

from datetime import datetime

import pytest

from common.clock import LOCAL_TZ
from dossiers.signals import is_in_the_last_share, is_on_the_last_day
from workcalendar.reference import province_calendar

RECEIVED = datetime(2025, 9, 8, 7, 30, tzinfo=LOCAL_TZ)  # Monday, opening
DUE = datetime(2025, 9, 12, 17, 0, tzinfo=LOCAL_TZ)  # Friday, closing: five working days, the last fifth is Friday


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("2025-09-11T16:59", False),
        ("2025-09-11T17:00", True),
        ("2025-09-11T22:00", True),
        ("2025-09-12T07:30", True),
        ("2025-09-12T17:00", True),
        ("2025-09-15T09:00", True),
    ],
)
def test_the_last_fifth_is_counted_in_working_time(asked: str, expected: bool) -> None:
    at = datetime.fromisoformat(asked).replace(tzinfo=LOCAL_TZ)
    assert is_in_the_last_share(province_calendar(), RECEIVED, DUE, at) is expected


@pytest.mark.parametrize(("at", "expected"), [("2025-09-08T08:30", False), ("2025-09-08T15:30", True)])
def test_of_a_limit_of_one_day_only_the_last_hours_are_the_last_day(at: str, expected: bool) -> None:
    closing = RECEIVED.replace(hour=17, minute=0)
    moment = datetime.fromisoformat(at).replace(tzinfo=LOCAL_TZ)
    assert is_on_the_last_day(province_calendar(), RECEIVED, closing, moment) is expected

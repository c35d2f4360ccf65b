from datetime import UTC, date, datetime

import pytest

from common import clock

AT = datetime(2026, 11, 19, 9, 10, tzinfo=clock.LOCAL_TZ)


def test_now_is_aware_and_local() -> None:
    assert clock.now().utcoffset() is not None
    assert clock.now().tzinfo == clock.LOCAL_TZ


def test_a_moved_clock_stands_still_and_comes_back() -> None:
    with clock.moved_to(AT):
        assert clock.now() == AT
        with clock.moved_to(AT.replace(hour=15)):
            assert clock.now().hour == 15
        assert clock.now() == AT
    assert clock.now() != AT


def test_the_process_can_run_on_another_clock() -> None:
    clock.set_clock(lambda: AT.astimezone(UTC))
    try:
        assert clock.now() == AT
        assert clock.now().hour == 9
    finally:
        clock.set_clock(None)


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without time zone"):
        clock.local_date(AT.replace(tzinfo=None))


def test_the_local_date_is_the_one_in_vietnam() -> None:
    assert clock.local_date(datetime(2026, 11, 18, 17, 0, tzinfo=UTC)) == date(2026, 11, 19)


def test_a_day_begins_and_ends_in_local_time() -> None:
    assert clock.start_of_day(AT.date()).isoformat() == "2026-11-19T00:00:00+07:00"
    assert clock.end_of_day(AT.date()).isoformat() == "2026-11-19T23:59:59.999999+07:00"

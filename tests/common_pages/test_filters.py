"""Dates, money, shares and remaining time as people here write them."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from common.templatetags import icons, sapa

MOMENT = datetime(2026, 11, 19, 2, 10, tzinfo=UTC)  # 09:10 in Sa Pa


def test_moments_are_written_in_local_time() -> None:
    with translation.override("vi"):
        assert sapa.datetime_vn(MOMENT) == "09:10 ngày 19/11/2026"
    with translation.override("en"):
        assert sapa.datetime_vn(MOMENT) == "19/11/2026 09:10"
    assert sapa.date_vn(datetime(2026, 11, 19, 18, 0, tzinfo=UTC)) == "20/11/2026"
    assert sapa.date_vn(date(2026, 1, 2)) == "02/01/2026"
    assert sapa.time_vn(MOMENT) == "09:10"


def test_nothing_is_written_for_nothing() -> None:
    assert [sapa.datetime_vn(None), sapa.date_vn(None), sapa.time_vn(None), sapa.vnd(None), sapa.remaining(None)] == [
        ""
    ] * 5


def test_money_and_names() -> None:
    assert sapa.vnd(1234567) == "1.234.567 đ"
    assert sapa.vnd(0) == "0 đ"
    assert sapa.mask_name("Nguyễn Văn An") == "N***** V** A*"


def test_a_share_has_two_decimals_or_a_dash() -> None:
    with translation.override("vi"):
        assert sapa.percent(99.5) == "99,50 %"
        assert sapa.percent(None) == "–"
    with translation.override("en"):
        assert sapa.percent(100) == "100.00 %"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (960, "2 working day(s) left"),
        (1100, "2 working day(s) left"),
        (480, "1 working day(s) left"),
        (600, "1 working day(s) 2 h left"),
        (200, "3 h 20 min left"),
        (180, "3 h left"),
        (5, "5 min left"),
        (0, "0 min left"),
        (-480, "overdue by 1 working day(s)"),
        (-30, "overdue by 30 min"),
    ],
)
def test_remaining_working_time(minutes: int, words: str) -> None:
    with translation.override("en"):
        assert sapa.remaining(minutes) == words


def test_every_icon_is_hidden_from_screen_readers() -> None:
    for name in icons.DRAWINGS:
        assert 'aria-hidden="true"' in icons.icon(name)

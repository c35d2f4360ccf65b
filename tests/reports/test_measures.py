"""Figures from added-up bookings, without a database."""

import json
from decimal import Decimal

import pytest

from dossiers.measures import Measure
from reports.measures import DEFINITIONS, LEVELS, Row, by_level, percent

KEYS_OF_THE_DOCUMENT = {
    "received": {"total", "counter", "online", "post", "assisted"},
    "carried_over": None,
    "reopened": None,
    "moved": None,
    "resolved": {"total", "early", "on_time", "late"},
    "pending": {"total", "within", "overdue", "paused"},
    "returned": {"total", "late"},
    "withdrawn": {"total", "late"},
    "submitted_unanswered": None,
    "first_answer_late": None,
    "on_time_rate": None,
    "online_rate": None,
}


def row(measure: Measure, within: int = 0, *, up_to_end: int = 0, before: int = 0, **keys: str) -> Row:
    known = {"level": "commune", "channel": "counter", "filed_by": "owner", **keys}
    return Row(**known, measure=measure, before=before, within=within, up_to_end=up_to_end)


@pytest.mark.parametrize(
    ("part", "whole", "rate"),
    [
        (0, 0, None),
        (0, 3, "0.00"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (639, 639, "100.00"),
        (99_999, 100_000, "99.99"),
        (199_999, 200_000, "99.99"),
    ],
)
def test_a_rate_has_two_decimals_and_is_100_only_when_all_are(part: int, whole: int, rate: str | None) -> None:
    assert percent(part, whole) == (None if rate is None else Decimal(rate))


def test_the_document_has_exactly_the_published_keys() -> None:
    document = json.loads(json.dumps(by_level([])["total"].as_json()))
    assert {key: set(value) if isinstance(value, dict) else None for key, value in document.items()} == (
        KEYS_OF_THE_DOCUMENT
    )
    assert list(by_level([])) == list(LEVELS) == ["commune", "province", "vertical", "total"]


def test_nothing_resolved_has_no_rate() -> None:
    figures = by_level([row(Measure.RECEIVED, 3)])["total"]
    assert figures.on_time_rate is None
    assert figures.as_json()["on_time_rate"] is None
    assert figures.as_json()["online_rate"] == 0.0


def test_channels_and_assistance_narrow_receptions_down() -> None:
    found = by_level(
        [
            row(Measure.RECEIVED, 5),
            row(Measure.RECEIVED, 3, channel="online"),
            row(Measure.RECEIVED, 2, channel="online", filed_by="counter"),
            row(Measure.RECEIVED, 1, channel="post", filed_by="post", level="province"),
        ]
    )
    received = found["total"].received
    assert (received.total, received.counter, received.online, received.post, received.assisted) == (11, 5, 5, 1, 2)
    assert found["commune"].received.total == 10
    assert found["province"].received.post == 1


def test_pending_within_time_is_what_is_open_and_not_overdue() -> None:
    rows = [row(Measure.OPEN, up_to_end=7, before=4), row(Measure.OVERDUE, up_to_end=2, before=1)]
    figures = by_level([*rows, row(Measure.PAUSED, up_to_end=3)])["commune"]
    assert (figures.pending.total, figures.pending.within, figures.pending.overdue) == (7, 5, 2)
    assert (figures.pending.paused, figures.carried_over) == (3, 4)


def test_every_definition_has_its_place_in_the_document() -> None:
    figures = by_level([])["total"]
    assert all(figures.value(key) == 0 for key in DEFINITIONS)

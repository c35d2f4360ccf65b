"""Rates that Celery computes: the same as `ontime`, finished periods only when something of them has arrived."""

from datetime import date

import pytest

from common.clock import moved_to
from reports import queries, tasks
from reports.actions import compute_snapshots, wanted_periods
from reports.load import load as load_named_periods
from reports.measures import LEVELS, By
from reports.models import NamedPeriod, PeriodKind, RateSnapshot
from reports.periods import Period, month_before, month_of, reporting_period_before, reporting_period_of, year_of
from tests.dossiers.world import World
from tests.reports.lives import live, moment

NOW = moment(20, 12)


def test_a_snapshot_is_what_ontime_prints(world: World) -> None:
    live(world)
    assert compute_snapshots(at=NOW)
    for snapshot in RateSnapshot.objects.select_related("center__unit"):
        found = queries.figures(snapshot.center, snapshot.period_start, snapshot.period_end, snapshot.by, at=NOW)[
            snapshot.level
        ]
        assert snapshot.figures == found.as_json()
        assert snapshot.on_time_rate == found.on_time_rate
        assert snapshot.computed_at == NOW
    kept = set(RateSnapshot.objects.values_list("center__slug", "by", "level"))
    assert kept == {(slug, by, level) for slug in ("sa-pa", None) for by in By for level in LEVELS}


def test_a_second_run_takes_the_place_of_the_first(world: World) -> None:
    live(world)
    compute_snapshots(at=NOW)
    first = RateSnapshot.objects.count()
    compute_snapshots(at=moment(20, 13))
    assert RateSnapshot.objects.count() == first
    this_month = RateSnapshot.objects.filter(period_start=date(2026, 11, 1))
    assert set(this_month.values_list("computed_at", flat=True)) == {moment(20, 13)}


def test_a_finished_period_is_computed_again_only_when_a_booking_of_it_arrives(world: World) -> None:
    live(world)
    compute_snapshots(at=NOW)
    finished = RateSnapshot.objects.filter(period_start=date(2026, 10, 15), period_end=date(2026, 11, 14))
    assert set(finished.values_list("computed_at", flat=True)) == {NOW}
    world.received(at=moment(19))  # after the period
    compute_snapshots(at=moment(20, 13))
    assert set(finished.values_list("computed_at", flat=True)) == {NOW}
    world.received(at=moment(13))  # in it, recorded only now
    compute_snapshots(at=moment(20, 14), over_too=False)
    assert set(finished.values_list("computed_at", flat=True)) == {NOW}
    compute_snapshots(at=moment(20, 15))
    assert set(finished.values_list("computed_at", flat=True)) == {moment(20, 15)}


def test_a_period_last_computed_before_it_was_over_is_computed_once_more(world: World) -> None:
    live(world)
    compute_snapshots(at=NOW)
    compute_snapshots(at=moment(3, month=12))
    november = RateSnapshot.objects.filter(period_start=date(2026, 11, 1), period_end=date(2026, 11, 30))
    assert set(november.values_list("computed_at", flat=True)) == {moment(3, month=12)}
    compute_snapshots(at=moment(4, month=12))
    assert set(november.values_list("computed_at", flat=True)) == {moment(3, month=12)}


def test_an_empty_house_has_empty_rates(db: None) -> None:
    compute_snapshots(at=NOW)
    assert set(RateSnapshot.objects.values_list("center", "on_time_rate")) == {(None, None)}


def test_the_tasks_ask_the_clock(world: World) -> None:
    live(world)
    with moved_to(NOW):
        assert tasks.compute_running_rates() > 0
        assert tasks.compute_rates() > 0


def test_the_periods_of_a_day(db: None) -> None:
    load_named_periods()
    NamedPeriod.objects.get_or_create(slug="future", name="Sau này", start=date(2027, 1, 1), end=date(2027, 1, 5))
    periods = {wanted.period: wanted.kind for wanted in wanted_periods(date(2026, 11, 20))}
    assert periods[Period(date(2025, 7, 1), date(2025, 7, 22))] is PeriodKind.NAMED
    assert Period(date(2027, 1, 1), date(2027, 1, 5)) not in periods
    assert len(periods) == 6


@pytest.mark.parametrize(
    ("day", "month", "reporting"),
    [
        ("2026-01-14", ("2026-01-01", "2026-01-31"), ("2025-12-15", "2026-01-14")),
        ("2026-01-15", ("2026-01-01", "2026-01-31"), ("2026-01-15", "2026-02-14")),
        ("2028-02-29", ("2028-02-01", "2028-02-29"), ("2028-02-15", "2028-03-14")),
        ("2026-12-31", ("2026-12-01", "2026-12-31"), ("2026-12-15", "2027-01-14")),
    ],
)
def test_months_and_reporting_periods(day: str, month: tuple[str, str], reporting: tuple[str, str]) -> None:
    asked = date.fromisoformat(day)
    assert month_of(asked) == Period(*map(date.fromisoformat, month))
    assert reporting_period_of(asked) == Period(*map(date.fromisoformat, reporting))
    assert month_before(asked).end < month_of(asked).start
    assert reporting_period_before(asked).end < reporting_period_of(asked).start
    assert year_of(asked) == Period(date(asked.year, 1, 1), date(asked.year, 12, 31))

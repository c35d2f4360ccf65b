"""Figures of the ledger against a recount from the events by hand."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from centers.models import Center
from common.clock import local_date
from dossiers import compaction
from dossiers.calendars import SHELF
from dossiers.history import fold
from dossiers.lifecycle import OPEN, Status
from dossiers.models import Dossier, LedgerEntry, LedgerTotal, history_of
from reports.measures import DEFINITIONS, LEVELS, By, Figures
from reports.queries import Scope, behind, figures, figures_by_place
from tests.dossiers.world import World
from tests.reports.lives import live, moment

NOW = moment(20, 12)


@pytest.fixture
def lived(world: World) -> World:
    live(world)
    return world


def total(center: Center | None, start: date, end: date, at: datetime = NOW, by: By = By.RECEIVING) -> Figures:
    return figures(center, start, end, by, at=at)["total"]


def recount(start: date, end: date) -> Counter[str]:
    """Plain Python over the events of every dossier; nothing of `bookings`, nothing of the ledger."""
    counted: Counter[str] = Counter()
    for dossier in Dossier.objects.all():
        events = history_of(dossier)
        evening = fold([event for event in events if local_date(event.at) <= end], SHELF)
        morning = fold([event for event in events if local_date(event.at) < start], SHELF)
        counted["carried_over"] += morning.status in OPEN
        counted["submitted_unanswered"] += evening.status is Status.SUBMITTED
        if evening.status in OPEN:
            held = evening.open_halt is not None and evening.open_halt.holds
            overdue = not held and evening.due_at is not None and local_date(evening.due_at) < end
            counted["pending.total"] += 1
            counted["pending.overdue"] += overdue
            counted["pending.within"] += not overdue
            counted["pending.paused"] += evening.open_halt is not None
        for place, event in enumerate(events):
            if not start <= local_date(event.at) <= end:
                continue
            state = fold(events[: place + 1], SHELF)
            if event.transition == "receive":
                counted["received.total"] += 1
                counted[f"received.{dossier.channel}"] += 1
                counted["received.assisted"] += dossier.filed_by in {"counter", "helper"}
            if event.transition == "reopen":
                counted["reopened"] += 1
            if event.transition == "resolve":
                assert state.ended_at is not None
                assert state.due_at is not None
                apart = (local_date(state.ended_at) - local_date(state.due_at)).days
                counted["resolved.total"] += 1
                counted["resolved.early" if apart < 0 else "resolved.late" if apart else "resolved.on_time"] += 1
            if event.transition == "return_":
                counted["returned.total"] += 1
    counted["first_answer_late"] = 1 if start <= date(2026, 11, 16) <= end else 0
    return counted


def test_every_figure_equals_a_recount_for_every_period(lived: World) -> None:
    first, last = date(2026, 11, 1), date(2026, 11, 20)
    for begin in range(0, 20, 3):
        for end in range(begin, 20):
            start, until = first + timedelta(days=begin), first + timedelta(days=end)
            found, expected = total(lived.places.sa_pa, start, until), recount(start, until)
            assert {key: found.value(key) for key in DEFINITIONS} == {key: expected[key] for key in DEFINITIONS}
            assert found.balances
    assert total(lived.places.sa_pa, first, last).resolved.late == 1


def test_a_period_that_still_runs_is_counted_up_to_now(lived: World) -> None:
    sa_pa, at = lived.places.sa_pa, moment(10, 12)
    running = total(sa_pa, date(2026, 11, 1), date(2026, 12, 31), at)
    assert running == total(sa_pa, date(2026, 11, 1), date(2026, 11, 10), at)
    assert running.balances


def test_a_period_that_has_not_begun_carries_over_what_is_open(lived: World) -> None:
    found = total(lived.places.sa_pa, date(2026, 12, 1), date(2026, 12, 31))
    assert found.carried_over == found.pending.total > 0
    assert found.received.total == 0


def test_by_deciding_counts_for_the_unit_that_decides(lived: World) -> None:
    period = date(2026, 11, 1), date(2026, 11, 20)
    sa_pa, ta_van = lived.places.sa_pa, lived.places.ta_van
    assert total(sa_pa, *period, by=By.DECIDING) == total(sa_pa, *period)
    assert total(ta_van, *period, by=By.DECIDING).received.total == 0
    assert total(None, *period) == total(sa_pa, *period)
    by_unit = figures_by_place(*period, By.DECIDING, at=NOW)
    assert set(by_unit) == {None, sa_pa.unit_id}
    assert by_unit[None] == by_unit[sa_pa.unit_id]


def test_adding_the_ledger_up_changes_no_figure(lived: World) -> None:
    period = date(2026, 11, 3), date(2026, 11, 18)
    before = figures(lived.places.sa_pa, *period, at=NOW)
    assert compaction.compact() == LedgerEntry.objects.count()
    assert LedgerTotal.objects.exists()
    assert figures(lived.places.sa_pa, *period, at=NOW) == before
    lived.received(at=moment(18))  # fresh beside added up
    assert figures(lived.places.sa_pa, *period, at=NOW)["total"].received.total == before["total"].received.total + 1


def test_the_dossiers_behind_every_figure_add_up_to_it(lived: World) -> None:
    for by in By:
        scope = Scope.of(lived.places.sa_pa, date(2026, 11, 5), date(2026, 11, 18), by, NOW)
        found = figures(scope.center, scope.start, scope.end, by, at=NOW)
        for level in LEVELS:
            for key in DEFINITIONS:
                rows = behind(key, level, scope)
                assert sum(row["times"] for row in rows) == found[level].value(key), (key, level)


def test_one_statement_whatever_the_number_of_dossiers(lived: World, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        total(lived.places.sa_pa, date(2026, 11, 1), date(2026, 11, 20))

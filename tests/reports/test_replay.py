"""The published Sa Pa example and the sample day, on the whole catalogue: played once for all tests of this file."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from centers.models import Center
from common.clock import LOCAL_TZ, local_date, moved_to
from common.copying import analyse
from dossiers import compaction
from dossiers.models import Channel, Dossier, DossierEvent, LedgerEntry, Source
from dossiers.rebuild import rebuild_ledger
from dossiers.verify import verify_ledger, verify_lifecycle
from notifications.models import Notice, OutboxMessage
from reports import durations, groups, replay, samples, welcome
from reports.actions import compute_snapshots
from reports.left_out import LeftOut, left_out
from reports.measures import DEFINITIONS, LEVELS, By, Figures
from reports.models import RateSnapshot
from reports.officers import work_of
from reports.queries import Scope, assumed_post, behind, figures
from reports.scorecard.card import card_of
from reports.statutory import form06
from reports.statutory.queries import booked
from sapa_center.reference import load as load_reference
from tests.kept_rows import as_if_committed
from tests.reports.recount06 import recount
from tests.reports.recount766 import recount as recount766
from workcalendar.queries import current_version, engine_of

NOW = datetime(2026, 11, 23, 10, 15, tzinfo=LOCAL_TZ)
FIRST, LAST = date(2025, 7, 1), date(2025, 7, 22)


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Reference data and the example, in one transaction that is undone after the last test of the file."""
    with django_db_blocker.unblock(), transaction.atomic():
        with moved_to(NOW):
            list(load_reference())
            analyse()
        with as_if_committed():
            assert replay.replay(at=NOW) == 639
            compaction.compact()
            connection.check_constraints()
            yield
        transaction.set_rollback(True)


@pytest.fixture
def sa_pa(played: None, db: None) -> Center:
    return Center.objects.select_related("unit").get(slug="sa-pa")


def july(center: Center, level: str) -> Figures:
    return figures(center, FIRST, LAST, at=NOW)[level]


def test_the_commune_level_is_as_published(sa_pa: Center) -> None:
    found = july(sa_pa, "commune")
    assert (found.received.total, found.received.counter, found.received.online, found.received.post) == (
        354, 152, 202, 0,
    )  # fmt: skip
    assert found.resolved.early + found.resolved.on_time == found.resolved.total == 267
    assert (found.pending.total, found.pending.within, found.pending.overdue) == (64, 64, 0)
    assert (found.returned.total, found.returned.late) == (23, 0)
    assert str(found.on_time_rate) == "100.00"
    assert found.came_in == found.accounted_for == 354


def test_the_provincial_level_is_as_published(sa_pa: Center) -> None:
    found = july(sa_pa, "province")
    assert (found.received.total, found.received.counter, found.received.online, found.received.post) == (
        285, 242, 37, 6,
    )  # fmt: skip
    assert found.resolved.early + found.resolved.on_time == found.resolved.total == 98
    assert (found.pending.total, found.pending.within, found.pending.overdue) == (175, 175, 0)
    assert (found.returned.total, found.returned.late) == (12, 0)
    assert str(found.on_time_rate) == "100.00"


def test_in_total_639_and_nothing_else_anywhere(sa_pa: Center) -> None:
    found = july(sa_pa, "total")
    assert (found.received.total, str(found.on_time_rate), found.as_json()["online_rate"]) == (639, "100.00", 37.4)
    assert july(sa_pa, "vertical") == Figures()
    assert (found.first_answer_late, found.submitted_unanswered, found.received.assisted) == (0, 0, 0)
    assert figures(None, FIRST, LAST, at=NOW)["total"] == found


def test_the_pending_ones_are_closed_in_time_and_every_later_period_balances(sa_pa: Center) -> None:
    rest = figures(sa_pa, LAST + timedelta(days=1), date(2025, 12, 31), at=NOW)["total"]
    assert (rest.carried_over, rest.resolved.total, rest.resolved.late, rest.pending.total) == (239, 239, 0, 0)
    for day in range(90):
        end = FIRST + timedelta(days=day)
        assert all(one.balances for one in figures(sa_pa, FIRST, end, at=NOW).values())
    assert not Dossier.objects.exclude(status__in=["DELIVERED", "RETURNED"]).exists()


def test_everything_happens_while_the_office_is_open(sa_pa: Center) -> None:
    calendar = engine_of(current_version(sa_pa.calendar).pk)
    moments = DossierEvent.objects.values_list("at", flat=True)
    assert [at for at in moments if calendar.next_opening(at) != at] == []
    received = Dossier.objects.values_list("received_at", flat=True)
    assert {FIRST <= local_date(at) <= LAST for at in received} == {True}


def test_codes_follow_the_order_of_reception(sa_pa: Center) -> None:
    by_day: dict[str, list[tuple[int, datetime]]] = {}
    for code, received_at in Dossier.objects.values_list("code", "received_at"):
        head, _dash, number = code.rpartition("-")
        by_day.setdefault(head, []).append((int(number), received_at))
    for numbered in by_day.values():
        numbers, moments = zip(*sorted(numbered), strict=True)
        assert numbers == tuple(range(1, len(numbers) + 1))
        assert list(moments) == sorted(moments)


def test_no_message_leaves_the_house(sa_pa: Center) -> None:
    assert not OutboxMessage.objects.exists()
    assert not Notice.objects.exists()


def test_a_second_run_changes_nothing(sa_pa: Center) -> None:
    assert replay.replay(at=NOW) == 0
    assert Dossier.objects.count() == 639


def test_the_dossiers_behind_every_figure_are_as_many(sa_pa: Center) -> None:
    for by in By:
        scope = Scope.of(sa_pa, FIRST, LAST, by, NOW)
        found = figures(sa_pa, FIRST, LAST, by, at=NOW)
        for level in LEVELS:
            for key in DEFINITIONS:
                assert behind(key, level, scope).count() == found[level].value(key), (by, level, key)


def test_form_06a_of_the_example_closes_and_agrees_with_a_recount_by_hand(sa_pa: Center) -> None:
    for last in (date(2025, 7, 8), LAST):
        found = booked(Scope.of(sa_pa, FIRST, last, By.RECEIVING, NOW))
        by_hand = recount(FIRST, last)
        for level, sector in {(one.row.level, one.sector.code) for one in found}:
            rows = [one.row for one in found if (one.row.level, one.sector.code) == (level, sector)]
            counted = form06.numbers(rows)
            assert counted.balances
            assert counted.counted == {column: by_hand[level, sector, column] for column in counted.counted}
    total = form06.numbers(one.row for one in found)
    assert [total.column(number) for number in (3, 4, 5, 6, 7, 10, 11, 12, 13)] == [
        639, 239, 400, 0, 400, 0, 239, 239, 0,
    ]  # fmt: skip
    assert (total.notes["returned.total"], total.notes["returned.late"], total.notes["reopened"]) == (35, 0, 0)


def test_the_scorecard_of_the_example_agrees_with_a_recount_by_hand(sa_pa: Center) -> None:
    scope = Scope.of(sa_pa, FIRST, LAST, By.RECEIVING, NOW)
    rows = {row.item.number: row for row in card_of(scope, {}).rows}
    judged, late = recount766(FIRST, LAST, scope.cut)
    assert (rows["2.1"].part, rows["2.1"].whole) == (judged - late, judged)
    assert judged == 639
    assert [rows[number].whole for number in ("3.3", "4.1", "4.5", "5.4")] == [639, 365, 239, 639]
    assert [rows[number].part for number in ("4.1", "4.2", "4.3", "4.5")] == [0, 0, 0, 0]
    assert (rows["2.2"].part, rows["2.2"].whole, rows["2.2"].rate) == (None, None, None)
    assert "365" in rows["2.2"].why


def test_no_duration_is_told_of_drawn_hours(sa_pa: Center) -> None:
    scope = Scope.of(sa_pa, FIRST, LAST, By.RECEIVING, NOW)
    assert durations.whole(scope) is None
    assert groups.legs_of(scope) == []
    people = work_of(scope, NOW)
    assert sum(one.resolved for one in people) == 365
    assert {(one.median, one.most) for one in people} == {(None, None)}
    assert left_out(scope) == LeftOut(taken_over=0, played=365)


def test_the_six_by_post_carry_their_footnote(sa_pa: Center) -> None:
    scope = Scope.of(sa_pa, FIRST, LAST, By.RECEIVING, NOW)
    assert assumed_post(scope) == behind("received.post", "province", scope).count() == 6
    assert assumed_post(Scope.of(sa_pa, FIRST, LAST, By.DECIDING, NOW)) == 0
    with moved_to(NOW):
        table = welcome.sa_pa()
    for part in ("354", "152", "202", "267", "64", "23", "285", "242", "37", "6*", "98", "175", "12", "639"):
        assert part in table.split()
    assert "100.00 %" in table
    assert "assumption" in table


def test_the_ledger_and_the_life_cycle_pass_their_proofs_and_can_be_made_anew(sa_pa: Center) -> None:
    assert verify_ledger().is_clean
    assert verify_lifecycle().is_clean
    before = {level: one.as_json() for level, one in figures(sa_pa, FIRST, LAST, at=NOW).items()}
    entries = LedgerEntry.objects.count()
    connection.check_constraints()
    assert rebuild_ledger() == entries
    assert {level: one.as_json() for level, one in figures(sa_pa, FIRST, LAST, at=NOW).items()} == before


def test_the_last_snapshot_says_the_same(sa_pa: Center) -> None:
    compute_snapshots(at=NOW)
    kept = RateSnapshot.objects.filter(center=sa_pa, period_start=FIRST, period_end=LAST, by=By.RECEIVING)
    assert {one.level: one.figures for one in kept} == {
        level: one.as_json() for level, one in figures(sa_pa, FIRST, LAST, at=NOW).items()
    }


def test_production_has_no_examples(sa_pa: Center, settings: Any) -> None:
    settings.IS_LOCAL = False
    for command in ("replay_sa_pa", "load_samples"):
        with pytest.raises(CommandError) as told:
            call_command(command, stdout=StringIO(), stderr=StringIO())
        assert told.value.returncode == 2


def test_the_sample_day_gives_everybody_something_to_do(sa_pa: Center) -> None:
    made = samples.load_sample_day(at=NOW)
    assert 150 <= made <= 250
    assert samples.load_sample_day(at=NOW) == 0
    load = Dossier.objects.filter(source=Source.SAMPLE)
    assert load.count() == made
    assert not load.filter(events__at__gt=NOW).exists()
    assert not load.filter(events__at__lt=NOW - timedelta(days=31)).exists()
    assert set(load.values_list("status", flat=True)) == {
        "SUBMITTED", "INCOMPLETE", "NOT_ACCEPTED", "RECEIVED", "PROCESSING", "AWAITING_SUPPLEMENT",
        "AWAITING_PAYMENT", "WITHDRAWN", "RETURNED", "RESOLVED", "DELIVERED",
    }  # fmt: skip
    for email in ("nguoi-dan-1@sapa.example", "nguoi-dan-2@sapa.example"):
        assert load.filter(account__username=email, channel=Channel.ONLINE).count() >= 2
    now = figures(sa_pa, date(2026, 10, 1), date(2026, 11, 30), at=NOW)["total"]
    assert now.balances
    assert now.pending.overdue >= 3
    assert now.pending.paused >= 8
    assert now.resolved.late >= 1
    busy = set(load.filter(status="PROCESSING").values_list("assignee__username", flat=True))
    assert busy >= {"hotich", "kinhte", "vanhoa", "datdai", "canbo-tavan"}
    assert verify_ledger().is_clean
    assert verify_lifecycle().is_clean
    assert not OutboxMessage.objects.exists()

"""Days and months added up give the same figures as every single entry, for any period."""

from datetime import date, timedelta
from random import Random

import pytest

from dossiers import compaction
from dossiers.measures import TOOK
from dossiers.models import LedgerEntry, LedgerSpan, LedgerTotal
from dossiers.verify import verify_ledger
from reports.measures import By
from reports.queries import Scope, account
from tests.dossiers.world import World
from tests.reports.lives import live, moment

TODAY = date(2026, 11, 20)


@pytest.fixture
def spread(world: World) -> World:
    """The bookings of November, laid once more over each of the 20 months before."""
    live(world)
    entries = list(LedgerEntry.objects.all())
    for _month in range(1, 21):
        for entry in entries:
            entry.pk, entry.day = None, entry.day - timedelta(days=30)
        LedgerEntry.objects.bulk_create(entries)
    return world


def plain(scope: Scope) -> dict[str, tuple[int, int]]:
    """Per measure what was booked before the period and within it, entry by entry."""
    found: dict[str, tuple[int, int]] = {}
    for entry in LedgerEntry.objects.filter(day__lte=scope.until, center=scope.place):
        before, within = found.get(entry.measure, (0, 0))
        is_before = entry.day < scope.start
        found[entry.measure] = (before + entry.n * is_before, within + entry.n * (not is_before))
    return found


@pytest.mark.parametrize("compacted", [False, True])
def test_every_period_reads_the_same_as_entry_by_entry(spread: World, compacted: bool) -> None:
    if compacted:
        compaction.compact()
    random = Random(7)
    for _number in range(40):
        start = TODAY - timedelta(days=random.randrange(-40, 500))
        scope = Scope.of(
            spread.places.sa_pa, start, start + timedelta(days=random.randrange(0, 120)), By.RECEIVING, moment(20)
        )
        told, expected = account(scope).figures["total"], plain(scope)
        assert told.carried_over == expected.get("open", (0, 0))[0], scope
        assert told.pending.total == sum(expected.get("open", (0, 0))), scope
        assert told.pending.overdue == sum(expected.get("overdue", (0, 0))), scope
        assert told.received.total == expected.get("received", (0, 0))[1], scope
        assert told.reopened == expected.get("reopened", (0, 0))[1], scope


def test_a_span_that_is_not_the_sum_of_its_totals_is_found(world: World) -> None:
    live(world)
    compaction.compact()
    assert not [one for one in verify_ledger().differences if one.what.startswith(("total", "span"))]
    span = LedgerSpan.objects.order_by("pk").filter(span="month")[0]
    LedgerSpan.objects.filter(pk=span.pk).update(n=span.n + 1)
    assert [one.what for one in verify_ledger().differences] == [
        f"span month {span.first} {span.center_id} {span.unit_id} {span.level} {span.channel} {span.filed_by} "
        f"{span.measure}"
    ]


def test_spans_hold_days_and_months_of_all_totals(spread: World) -> None:
    compaction.compact(batch=50)
    for kind in ("day", "month"):
        assert sum(LedgerSpan.objects.filter(span=kind).values_list("n", flat=True)) == sum(
            LedgerTotal.objects.exclude(measure__in=TOOK).values_list("n", flat=True)
        )
    assert LedgerSpan.objects.filter(span="month").count() < LedgerSpan.objects.filter(span="day").count()

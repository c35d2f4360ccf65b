"""Which procedure: what this counter receives most stands there before anything is typed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common.clock import local_date
from dossiers.compaction import compact
from dossiers.queries.asked_here import received_most
from tests.dossiers.world import World
from tests.places import AT

pytestmark = pytest.mark.django_db
TODAY = local_date(AT)


def test_what_was_received_most_comes_first(world: World, desk: Client) -> None:
    world.received("month")
    for _ in range(2):
        world.received("days")
    most = [hit.code for hit in received_most(world.places.sa_pa, on=TODAY)]
    assert most == [world.versions["days"].procedure.code, world.versions["month"].procedure.code]
    page = desk.get("/quay/tiep-nhan/").content.decode()
    assert "What this counter has received most" in page
    assert page.index(most[0]) < page.index(most[1])


def test_other_counters_and_earlier_weeks_do_not_count(world: World) -> None:
    world.received("days", at=AT - timedelta(days=29))
    assert received_most(world.places.sa_pa, on=TODAY) == []
    world.received("month")
    assert received_most(world.places.ta_van, on=TODAY) == []


def test_added_up_rows_count_as_much_as_fresh_ones(world: World) -> None:
    world.received("days")
    before = received_most(world.places.sa_pa, on=TODAY)
    compact()
    assert received_most(world.places.sa_pa, on=TODAY) == before
    assert len(before) == 1


def test_one_statement_for_the_ledger_however_much_was_received(world: World) -> None:
    counts = []
    for more in (1, 4):
        for _ in range(more):
            world.received("days")
        received_most(world.places.sa_pa, on=TODAY)
        with CaptureQueriesContext(connection) as queries:
            received_most(world.places.sa_pa, on=TODAY)
        counts.append(len(queries))
    assert counts == [2, 2]  # the ledger, then the names


def test_a_new_counter_offers_what_is_asked_for_most_elsewhere(world: World, desk: Client) -> None:
    assert "Asked for most" in desk.get("/quay/tiep-nhan/").content.decode()

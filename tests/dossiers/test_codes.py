"""Codes under load: unique, consecutive, never used again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import perf_counter

import pytest
from django.db import connection

from conftest import Note
from dossiers import actions
from dossiers.models import CodeCounter, Dossier
from tests.dossiers.world import World
from tests.places import AT

COUNTERS, EACH = 16, 50


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_parallel_receptions_at_one_center_give_consecutive_codes(world: World, full_size: bool, proof: Note) -> None:
    each = 5 * EACH if full_size else EACH
    intake, counter = world.intake(), world.actor("counter")

    def receive_many(_number: int) -> list[str]:
        try:
            return [actions.receive_at_counter(intake, at=AT, by=counter).code or "" for _ in range(each)]
        finally:
            connection.close()

    began = perf_counter()
    with ThreadPoolExecutor(COUNTERS) as pool:
        codes = [code for batch in pool.map(receive_many, range(COUNTERS)) for code in batch]

    assert sorted(codes) == [f"H38.03006-261119-{number:04}" for number in range(1, COUNTERS * each + 1)]
    proof(f"{COUNTERS} × {each} receptions, {len(codes)} codes, no gap, {len(codes) / (perf_counter() - began):.0f}/s")


@pytest.mark.django_db
def test_a_reception_that_is_rolled_back_leaves_no_gap(world: World) -> None:
    first = world.received()
    with pytest.raises(ZeroDivisionError):
        _receive_and_fail(world)
    second = world.received()
    assert [dossier.code for dossier in (first, second)] == ["H38.03006-261119-0001", "H38.03006-261119-0002"]


def _receive_and_fail(world: World) -> None:
    from django.db import transaction

    with transaction.atomic():
        world.received()
        raise ZeroDivisionError


@pytest.mark.django_db
def test_codes_start_anew_each_day_and_skip_those_taken_elsewhere(world: World) -> None:
    taken = world.received()
    Dossier.objects.filter(pk=taken.pk).update(code="H38.03006-261120-0001")
    assert world.received(at=AT + timedelta(days=1)).code == "H38.03006-261120-0002"
    assert CodeCounter.objects.count() == 2

"""Codes under load: unique, consecutive, never used again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from dossiers import actions
from dossiers.models import CodeCounter, Dossier
from tests.dossiers.world import World
from tests.places import AT

COUNTERS, EACH = 16, 50


@pytest.mark.django_db(transaction=True)
def test_sixteen_counters_receiving_fifty_each_give_consecutive_codes(world: World) -> None:
    intake, counter = world.intake(), world.actor("counter")

    def receive_many(_number: int) -> list[str]:
        try:
            return [actions.receive_at_counter(intake, at=AT, by=counter).code or "" for _ in range(EACH)]
        finally:
            connection.close()

    with ThreadPoolExecutor(COUNTERS) as pool:
        codes = [code for batch in pool.map(receive_many, range(COUNTERS)) for code in batch]

    assert sorted(codes) == [f"H38.03006-261119-{number:04}" for number in range(1, COUNTERS * EACH + 1)]


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

"""Which counters receive a procedure, on the page on which the desk receives."""

import pytest

from centers.models import Counter
from procedures.counters import counters_receiving, save_counter
from tests.dossiers.world import World, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db


def test_by_name_by_sector_or_for_everything_and_only_open_ones(world: World) -> None:
    procedure = world.versions["days"].procedure
    other = world.versions["month"].procedure
    Counter.objects.all().delete()
    for number, is_open, sectors, procedures in (
        (1, True, [], []),
        (2, True, [procedure.sector], []),
        (3, True, [], [procedure]),
        (4, True, [], [other]),
        (5, False, [], [procedure]),
    ):
        given = {"center": world.places.sa_pa, "number": number, "name": f"Quầy {number}", "is_open": is_open}
        save_counter(Counter(), **given, sectors=sectors, procedures=procedures)
    found = [counter.number for counter in counters_receiving(world.places.sa_pa.pk, procedure)]
    assert found == [1, 2, 3]
    page = world.personas.client_of("counter").get(f"/quay/tiep-nhan/{procedure.code}/").content.decode()
    assert "(Quầy 3)" in page
    assert "(Quầy 4)" not in page


def test_where_every_counter_receives_everything_nobody_is_sent_anywhere(world: World) -> None:
    Counter.objects.all().delete()
    for number in (1, 2):
        Counter.objects.create(center=world.places.sa_pa, number=number, name=f"Quầy {number}")
    assert counters_receiving(world.places.sa_pa.pk, world.versions["days"].procedure) == []

"""The button pressed twice at the same moment, and two desks that carry one record on."""

import uuid
from typing import Any

import pytest

from dossiers.actions.arrivals import begin_visit, continued_by
from dossiers.models import Arrival, Visit, VisitDossier
from tests.arrivals.walkins import note
from tests.dossiers.world import World
from tests.dossiers_review.test_at_once import at_once
from tests.places import AT

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_key_is_one_arrival_and_uses_one_number(world: World) -> None:
    key, days = uuid.uuid4(), world.versions["days"]
    results: list[Any] = at_once([lambda: note(world.personas, "02", days, key=key)] * 4)
    assert {arrival.pk for arrival in results} == {Arrival.objects.get().pk}
    assert note(world.personas, "02", days).number == 2


def test_two_desks_carry_one_record_on_once(world: World) -> None:
    arrival = note(world.personas, "guidance", None)
    first, second = world.received(), world.received()
    results = at_once([lambda one=one: continued_by(arrival, at=AT, dossier=one) for one in (first, second)])
    assert sorted(results) == [False, True]


def test_a_visit_is_begun_once(world: World) -> None:
    dossier, by = world.received(), world.actor("counter")
    at_once([lambda: begin_visit(dossier, at=AT, by=by)] * 4)
    assert (Visit.objects.count(), VisitDossier.objects.count()) == (1, 1)

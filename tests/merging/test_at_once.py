"""Merging while others merge and receive: nothing is lost, no dossier is left with the record that went."""

from typing import Any

import pytest
from django.db import transaction

from citizens.actions import find_or_create
from citizens.data import PartyData
from citizens.models import Party, PartyMerge
from common.errors import Refusal
from dossiers.actions.merge import merge_parties
from dossiers.models import Dossier
from tests.dossiers.world import World
from tests.dossiers_review.test_at_once import at_once
from tests.merging.people import EVERYWHERE, NUMBER, dossier_of, twice
from tests.places import AT

pytestmark = pytest.mark.django_db(transaction=True)


def do(world: World, keep: Party, drop: Party) -> PartyMerge:
    by = world.personas.administrator
    return merge_parties(keep, drop, reach=EVERYWHERE, at=AT, by=by, reason="cùng một người")


def test_of_several_who_merge_the_same_two_one_does(world: World) -> None:
    one, other = twice(world)
    results: list[Any] = at_once([lambda: do(world, one, other), lambda: do(world, other, one)] * 2)
    assert sorted(isinstance(result, Refusal) for result in results) == [False, True, True, True]
    assert PartyMerge.objects.count() == 1
    assert len(set(Dossier.objects.values_list("owner", flat=True))) == 1


def test_who_is_received_by_number_meanwhile_belongs_to_the_kept_record(world: World) -> None:
    drop, keep = twice(world)
    data = PartyData(kind="person", name="Vàng Thị Mỷ", number=NUMBER, number_kind="citizen_id", is_sample=True)

    def receive() -> Dossier:
        with transaction.atomic():
            return dossier_of(world, find_or_create(data, at=AT, by=None))

    results = at_once([receive, lambda: do(world, keep, drop), receive])
    assert not any(isinstance(result, Refusal) for result in results)
    assert set(Dossier.objects.values_list("owner", flat=True)) == {keep.pk}
    assert Party.objects.filter(number_hash=drop.number_hash, merged_into=None).get() == keep

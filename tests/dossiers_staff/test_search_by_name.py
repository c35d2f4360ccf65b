"""Offices find names among the dossiers they see: by whole words in any order, the last one as far as it was typed."""

import pytest
from django.db import connection

from citizens.actions import correct_party, find_or_create
from citizens.data import PartyData
from citizens.models import Party
from dossiers import actions
from dossiers.actions.corrections import Correction
from dossiers.models import Dossier, DossierAccess
from dossiers.names import lexemes, named
from dossiers.queries.worklist import View, Wish, selection
from tests.dossiers.world import World
from tests.places import AT

pytestmark = pytest.mark.django_db


def person(name: str) -> Party:
    return find_or_create(PartyData(kind="person", name=name, is_sample=True), at=AT, by=None)


def received(world: World, owner: str, submitter: str = "") -> Dossier:
    party = person(owner)
    intake = world.intake(owner=party, submitter=person(submitter) if submitter else party)
    return actions.receive_at_counter(intake, at=AT, by=world.actor("counter"))


def found(world: World, text: str, who: str = "officer") -> set[int]:
    return set(selection(world.personas.people[who], [], Wish(View.ALL, text=text), at=AT).values_list("pk", flat=True))


def stale() -> int:
    """How many rows have other words than their dossier."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM dossiers_dossieraccess WHERE names IS DISTINCT FROM "
            "CASE WHEN office_id IS NOT NULL THEN dossiers_names(office_id, dossier_id) END"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("text", ["Vàng Thị Mỷ", "vang thi my", "my vang", "VÀNG THỊ M", "  vàng   v"])
def test_words_without_accents_in_any_order_the_last_one_begun(world: World, text: str) -> None:
    dossier = received(world, "Vàng Thị Mỷ", "Giàng A Vư")
    received(world, "Hạng Thị Lan")
    assert found(world, text) == {dossier.pk}
    assert stale() == 0


@pytest.mark.parametrize("text", ["thị mỷ vàn an", "ang thi", "van thi", "của", "̣̀"])
def test_what_is_in_no_name_finds_nothing(world: World, text: str) -> None:
    received(world, "Vàng Thị Mỷ")
    assert found(world, text) == set()


@pytest.mark.parametrize("name", ["Y' Blô | Niê", "A\\B :* C", "O''Nê & (X)", "!D <-> 'E'"])
def test_signs_of_the_search_language_are_letters_like_others(world: World, name: str) -> None:
    dossier = received(world, name)
    received(world, "Niê Thị X")
    assert found(world, name) == {dossier.pk}
    assert stale() == 0


def test_the_same_name_at_another_center_is_not_found(world: World) -> None:
    dossier = received(world, "Vàng Thị Mỷ")
    assert found(world, "vang thi my", "officer_elsewhere") == set()
    assert found(world, "vang thi my", "supervisor") == {dossier.pk}  # sees more than rows tell


def test_a_mended_name_is_found_and_the_wrong_one_no_more(world: World) -> None:
    dossier = received(world, "Vàng Thị Mỹ")
    party, _changed = correct_party(
        dossier.owner, PartyData(kind="person", name="Sùng Thị Dở", is_sample=True), at=AT, by=world.personas.counter
    )
    assert party.pk == dossier.owner_id
    assert (found(world, "sung do"), found(world, "vang")) == ({dossier.pk}, set())


def test_another_owner_is_found_and_the_former_no_more(world: World) -> None:
    dossier = received(world, "Vàng Thị Mỷ", "Giàng A Vư")
    owner = PartyData(kind="person", name="Lý Thị Say", is_sample=True)
    actions.correct(dossier, Correction(owner=owner), at=AT, by=world.actor("counter"), reason="nhầm chủ hồ sơ")
    assert (found(world, "ly say"), found(world, "my"), found(world, "giang")) == ({dossier.pk}, set(), {dossier.pk})
    assert stale() == 0


def test_an_office_that_gets_the_dossier_later_finds_it(world: World) -> None:
    dossier = world.processing()
    office = world.places.office("tiep-nhan", world.places.ta_van)
    seen = DossierAccess.objects.filter(named([office.pk], dossier.owner.name), dossier=dossier)
    assert not seen.exists()
    actions.hand_over(dossier, office, at=AT, by=world.actor("officer"))
    assert seen.exists()
    assert stale() == 0


def test_the_column_is_written_the_same_way_in_bulk() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector = array_to_tsvector(%s)", [lexemes(7, ["vang a", "y' a\\b"]), [
            "7:vang", "7:a", "7:y'", "7:a\\b"
        ]])  # fmt: skip
        assert cursor.fetchone()[0]

"""How the applicant wants to receive the result: chosen while filing, changed as long as the dossier is open."""

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client

from dossiers import access, actions
from dossiers.actions.wishes import NotTheApplicant, TooLateToChoose, Wish, change_wish, wish_of
from dossiers.delivery import Way
from dossiers.models import Dossier, Filing, Ground, ResultWish
from tests.dossiers.world import World
from tests.dossiers_public.test_filing import at, begin, fill
from tests.dossiers_staff.conftest import speaking_english
from tests.places import AT

pytestmark = pytest.mark.django_db
HOME = "Hạng Thị Lan, 0900 000 001, tổ 3, phường Sa Pa"
BY_POST = {"way": "post", "address": HOME, "return_center": "sa-pa", "note": ""}


def page_of(dossier: Dossier) -> str:
    return f"/tai-khoan/ho-so/{dossier.pk}/nhan-ket-qua/"


def filed(client: Client, world: World) -> tuple[Filing, Dossier]:
    filing = begin(client, world)
    fill(client, filing)
    assert client.post(at(filing, "noi-dung/"), BY_POST).status_code == 302
    filing.refresh_from_db()
    assert HOME not in str(filing.answers), "an address lies sealed in a draft"
    assert HOME in client.get(at(filing, "kiem-tra/")).content.decode()
    client.post(at(filing, "kiem-tra/"), {"declared": "on"})
    filing.refresh_from_db()
    return filing, Dossier.objects.get()


def test_what_was_chosen_while_filing_goes_with_the_dossier(citizen: Client, world: World) -> None:
    filing, dossier = filed(citizen, world)
    wish = ResultWish.objects.get()
    assert (wish.dossier, wish.way, wish.address, wish.by) == (dossier, "post", HOME, world.personas.citizen)
    assert "post_to" not in filing.answers
    assert HOME in citizen.get(f"/tai-khoan/ho-so/{dossier.pk}/").content.decode()


def test_without_an_address_the_post_brings_nothing(citizen: Client, world: World) -> None:
    filing = begin(citizen, world)
    answer = citizen.post(at(filing, "noi-dung/"), {**BY_POST, "address": " "})
    assert answer.status_code == 422
    assert 'id="id_address_error"' in answer.content.decode()


def test_it_is_changed_while_the_dossier_is_open(citizen: Client, world: World) -> None:
    dossier = world.processing()
    assert wish_of(dossier) is None
    answer = citizen.post(page_of(dossier), {"way": "post", "address": HOME})
    assert (answer.status_code, answer["Location"]) == (302, f"/tai-khoan/ho-so/{dossier.pk}/")
    assert citizen.post(page_of(dossier), {"way": "online", "address": HOME}).status_code == 302
    wish = wish_of(dossier)
    assert wish is not None
    assert (wish.way, wish.address) == ("online", ""), "an address is kept for the post only"
    assert ResultWish.objects.count() == 2


def test_after_the_end_the_counter_is_told(citizen: Client, world: World) -> None:
    dossier = actions.resolve(world.processing(), at=AT, by=world.actor("officer"))
    answer = citizen.post(page_of(dossier), {"way": "post", "address": HOME})
    assert answer.status_code == 422
    assert HOME in answer.content.decode()
    with pytest.raises(TooLateToChoose):
        change_wish(dossier, Wish(Way.COUNTER), at=AT, by=world.actor("citizen"), account=world.personas.citizen)
    assert not ResultWish.objects.exists()


@pytest.mark.parametrize("person", ["other_citizen", "helper", "counter", "officer", "supervisor"])
def test_nobody_else_chooses(world: World, person: str) -> None:
    dossier = world.processing()
    access.grant(dossier, Ground.HELPER, since=AT, account_id=world.personas.helper.pk)
    with pytest.raises(NotTheApplicant):
        change_wish(dossier, Wish(Way.POST, HOME), at=AT, by=world.actor(person), account=world.personas.people[person])
    assert not ResultWish.objects.exists()


def test_somebody_elses_dossier_is_not_there(world: World) -> None:
    dossier = world.processing()
    client = speaking_english(world, "other_citizen")
    assert client.post(page_of(dossier), {"way": "post", "address": HOME}).status_code == 404
    assert not ResultWish.objects.exists()


def test_the_counter_reads_where_the_post_brings_it(citizen: Client, world: World) -> None:
    dossier = world.processing()
    citizen.post(page_of(dossier), {"way": "post", "address": HOME})
    dossier = actions.resolve(dossier, at=AT, by=world.actor("officer"))
    officer = speaking_english(world, "officer").get(f"/xu-ly/ho-so/{dossier.pk}/").content.decode()
    assert HOME in officer
    assert HOME not in speaking_english(world, "anonymous").get(f"/tra-cuu/{dossier.secret}/").content.decode()


def test_a_choice_is_neither_changed_nor_deleted(citizen: Client, world: World) -> None:
    citizen.post(page_of(world.processing()), {"way": "counter", "address": ""})
    wish = ResultWish.objects.get()
    for spoil in (wish.delete, lambda: ResultWish.objects.update(way="online")):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            spoil()

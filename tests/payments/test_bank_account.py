"""Where the money goes: entered by who administers the center, with the password, kept for good, told to all."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from centers.actions import appoint
from common import clock
from notifications.gateway import deliver_due
from notifications.models import Notice
from payments.accounts import NoAccount, account_of
from payments.models import BankAccount
from payments.showing import code_for
from tests.dossiers.world import World
from tests.dossiers_staff.conftest import speaking_english
from tests.payments.money import LATER, bank, only, owing, transfer
from tests.personas import SINCE

pytestmark = pytest.mark.django_db
PAGE = "/quan-tri/tai-khoan-nhan-tien/sa-pa/"
PASSWORD = "mot-mat-khau-rat-dai-2026"
NEW = {"bank": "Sacombank", "bin": "970403", "number": "0011 0123 45678", "holder": "UBND PHUONG SA PA", "seen": ""}


@pytest.fixture
def admin(world: World) -> Client:
    person = world.personas.administrator
    person.set_password(PASSWORD)
    person.email = "quan-tri@sapa.example"
    person.save()
    world.personas.leader.email = "lanh-dao@sapa.example"
    world.personas.leader.save()
    return speaking_english(world, "administrator")


def enter(client: Client, password: str = PASSWORD, **changed: str) -> Any:
    return client.post(PAGE, {**NEW, **changed, "step": "enter", "password": password})


def test_looked_at_beside_the_old_one_then_entered_with_the_password(world: World, admin: Client) -> None:
    look = admin.post(PAGE, {**NEW, "step": "look"})
    page = look.content.decode()
    assert look.status_code == 200
    assert "0000000000" in page  # until now
    assert "0011012345678" in page
    assert "<svg" in page
    assert not BankAccount.objects.exists()
    assert enter(admin)["Location"] == PAGE
    assert account_of(world.places.sa_pa, at=LATER).number == "0011012345678"
    assert not account_of(world.places.ta_van, at=LATER).number.strip("0")
    history = admin.get(PAGE).content.decode()
    assert world.personas.administrator.full_name in history


def test_everybody_who_answers_for_the_center_hears_of_it_without_the_number(world: World, admin: Client) -> None:
    enter(admin)
    deliver_due(LATER)
    assert sorted(to for message in mail.outbox for to in message.to) == [
        "lanh-dao@sapa.example",
        "quan-tri@sapa.example",
    ]
    assert all("…5678" in message.body and "0011012345678" not in message.body for message in mail.outbox)
    assert [notice.user for notice in Notice.objects.filter(template="bank_account_changed")] == [world.personas.leader]


@pytest.mark.parametrize("password", ["", "sai-mat-khau"])
def test_not_without_the_password_and_what_was_typed_stays(world: World, admin: Client, password: str) -> None:
    response = enter(admin, password)
    assert response.status_code == 422
    assert "0011012345678" in response.content.decode()
    assert not BankAccount.objects.exists()


def test_guessing_the_password_is_slowed_down(world: World, admin: Client) -> None:
    for _try in range(12):
        enter(admin, "sai-mat-khau")
    assert enter(admin).status_code == 422
    assert not BankAccount.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"bin": "97040"},
        {"bin": "97040a"},
        {"number": "000000"},
        {"number": "12345678901234567890"},
        {"number": "12<34"},
        {"holder": ""},
        {"holder": "a\u202eb"},
    ],
)
def test_what_is_no_account_is_refused_and_kept_in_the_form(admin: Client, wrong: dict[str, str]) -> None:
    response = admin.post(PAGE, {**NEW, **wrong, "step": "look"})
    assert response.status_code == 422
    assert "UBND PHUONG SA PA" in response.content.decode() or "holder" in wrong
    assert enter(admin, **wrong).status_code == 422
    assert not BankAccount.objects.exists()


def test_back_to_the_form_with_everything_typed(admin: Client) -> None:
    page = admin.post(PAGE, {**NEW, "step": "edit"}).content.decode()
    assert 'value="0011 0123 45678"' in page


def test_two_administrators_at_once_do_not_pass_each_other(world: World, admin: Client) -> None:
    enter(admin)
    stale = enter(admin, number="999888777")
    assert stale.status_code == 409
    assert "999888777" in stale.content.decode()
    seen = str(BankAccount.objects.get().pk)
    assert f'value="{seen}"' in stale.content.decode()
    assert enter(admin, number="999888777", seen=seen).status_code == 302
    again = str(BankAccount.objects.latest("pk").pk)
    assert enter(admin, number="999888777", seen=again).status_code == 422  # the same once more


def test_a_code_shown_before_is_matched_all_the_same_and_its_account_is_known(world: World, admin: Client) -> None:
    dossier = owing(world)
    shown = code_for(dossier, at=LATER)
    with clock.moved_to(LATER + timedelta(minutes=5)):
        enter(admin)
        assert code_for(dossier, at=clock.now()).account.number == "0011012345678"
    assert account_of(world.places.sa_pa, at=LATER) == shown.account  # then
    bank(world, transfer(dossier, 8000))
    assert only().state == "matched"


def test_rows_are_only_ever_added(admin: Client) -> None:
    enter(admin)
    for verb in (lambda: BankAccount.objects.update(number="1"), lambda: BankAccount.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            verb()


def test_the_policy_page_is_no_back_door(admin: Client) -> None:
    changed = {"value": "970403|1|X|Y", "valid_from": "20/11/2026", "source": "x"}
    assert (
        admin.post("/quan-tri/tham-so/payment.bank_account/", changed)["Location"] == "/quan-tri/tai-khoan-nhan-tien/"
    )
    assert "1|X" not in admin.get("/quan-tri/tham-so/").content.decode()


def test_another_center_is_not_there(world: World, admin: Client) -> None:
    address = PAGE.replace("sa-pa", world.places.ta_van.slug)
    assert admin.get(address).status_code == 404
    assert admin.post(address, {**NEW, "step": "enter", "password": PASSWORD}).status_code == 404
    assert not BankAccount.objects.exists()


def test_the_sample_account_is_no_account_in_production(world: World, settings: Any) -> None:
    settings.IS_LOCAL = False
    with pytest.raises(NoAccount):
        account_of(world.places.sa_pa, at=LATER)


def test_the_list_costs_the_same_however_many_changes(world: World, admin: Client) -> None:
    appoint(world.personas.administrator, Role.ADMINISTRATOR, unit=world.places.province, since=SINCE)
    counts = []
    for number in range(3):
        with CaptureQueriesContext(connection) as queries:
            page = admin.get("/quan-tri/tai-khoan-nhan-tien/").content.decode()
        counts.append(len(queries))
        BankAccount.objects.create(
            center=world.places.ta_van, bin="970403", number=f"9{number}", holder="X", bank="Y", at=LATER,
            by=world.personas.administrator,
        )  # fmt: skip
    assert counts[1] == counts[2]
    assert ">90<" not in page
    assert ">91<" in page

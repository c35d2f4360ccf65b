"""The day's money, the list that waits, the code to pay with."""

import io
from typing import Any

import pytest
from django.test import Client

from dossiers.actions import charges, payments
from dossiers.models import Payment
from payments.day import day_of
from payments.models import Incoming, State
from tests.dossiers.world import World
from tests.dossiers_staff.conftest import speaking_english
from tests.payments.money import LATER, WHEN, bank, only, owing, table, transfer

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(world: World) -> Client:
    return speaking_english(world, "counter")


def _busy(world: World) -> None:
    by = world.actor("counter")
    paid, exempt, wrong, _open = (owing(world) for _ in range(4))
    mistake = payments.take_cash(owing(world), seen=8000, at=LATER, by=by)
    payments.cancel(mistake, reason="Thu nhầm", at=LATER, by=by)
    payments.take_cash(paid, seen=8000, at=LATER, by=by)
    charges.exempt(exempt, "other", "Nghị quyết mẫu", at=LATER, by=by)
    bank(world, transfer(owing(world), 8000, "FT1"), transfer(wrong, 5000, "FT2"), (WHEN, 700, "FT3", "la"))


def test_every_dong_of_a_day_is_paid_waived_or_listed(world: World) -> None:
    _busy(world)
    day = day_of(world.places.sa_pa, LATER.date())
    assert day.agrees
    assert day.charged.whole == 6 * 8000
    assert day.charged.parts == (16_000, 8000, 0, 0, 24_000)  # paid, exempt, taken back, ended, still owed
    assert day.came_in.parts == (8000, 0, 5700)  # matched, returned, waiting
    assert (day.cash, day.bank) == (8000, 8000)
    assert len(day.unsettled) == 3
    assert len(day.waiting) == 2


def test_the_page_costs_the_same_however_much_happened(
    world: World, desk: Client, django_assert_max_num_queries: Any
) -> None:
    _busy(world)
    desk.get("/quay/so-thu/")
    with django_assert_max_num_queries(40) as few:
        desk.get("/quay/so-thu/")
    _busy_again(world)
    with django_assert_max_num_queries(len(few)):
        page = desk.get("/quay/so-thu/").content.decode()
    assert "The sums agree" in page


def _busy_again(world: World) -> None:
    for number in range(5):
        bank(world, transfer(owing(world), 8000, f"MORE{number}"))


def test_another_day_is_empty_and_a_wrong_day_is_told(world: World, desk: Client) -> None:
    _busy(world)
    assert "Nothing." in desk.get("/quay/so-thu/?ngay=18/11/2026").content.decode()
    assert desk.get("/quay/so-thu/?ngay=xx").status_code == 422


def test_the_statement_is_read_on_the_page_and_the_rest_is_listed(world: World, desk: Client) -> None:
    dossier = owing(world)
    file = io.BytesIO(table(transfer(dossier, 8000), (WHEN, 5000, "FT2", "la")))
    file.name = "sao-ke.csv"
    answer = desk.post("/quay/so-thu/sao-ke/", {"file": file}, follow=True)
    page = answer.content.decode()
    assert "2 transfers read, 0 known before, 1 wait" in page
    assert "5.000 đ" in page


def test_a_waiting_transfer_is_matched_or_returned_on_the_page(world: World, desk: Client) -> None:
    dossier = owing(world)
    bank(world, (WHEN, 8000, "FT1", "la"))
    pk = only().pk
    address = f"/quay/so-thu/cho-doi-chieu/{pk}/khop/"
    assert desk.post(address, {f"m{pk}-code": "khong co", f"m{pk}-reason": "x"}).status_code == 422
    assert desk.post(address, {f"m{pk}-code": dossier.code, f"m{pk}-reason": "hỏi người nộp"}).status_code == 302
    assert Payment.objects.get().dossier == dossier
    assert only().state == State.MATCHED


def test_the_code_is_for_what_is_owed_now_and_no_payment(world: World) -> None:
    dossier, citizen = owing(world), speaking_english(world, "citizen")
    page = citizen.get(f"/tai-khoan/ho-so/{dossier.pk}/nop-phi/").content.decode()
    assert "H38030062611190001" in page
    assert "8.000 đ to be paid" in page
    assert "Do not transfer money" in page  # the sample account
    assert not Payment.objects.exists()
    bank(world, transfer(dossier, 8000))
    assert "8.000 đ paid" in citizen.get(f"/tai-khoan/ho-so/{dossier.pk}/nop-phi/").content.decode()


def test_outside_local_mode_nobody_is_sent_to_the_sample_account(world: World, settings: Any) -> None:
    settings.IS_LOCAL = False
    dossier, citizen = owing(world), speaking_english(world, "citizen")
    page = citizen.get(f"/tai-khoan/ho-so/{dossier.pk}/nop-phi/").content.decode()
    assert "<svg" not in page.partition("<main")[2].partition("pay-code")[2]
    assert "Please pay at the counter" in page


def test_money_of_another_center_is_not_there(world: World, desk: Client) -> None:
    bank(world, (WHEN, 8000, "FT1", "la"))
    Incoming.objects.update(center=world.places.ta_van)
    pk = only().pk
    assert desk.post(f"/quay/so-thu/cho-doi-chieu/{pk}/tra-lai/", {f"r{pk}-reason": "x"}).status_code == 404
    assert only().state == State.WAITING

"""Fees at the desk: on the screen of the reception, on their own page, on paper."""

import io
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from dossiers.models import Dossier, Payment
from dossiers.slips.receipt import receipt_pdf, receipt_pictures
from procedures.models import ProcedureVersion
from tests.dossiers.fees import CERTIFIED, publish
from tests.dossiers.world import World
from tests.dossiers_staff.conftest import speaking_english
from tests.dossiers_staff.desk import typed
from tests.places import AT

pytestmark = pytest.mark.django_db


def _receive(desk: Client, version: ProcedureVersion, **changed: Any) -> Any:
    return desk.post(f"/quay/tiep-nhan/{version.procedure.code}/", typed(version, **changed))


def _paid(world: World, desk: Client) -> Payment:
    publish(world.versions["days"], 8000, "8.000 đ/bản sao")
    _receive(desk, world.versions["days"], **{"fee-cash": "on"})
    return Payment.objects.get()


def test_the_usual_case_needs_nothing_typed(world: World, desk: Client) -> None:
    publish(world.versions["days"], 8000, "8.000 đ/bản sao")
    assert _receive(desk, world.versions["days"]).status_code == 302
    assert Dossier.objects.get().charges.get().due_vnd == 8000
    assert not Payment.objects.exists()


def test_cash_is_ticked_and_the_receipt_waits_on_the_next_page(world: World, desk: Client) -> None:
    payment = _paid(world, desk)
    assert payment.amount_vnd == 8000
    page = desk.get(f"/quay/ho-so/{payment.dossier_id}/da-tiep-nhan/").content.decode()
    assert f"/le-phi/phieu-thu/{payment.pk}.pdf" in page


def test_the_due_amount_follows_what_is_typed(world: World, desk: Client) -> None:
    version = world.versions["days"]
    publish(version, 2000, CERTIFIED)
    asked = {"preview": "1", "fee-quantity_0": "10", "fee-copies_0": "2"}
    answer = desk.post(
        f"/quay/tiep-nhan/{version.procedure.code}/", typed(version, **asked), headers={"HX-Request": "true"}
    )
    assert "24.000 đ" in answer.content.decode()
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"fee-ground": "other"}, "fee-ground_basis"),
        ({"fee-ground": "poor"}, "fee-ground"),
        ({"fee-ground": "other", "fee-ground_basis": "NQ", "fee-cash": "on"}, "fee-cash"),
        ({"fee-entered_0": "15.000"}, "fee-basis_0"),
        ({"fee-entered_0": "x"}, "fee-entered_0"),
        ({"fee-entered_0": "9" * 15, "fee-basis_0": "NQ"}, "fee-entered_0"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    world: World, desk: Client, changed: dict[str, str], field: str
) -> None:
    publish(world.versions["days"], None, "Mức lệ phí do HĐND tỉnh quyết định")
    answer = _receive(desk, world.versions["days"], **changed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert "Vàng Thị Mỷ" in page
    assert not Dossier.objects.exists()


def test_an_exemption_with_its_law_is_kept(world: World, desk: Client) -> None:
    publish(world.versions["days"], 8000, "8.000 đ/bản sao")
    changed = {"fee-ground": "other", "fee-ground_basis": "Nghị quyết mẫu, Điều 3"}
    _receive(desk, world.versions["days"], **changed)
    charge = Dossier.objects.get().charges.get()
    assert (charge.due_vnd, charge.ground_basis) == (0, "Nghị quyết mẫu, Điều 3")
    assert not Payment.objects.exists()


def test_an_unfinished_screen_keeps_its_fees(world: World, desk: Client) -> None:
    version = world.versions["days"]
    publish(version, 2000, CERTIFIED)
    desk.post(f"/quay/tiep-nhan/{version.procedure.code}/", typed(version, **{"keep": "1", "fee-quantity_0": "7"}))
    home = desk.get("/quay/").content.decode()
    again = home.split("?nhap=")[1].split('"')[0]
    page = desk.get(f"/quay/tiep-nhan/{version.procedure.code}/?nhap={again}").content.decode()
    assert 'name="fee-quantity_0" value="7"' in page


def test_numbers_that_the_page_put_there_are_no_screen_worth_keeping(world: World, desk: Client) -> None:
    version = world.versions["days"]
    publish(version, 2000, CERTIFIED)
    empty = {"keep": "1", "key": typed(version)["key"], "fee-quantity_0": "1", "fee-copies_0": "1", "fee-ground": ""}
    desk.post(f"/quay/tiep-nhan/{version.procedure.code}/", empty)
    assert "?nhap=" not in desk.get("/quay/").content.decode()


# The page of the fees


def test_cash_is_taken_once_however_often_the_button_is_pressed(world: World, desk: Client) -> None:
    publish(world.versions["days"], 8000, "8.000 đ/bản sao")
    dossier = world.received()
    address = f"/quay/ho-so/{dossier.pk}/le-phi/thu/"
    assert desk.post(address, {"amount": "8000"}).status_code == 302
    again = desk.post(address, {"amount": "8000"})
    assert again.status_code == 422
    assert "Nothing is owed" in again.content.decode()
    assert Payment.objects.count() == 1


def test_a_receipt_is_cancelled_with_a_reason_on_the_page(world: World, desk: Client) -> None:
    payment = _paid(world, desk)
    address = f"/quay/ho-so/{payment.dossier_id}/le-phi/huy/"
    assert desk.post(address, {"receipt": payment.pk, "reason": ""}).status_code == 422
    assert desk.post(address, {"receipt": payment.pk, "reason": "Thu nhầm"}).status_code == 302
    page = desk.get(f"/quay/ho-so/{payment.dossier_id}/le-phi/").content.decode()
    assert "-8.000 đ" in page
    assert "Thu nhầm" in page
    assert "8.000 đ taken in cash" in page


def test_a_receipt_of_another_dossier_is_not_there(world: World, desk: Client) -> None:
    payment = _paid(world, desk)
    other = world.received()
    assert desk.get(f"/quay/ho-so/{other.pk}/le-phi/phieu-thu/{payment.pk}.pdf").status_code == 404
    answer = desk.post(f"/quay/ho-so/{other.pk}/le-phi/huy/", {"receipt": payment.pk, "reason": "x"})
    assert answer.status_code == 422
    assert Payment.objects.count() == 1


def test_the_fee_is_worked_out_again_with_a_reason(world: World, desk: Client) -> None:
    publish(world.versions["days"], 2000, CERTIFIED)
    dossier = world.received()
    address = f"/quay/ho-so/{dossier.pk}/le-phi/tinh-lai/"
    assert desk.post(address, {"fee-quantity_0": "10", "fee-reason": ""}).status_code == 422
    assert desk.post(address, {"fee-quantity_0": "10", "fee-reason": "Đếm lại trang"}).status_code == 302
    assert list(dossier.charges.order_by("number").values_list("due_vnd", "void_reason")) == [
        (0, "Đếm lại trang"),
        (12_000, ""),
    ]


def test_pages_of_dossiers_say_what_is_owed_paid_and_exempt(world: World, desk: Client) -> None:
    publish(world.versions["days"], 8000, "8.000 đ/bản sao")
    dossier = world.received()
    for address in (f"/quay/ho-so/{dossier.pk}/", f"/quay/ho-so/{dossier.pk}/le-phi/"):
        assert "8.000 đ to be paid" in desk.get(address).content.decode()
    desk.post(f"/quay/ho-so/{dossier.pk}/le-phi/mien/", {"ground": "other", "ground_basis": "Nghị quyết mẫu"})
    assert "Exempt" in desk.get(f"/quay/ho-so/{dossier.pk}/").content.decode()


def test_citizens_see_the_same_and_their_receipt(world: World, desk: Client) -> None:
    publish(world.versions["days"], 8000, "8.000 đ/bản sao")
    dossier = world.received()
    client = speaking_english(world, "citizen")
    own = f"/tai-khoan/ho-so/{dossier.pk}/"
    assert "8.000 đ to be paid" in client.get(own).content.decode()
    desk.post(f"/quay/ho-so/{dossier.pk}/le-phi/thu/", {"amount": "8000"})
    page = client.get(own).content.decode()
    assert "8.000 đ paid" in page
    pdf = client.get(f"{own}phieu-thu/{Payment.objects.get().pk}/")
    assert pdf.content.startswith(b"%PDF")


# Paper


def text_of(pdf: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(text.replace("\u200b", "").split())


def test_the_receipt_says_who_paid_what_in_figures_and_words(world: World, desk: Client) -> None:
    payment = _paid(world, desk)
    text = text_of(desk.get(f"/quay/ho-so/{payment.dossier_id}/le-phi/phieu-thu/{payment.pk}.pdf").content)
    for said in ("PHIẾU THU PHÍ, LỆ PHÍ", "00001/PT-", "8.000 đ", "Tám nghìn đồng", payment.dossier.code, "Liên 2"):
        assert str(said) in text, said


def test_a_cancelled_receipt_and_its_counter_entry_name_each_other(world: World, desk: Client) -> None:
    payment = _paid(world, desk)
    desk.post(f"/quay/ho-so/{payment.dossier_id}/le-phi/huy/", {"receipt": payment.pk, "reason": "Thu nhầm"})
    dossier, (old, entry) = payment.dossier, Payment.objects.order_by("pk")
    assert "ĐÃ HỦY" in text_of(receipt_pdf(dossier, old, at=AT))
    said = text_of(receipt_pdf(dossier, entry, at=AT))
    assert "PHIẾU ĐIỀU CHỈNH" in said
    assert f"Hủy phiếu thu số {old.number:05d}" in said


def test_the_longest_receipt_stays_on_its_page(world: World, desk: Client) -> None:
    payment = _paid(world, desk)
    line = {"label": "Phí " * 40, "quantity": "9999 trang × 999 bản", "amount_vnd": 10**11, "due_vnd": 0,
            "ground": "own_family", "ground_basis": "Nghị quyết " * 40, "basis": "x" * 300}  # fmt: skip
    payment.said, payment.payer = {"lines": [line] * 3}, "Nguyễn Thị Hoàng Oanh Phương Thảo " * 6
    assert len(receipt_pictures(payment.dossier, payment, at=AT)) == 2

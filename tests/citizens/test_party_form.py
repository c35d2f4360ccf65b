"""The block of fields for one party: nothing typed is lost, nothing odd blocks, the address has two levels."""

import unicodedata
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from centers.models import AddressUnit
from citizens.actions import find_or_create
from citizens.api.party import PartyIn
from citizens.forms import PartyForm, initial_of
from common.clock import moved_to

from .conftest import NOW

GOOD = {
    "kind": "person",
    "name": "Nguyễn Văn An",
    "number": "000090123456",
    "birth_date": "01/02/1990",
    "gender": "male",
    "ethnicity": "Kinh",
    "phone": "0900 000 001",
    "email": "",
    "province": "15",
    "commune": "sa pa",
    "address_line": "Tổ 1",
}


@pytest.fixture(autouse=True)
def _english_monday(places: dict[str, AddressUnit]) -> Any:
    with translation.override("en"), moved_to(NOW):
        yield


def form(**changes: str) -> PartyForm:
    typed = QueryDict(mutable=True)
    typed.update({f"owner-{name}": value for name, value in {**GOOD, **changes}.items()})
    return PartyForm(typed, prefix="owner")


def test_a_complete_declaration_becomes_a_party(places: dict[str, AddressUnit]) -> None:
    filled = form()
    assert filled.is_valid(), filled.errors
    party = find_or_create(filled.to_data(), at=NOW, by=None)
    assert (party.number_kind, party.phone, party.address_unit) == ("citizen_id", "0900000001", places["03006"])
    assert initial_of(party)["commune"] == "Phường Sa Pa"
    assert initial_of(party)["number"] == ""
    assert initial_of(party, with_number=True)["number"] == "000090123456"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"birth_date": "1990-02-31"}, "birth_date"),
        ({"birth_date": "24/11/2026"}, "birth_date"),
        ({"phone": "gọi tôi"}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"commune": "Hoàn Kiếm"}, "commune"),
        ({"province": ""}, "province"),
        ({"province": "99"}, "province"),
        ({"kind": "business", "number": ""}, "number"),
        ({"kind": "ghost"}, "kind"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(changes: dict[str, str], field: str) -> None:
    filled = form(**changes)
    assert not filled.is_valid()
    assert field in filled.errors
    html = render_to_string("citizens/party_fields.html", {"form": filled})
    for name, value in {**GOOD, **changes}.items():
        assert name in {"kind", "province", "gender"} or not value.strip() or value in html


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": "012345678"}, "old_id"),
        ({"number": "12"}, "id_length"),
        ({"number": "000190123456"}, "id_gender"),
        ({"birth_date": "01/02/1991"}, "id_birth_year"),
        ({"phone": "12345"}, "phone_shape"),
    ],
)
def test_odd_things_are_asked_about_once_and_never_block(changes: dict[str, str], code: str) -> None:
    asked = form(**changes)
    assert not asked.is_valid()
    assert list(asked.errors) == ["checked_again"]
    assert [warning.code for warning in asked.warnings] == [code]
    assert "owner-checked_again" in render_to_string("citizens/party_fields.html", {"form": asked})
    ticked = form(**changes, checked_again="on")
    assert ticked.is_valid()


def test_the_counter_may_be_warned_without_being_asked() -> None:
    filled = PartyForm({**GOOD, "number": "12"}, ask_again=False)
    assert filled.is_valid()
    assert filled.warnings


def test_the_tick_box_appears_only_when_needed() -> None:
    assert "checked_again" not in {field.name for field in form().shown_fields}


@pytest.mark.parametrize("mark", ["\u200b", "\u202e", "\ufeff", "\u2066", "\x07", "\x00", "\u3164"])
def test_a_name_has_nothing_that_cannot_be_seen(mark: str) -> None:
    typed = form(name=f"Nguyễn{mark} Văn An")
    assert not typed.is_valid()
    assert "cannot be seen" in str(typed.errors["name"])
    sent = PartyIn(data={"name": f"Nguyễn{mark} Văn An"})
    assert not sent.is_valid()
    assert "cannot be seen" in str(sent.errors["name"])


def test_names_may_be_written_in_any_visible_way() -> None:
    for name in ("Vàng A Páo", unicodedata.normalize("NFD", "Lý Thị Mỷ"), "O’Brien-Müller Ngọc", "公司 Sa Pa"):
        assert form(name=name).is_valid()


def test_details_of_a_person_are_dropped_for_bodies() -> None:
    filled = form(kind="business", name="Công ty TNHH Thử", number="5300123456", birth_date="never")
    assert filled.is_valid(), filled.errors
    data = filled.to_data()
    assert (data.number_kind, data.birth_date, data.gender, data.ethnicity) == ("tax_code", None, "", "")


def test_further_fields_can_be_required() -> None:
    filled = PartyForm({**GOOD, "phone": "", "number": ""}, required=["phone", "number"])
    assert not filled.is_valid()
    assert {"phone", "number"} <= set(filled.errors)


def test_a_scanned_card_fills_the_block() -> None:
    filled = form(
        number="000090123456|012345678|Nguyễn Văn An|01021990|Nam|Sa Pa|01012022", name="", birth_date="", gender=""
    )
    assert filled.is_valid(), filled.errors
    assert filled.to_data().name == "Nguyễn Văn An"
    assert filled.to_data().number == "000090123456"


@pytest.mark.parametrize("typed", ["Phường Sa Pa", "phuong sa pa", "SA PA", "sa  pa"])
def test_a_commune_is_found_however_it_is_typed(typed: str, places: dict[str, AddressUnit]) -> None:
    filled = form(commune=typed)
    assert filled.is_valid(), filled.errors
    assert filled.to_data().address_unit == places["03006"]


def test_the_offers_follow_the_province() -> None:
    home = render_to_string("citizens/party_fields.html", {"form": PartyForm(prefix="owner")})
    assert "Xã Tả Phìn" in home
    assert "Phường Hoàn Kiếm" not in home
    other = render_to_string("citizens/party_fields.html", {"form": form(province="01")})
    assert "Phường Hoàn Kiếm" in other


@pytest.mark.parametrize("query", ["tinh=01", "owner-province=01"])
def test_communes_of_a_province_can_be_fetched(client: Client, query: str) -> None:
    response = client.get(f"/dia-gioi/xa/?{query}")
    assert response.content.decode() == '<option value="Phường Hoàn Kiếm">'


def test_an_unknown_province_has_no_communes(client: Client) -> None:
    assert client.get("/dia-gioi/xa/?tinh=x").content == b""
    assert client.get("/dia-gioi/xa/").content == b""

"""The card in the reader: it fills the form, says where to go on, and half a card does nothing."""

import re

import pytest
from django.test import Client

from citizens.addresses import place_of
from dossiers.models import Dossier
from tests.dossiers.world import World
from tests.dossiers_staff.desk import typed

pytestmark = pytest.mark.django_db

CARD = "000151000027|000000027|Chảo Thị Sẩu|05081951|Nữ|Tổ 2, phường Sa Pa, Lào Cai|01012022"
HALF = CARD[:40]
NAME = "Chảo Thị Sẩu"


def _address(world: World) -> str:
    return f"/quay/tiep-nhan/{world.versions['days'].procedure.code}/"


def _scanned(world: World, text: str, **changed: str) -> dict[str, object]:
    nothing = {"owner-name": "", "owner-phone": "", "owner-commune": "", "owner-number": text}
    return typed(world.versions["days"], **{**nothing, **changed})


def _focused(page: str) -> list[str]:
    return re.findall(r'<(?:input|textarea|button)[^>]*name="([^"]+)"[^>]*autofocus', page)


def test_the_address_of_the_card_is_filled_in(world: World, desk: Client) -> None:
    page = desk.post(_address(world), _scanned(world, CARD)).content.decode()
    assert 'value="Phường Sa Pa"' in page
    assert 'value="Tổ 2"' in page
    assert _focused(page) == ["owner-phone"]


def test_an_address_that_does_not_exist_any_more_stays_in_its_line(world: World, desk: Client) -> None:
    place = place_of("Tổ 5, Thị trấn Cũ, Huyện Cũ, Lào Cai")
    assert place is not None
    assert (place.province, place.commune, place.line) == ("15", "", "Tổ 5, Thị trấn Cũ, Huyện Cũ")
    assert place_of("Tổ 5, Thị trấn Cũ") is None
    page = desk.post(_address(world), _scanned(world, CARD.replace("Tổ 2, phường Sa Pa, Lào Cai", "Tổ 5, xã Cũ")))
    assert 'value="Tổ 5, xã Cũ"' in page.content.decode()


def test_who_comes_again_is_filled_in_and_the_first_paper_is_next(world: World, desk: Client) -> None:
    first = desk.post(_address(world), typed(world.versions["days"], **{"owner-number": "000151000027"}))
    assert first.status_code == 302
    page = desk.post(_address(world), _scanned(world, CARD)).content.decode()
    assert 'value="0900000012"' in page
    assert _focused(page)[0].startswith("has_")


def test_a_known_number_alone_asks_who_it_is(world: World, desk: Client) -> None:
    desk.post(_address(world), typed(world.versions["days"]))
    form = _scanned(world, "000199000001")
    answer = desk.post(_address(world), form)
    assert answer.status_code == 200
    assert 'value="Vàng Thị Mỷ"' in answer.content.decode()
    assert Dossier.objects.count() == 1


def test_who_was_recorded_under_the_old_number_is_found_by_the_card_and_later_by_either(
    world: World, desk: Client
) -> None:
    desk.post(
        _address(world),
        typed(world.versions["days"], **{"owner-name": NAME, "owner-number": "000000027", "owner-checked_again": "on"}),
    )
    [first] = Dossier.objects.all()
    page = desk.post(_address(world), _scanned(world, CARD)).content.decode()
    assert "Known here" in page
    kept = re.search(r'name="owner-old_number" value="([^"]+)"', page)
    assert kept is not None
    said = {"owner-name": NAME, "owner-number": "000151000027", "owner-old_number": kept[1], "confirmed": str(first.pk)}
    assert desk.post(_address(world), typed(world.versions["days"], **said)).status_code == 302
    owner = Dossier.objects.latest("pk").owner
    assert (owner, owner.number) == (first.owner, "000151000027")
    page = desk.post(_address(world), _scanned(world, "000000027")).content.decode()
    assert f'value="{NAME}"' in page
    assert first.code in desk.get("/xu-ly/", {"q": "000000027", "muc": "tat-ca"}).content.decode()


def test_half_a_card_gets_a_message_and_stays(world: World, desk: Client) -> None:
    answer = desk.post(_address(world), _scanned(world, HALF, **{"owner-phone": "0900000027"}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This is not what an identity card says" in page
    assert f'value="{HALF}"' in page
    assert 'value="0900000027"' in page
    assert _focused(page) == ["owner-number"]
    assert Dossier.objects.count() == 0


def test_the_card_of_who_brings_it_fills_their_fields(world: World, desk: Client) -> None:
    form = typed(world.versions["days"], way="relative", **{"submitter-kind": "person", "submitter-number": CARD})
    page = desk.post(_address(world), form).content.decode()
    assert 'name="submitter-name" value="Chảo Thị Sẩu"' in page
    assert _focused(page) == ["submitter-phone"]

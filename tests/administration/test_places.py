"""What the public is told of a center, and its offices."""

import pytest
from django.test import Client

from centers.models import Center, Office, OfficeKind
from tests.administration.test_rooms import look, send
from tests.dossiers.world import World

PLACES = "/quan-tri/noi-lam-viec/"
TOLD = {
    "address": "Tổ 5, phường Sa Pa",
    "hotline": "0900 000 001",
    "email": "mot-cua@example.vn",
    "opening_hours": "Chiều thứ sáu không nhận hồ sơ đất đai",
}


@pytest.fixture
def admin(world: World) -> Client:
    client = world.personas.client_of("administrator")
    client.cookies["django_language"] = "en"
    return client


def test_what_the_public_is_told_is_entered_once_and_can_be_emptied(world: World, admin: Client) -> None:
    center = world.places.sa_pa
    assert "not entered yet" in look(admin, PLACES).content.decode()
    assert send(admin, f"{PLACES}{center.pk}/", TOLD).status_code == 302
    shown = look(admin, PLACES).content.decode()
    assert all(words in shown for words in TOLD.values())
    assert send(admin, f"{PLACES}{center.pk}/", TOLD | {"hotline": " ", "email": ""}).status_code == 302
    center.refresh_from_db()
    assert (center.hotline, center.email, center.address) == (None, None, TOLD["address"])
    assert [row.history_user for row in center.history.all()[:2]] == [world.personas.administrator] * 2


@pytest.mark.parametrize(
    ("changed", "words"), [({"hotline": "gọi cô Lan"}, "telephone number"), ({"email": "mot-cua"}, "valid email")]
)
def test_what_nobody_could_dial_or_write_to_is_refused(
    changed: dict[str, str], words: str, world: World, admin: Client
) -> None:
    answer = send(admin, f"{PLACES}{world.places.sa_pa.pk}/", TOLD | changed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert TOLD["address"] in page
    assert not Center.objects.filter(address=TOLD["address"]).exists()


def test_an_office_is_opened_and_renamed(world: World, admin: Client) -> None:
    center = world.places.sa_pa
    address = f"{PLACES}{center.pk}/co-quan/moi/"
    data = {"name": "Đội  Quản lý đô thị", "kind": OfficeKind.SPECIALISED}
    assert send(admin, address, data).status_code == 302
    office = Office.objects.get(slug="doi-quan-ly-do-thi")
    assert (office.center, office.unit, office.name) == (center, center.unit, "Đội Quản lý đô thị")
    twice = send(admin, address, data)
    assert "has an office of that name already" in twice.content.decode()
    second_reception = send(admin, address, {"name": "Một cửa 2", "kind": OfficeKind.RECEPTION})
    assert second_reception.status_code == 422
    assert send(admin, f"/quan-tri/co-quan/{office.pk}/", {"name": "Đội Trật tự"}).status_code == 302
    office.refresh_from_db()
    assert (office.name, office.kind, office.slug) == ("Đội Trật tự", OfficeKind.SPECIALISED, "doi-quan-ly-do-thi")
    assert office.history.first().history_user == world.personas.administrator


def test_places_of_others_are_not_there(world: World, admin: Client) -> None:
    elsewhere, agency = world.places.ta_van, Office.objects.exclude(unit__center=world.places.sa_pa).earliest("id")
    assert send(admin, f"{PLACES}{elsewhere.pk}/", TOLD).status_code == 404
    assert send(admin, f"{PLACES}{elsewhere.pk}/co-quan/moi/", {"name": "X", "kind": "records"}).status_code == 404
    assert send(admin, f"/quan-tri/co-quan/{agency.pk}/", {"name": "X"}).status_code == 404

"""`/quan-tri/nguoi-trung/`: pairs, side by side, the merge, the way back, and who may."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from citizens.actions import prove_account
from citizens.models import Party, PartyMerge
from common.clock import moved_to
from dossiers.models import Dossier, DossierView
from tests.dossiers.world import World
from tests.merging.people import BORN, dossier_of, person, twice
from tests.personas import make_staff, sign_in
from tests.places import AT

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/nguoi-trung/"


@pytest.fixture
def admin(world: World) -> Client:
    client = world.personas.client_of("administrator")
    client.cookies["django_language"] = "en"
    return client


def get(client: Client, address: str = LIST) -> Any:
    with moved_to(AT):
        return client.get(address)


def post(client: Client, address: str, **typed: str) -> Any:
    with moved_to(AT):
        return client.post(address, typed)


def side_by_side(first: Party, second: Party) -> str:
    return f"{LIST}{first.pk}/{second.pk}/"


def offered(client: Client) -> list[tuple[str, str]]:
    return [(line.first.name, line.second.name) for line in get(client).context["pairs"].lines]


def test_the_same_name_and_birth_day_and_the_same_phone_with_a_similar_name_are_offered(
    world: World, admin: Client
) -> None:
    pairs = [
        (person("Lý Láo Chiêu", birth_date=BORN), person("ly lao chieu", birth_date=BORN)),
        (person("Tẩn Tả Mẩy", phone="0900000021"), person("Tẩn Tả Mảy A", phone="0900000021")),
        (person("Vàng A Sử", phone="0900000022"), person("Lù Minh Thắng", phone="0900000022")),
        (person("Má A Páo", birth_date=BORN), person("Má A Páo")),
        (
            person("Sùng Thị Dua", birth_date=BORN, number="000199000021"),
            person("Sùng Thị Dua", birth_date=BORN, number="000199000022"),
        ),
        (person("Hà Thị Thơm", birth_date=BORN), person("Hà Thị Thơm", birth_date=BORN, by=world.personas.citizen)),
    ]
    for party in (party for pair in pairs for party in pair):
        dossier_of(world, party)
    assert offered(admin) == [("Lý Láo Chiêu", "ly lao chieu"), ("Tẩn Tả Mẩy", "Tẩn Tả Mảy A")]


def test_side_by_side_shows_both_and_the_button_merges_them(world: World, admin: Client) -> None:
    keep, drop = twice(world)
    address = side_by_side(keep, drop)
    page = get(admin, address)
    text = page.content.decode()
    assert "*********001" in text
    assert "000199000001" not in text
    assert set(page.context["form"].values) == {"name", "phone", "email"}
    answer = post(admin, address, keep="first", name="first", phone="second", email="second", reason="cùng căn cước")
    assert answer.status_code == 302
    keep.refresh_from_db()
    assert (keep.phone, keep.email) == ("0900000013", "my@sapa.example")
    assert PartyMerge.objects.get().reason == "cùng căn cước"
    assert set(Dossier.objects.values_list("owner", flat=True)) == {keep.pk}
    assert get(admin, address).status_code == 404


def test_looking_at_two_people_is_recorded_with_their_dossiers(world: World, admin: Client) -> None:
    keep, drop = twice(world)
    get(admin, side_by_side(keep, drop))
    seen = DossierView.objects.filter(what="person", user=world.personas.administrator)
    assert set(seen.values_list("dossier", flat=True)) == set(Dossier.objects.values_list("pk", flat=True))


def test_an_administrator_does_not_read_what_the_dossiers_are_about(world: World, admin: Client) -> None:
    keep, drop = twice(world)
    shown = get(admin, side_by_side(keep, drop)).content.decode()
    dossier = Dossier.objects.filter(owner=keep).get()
    assert dossier.code in shown
    assert dossier.version.procedure.name not in shown
    assert f"/xu-ly/ho-so/{dossier.pk}/" not in shown


def test_nothing_is_merged_without_a_reason_and_what_was_chosen_stays(world: World, admin: Client) -> None:
    keep, drop = twice(world)
    answer = post(admin, side_by_side(keep, drop), keep="second", name="second", phone="first", email="second")
    assert answer.status_code == 422
    assert answer.context["form"]["keep"].value() == "second"
    assert not PartyMerge.objects.exists()


def test_a_pair_that_may_not_be_merged_has_no_button_and_a_post_is_refused(world: World, admin: Client) -> None:
    keep, drop = twice(world)
    prove_account(keep, world.personas.citizen, at=AT, by=world.personas.counter)
    prove_account(drop, world.personas.other_citizen, at=AT, by=world.personas.counter)
    address = side_by_side(keep, drop)
    text = get(admin, address).content.decode()
    assert "These records cannot be merged" in text
    assert "Merge the two records" not in text
    answer = post(admin, address, keep="first", name="first", phone="first", email="first", reason="thử")
    assert answer.status_code == 422
    assert not PartyMerge.objects.exists()


def test_two_people_are_told_apart_once_and_offered_no_more(world: World, admin: Client) -> None:
    first, second = person(birth_date=BORN), person(birth_date=BORN)
    for party in (first, second):
        dossier_of(world, party)
    assert len(offered(admin)) == 1
    for _time in range(2):
        assert post(admin, f"{side_by_side(second, first)}khac-nguoi/").status_code == 302
    assert offered(admin) == []


def test_a_merge_is_taken_back_from_the_list(world: World, admin: Client) -> None:
    keep, drop = twice(world)
    post(admin, side_by_side(keep, drop), keep="first", name="first", phone="first", email="first", reason="một người")
    merged = PartyMerge.objects.get()
    address = f"{LIST}hoan-tac/{merged.pk}/"
    assert address in get(admin).content.decode()
    assert post(admin, address, reason="").status_code == 422
    assert post(admin, address, reason="hai người").status_code == 302
    assert Dossier.objects.filter(owner=drop).count() == 1
    assert address not in get(admin).content.decode()
    assert post(admin, address, reason="lần nữa").status_code == 422


def test_the_page_of_every_dossier_that_moved_tells_of_it(world: World, admin: Client) -> None:
    keep, drop = twice(world)
    moved, stayed = Dossier.objects.get(owner=drop), Dossier.objects.get(owner=keep)
    post(admin, side_by_side(keep, drop), keep="first", name="first", phone="first", email="first", reason="một người")
    officer = world.personas.client_of("officer")
    page = get(officer, f"/xu-ly/ho-so/{moved.pk}/").content.decode()
    assert "Vàng thị Mỵ → Vàng Thị Mỷ" in page
    assert "một người" in page
    assert "→ Vàng Thị Mỷ" not in get(officer, f"/xu-ly/ho-so/{stayed.pk}/").content.decode()
    post(admin, f"{LIST}hoan-tac/{PartyMerge.objects.get().pk}/", reason="hai người khác nhau")
    assert "hai người khác nhau" in get(officer, f"/xu-ly/ho-so/{moved.pk}/").content.decode()


def test_the_head_of_the_reception_may_other_heads_may_not(world: World) -> None:
    keep, drop = twice(world)
    head = make_staff("head_of_reception", Role.HEAD, office=world.places.office("tiep-nhan"))
    client = Client()
    sign_in(client, head)
    assert get(client).status_code == 200
    page = get(client, side_by_side(keep, drop))
    assert page.status_code == 200
    assert f"/xu-ly/ho-so/{Dossier.objects.get(owner=keep).pk}/" in page.content.decode()
    assert f'href="{LIST}"' in get(client, "/xu-ly/").content.decode()
    assert get(world.personas.client_of("head")).status_code == 403


def test_another_center_does_not_even_learn_that_the_people_exist(world: World) -> None:
    keep, drop = twice(world)
    elsewhere = make_staff("admin_elsewhere", Role.ADMINISTRATOR, center=world.places.ta_van)
    client = Client()
    sign_in(client, elsewhere)
    assert offered(client) == []
    assert get(client, side_by_side(keep, drop)).status_code == 404
    answer = post(client, side_by_side(keep, drop), keep="first", reason="thử")
    assert answer.status_code == 404
    assert not PartyMerge.objects.exists()
    assert not DossierView.objects.filter(user=elsewhere).exists()


def test_an_administrator_of_the_province_reaches_everybody(world: World) -> None:
    first, second = person(birth_date=BORN), person(birth_date=BORN)
    province = make_staff("admin_of_province", Role.ADMINISTRATOR, unit=world.places.province)
    client = Client()
    sign_in(client, province)
    assert offered(client) == [(first.name, second.name)]


def test_the_list_costs_the_same_for_one_pair_and_for_many(world: World, admin: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            get(admin)
        return len(queries)

    def pair(name: str) -> None:
        for _time in range(2):
            dossier_of(world, person(name, birth_date=BORN))

    pair("Một")
    cost()
    one = cost()
    for number in range(29):
        pair(f"Hai {number}")
    assert cost() == one
    page = get(admin).context["pairs"]
    assert (len(page.lines), page.next_page) == (25, 2)
    assert len(get(admin, f"{LIST}?page=2").context["pairs"].lines) == 5
    assert get(admin, f"{LIST}?page=nonsense").status_code == 200

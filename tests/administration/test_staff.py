"""Accounts with one-time passwords, posts with their grounds, and what no administrator may do."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.permissions import Permission
from accounts.roles import Role
from centers.models import JobPosition, Posting, PostingGround
from centers.queries import permissions_of
from common.clock import moved_to
from tests.personas import Personas, make_staff, sign_in
from tests.places import AT, Places

PAGE = "/quan-tri/can-bo/"
TODAY = AT.date()


@pytest.fixture
def admin(personas: Personas) -> Client:
    client = personas.client_of("administrator")
    client.cookies["django_language"] = "en"
    return client


def look(client: Client, address: str) -> HttpResponse:
    with moved_to(AT):
        return client.get(address)


def send(client: Client, address: str, data: dict[str, Any] | None = None) -> HttpResponse:
    with moved_to(AT):
        return client.post(address, data or {})


def post(place: str, role: Role = Role.COUNTER, **changed: Any) -> dict[str, Any]:
    return {"role": role.value, "place": place, "ground": "regular", "since": f"{TODAY:%d/%m/%Y}", **changed}


def reception(places: Places) -> str:
    return f"office:{places.office('tiep-nhan').pk}"


def made(admin: Client, places: Places) -> tuple[User, str]:
    """A new account at the reception and its one-time password."""
    answer = send(admin, f"{PAGE}moi/", {"full_name": "Giàng Thị Mai", "username": "mai", **post(reception(places))})
    assert answer.status_code == 200, answer.content.decode()
    found = re.search(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", answer.content.decode())
    assert found is not None
    return User.objects.get(username="mai"), found.group()


def test_a_new_colleague_signs_in_once_and_chooses_a_password(admin: Client, places: Places) -> None:
    person, text = made(admin, places)
    assert permissions_of(person, TODAY) >= {Permission.RECEIVE_DOSSIERS}
    assert text not in look(admin, f"{PAGE}{person.pk}/").content.decode()  # shown once
    client = Client()
    send(client, "/dang-nhap/", {"username": "mai", "password": text})
    assert look(client, "/quay/").url == "/doi-mat-khau/"
    wrong = send(client, "/doi-mat-khau/", {"present": "x", "new": "núi Hàm Rồng cao", "again": "núi Hàm Rồng cao"})
    assert wrong.status_code == 422
    same = send(client, "/doi-mat-khau/", {"present": text, "new": text, "again": text})
    assert same.status_code == 422
    other = send(client, "/doi-mat-khau/", {"present": text, "new": "núi Hàm Rồng cao", "again": "núi khác hẳn"})
    assert other.status_code == 422
    done = send(client, "/doi-mat-khau/", {"present": text, "new": "núi Hàm Rồng cao", "again": "núi Hàm Rồng cao"})
    assert done.url == "/lam-viec/"
    assert look(client, "/quay/").status_code == 200
    person.refresh_from_db()
    assert not person.must_change_password
    assert person.check_password("núi Hàm Rồng cao")


def test_a_reset_ends_all_sessions(admin: Client, personas: Personas) -> None:
    counter = personas.client_of("counter")
    assert look(counter, "/quay/").status_code == 200
    answer = send(admin, f"{PAGE}{personas.counter.pk}/mat-khau/")
    assert personas.counter.username in answer.content.decode()
    assert look(counter, "/quay/").url.startswith("/dang-nhap/")


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(admin: Client, personas: Personas) -> None:
    counter = personas.client_of("counter")
    send(admin, f"{PAGE}{personas.counter.pk}/trang-thai/", {"is_active": "0"})
    assert look(counter, "/quay/").url.startswith("/dang-nhap/")
    send(admin, f"{PAGE}{personas.counter.pk}/trang-thai/", {"is_active": "1"})
    personas.counter.refresh_from_db()
    assert personas.counter.is_active
    assert personas.counter.history.first().history_user == personas.administrator


def test_a_second_post_has_its_time_and_its_ground(admin: Client, personas: Personas, places: Places) -> None:
    office = f"office:{places.office('van-phong').pk}"
    until = TODAY + timedelta(days=30)
    data = post(office, Role.OFFICER, ground="secondment", until=f"{until:%d/%m/%Y}")
    assert send(admin, f"{PAGE}{personas.counter.pk}/", data).status_code == 302
    found = Posting.objects.get(user=personas.counter, role=Role.OFFICER)
    assert (found.ground, found.since, found.until) == (PostingGround.SECONDMENT, TODAY, until)
    assert Permission.DECIDE_DOSSIERS in permissions_of(personas.counter, until)
    assert Permission.DECIDE_DOSSIERS not in permissions_of(personas.counter, until + timedelta(days=1))
    assert "Seconded from another office" in look(admin, f"{PAGE}{personas.counter.pk}/").content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"role": "officer", "ground": "secondment"}, "A secondment has a last day"),
        ({"role": "officer", "until": "01/11/2026"}, "cannot end before it begins"),
        ({"role": "leader"}, "heads need an office; the other roles a center"),
        ({"role": "supervisor"}, "Select a valid choice"),
        ({"place": "unit:0"}, "Select a valid choice"),
        ({"since": "01/11/2026"}, "has the same post in that time already"),
    ],
)
def test_a_post_that_cannot_be_is_told(
    changed: dict[str, str], words: str, admin: Client, personas: Personas, places: Places
) -> None:
    before = Posting.objects.count()
    answer = send(admin, f"{PAGE}{personas.counter.pk}/", post(reception(places)) | changed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Posting.objects.count() == before


def test_a_post_ends_today_or_later_and_stays_in_the_list(admin: Client, personas: Personas) -> None:
    posting = personas.counter.postings.get()
    address = f"{PAGE}{personas.counter.pk}/vi-tri/{posting.pk}/"
    assert send(admin, address, {"until": "18/11/2026"}).status_code == 422
    assert send(admin, address, {"until": f"{TODAY:%d/%m/%Y}"}).status_code == 302
    posting.refresh_from_db()
    assert posting.until == TODAY
    assert f"{TODAY:%d/%m/%Y}" in look(admin, f"{PAGE}{personas.counter.pk}/").content.decode()
    assert permissions_of(personas.counter, TODAY + timedelta(days=1)) == frozenset()


def test_people_of_other_centers_are_out_of_reach(admin: Client, personas: Personas, places: Places) -> None:
    elsewhere = personas.officer_elsewhere
    assert elsewhere.full_name not in look(admin, PAGE).content.decode()
    for address in ("", "mat-khau/", "trang-thai/"):
        assert send(admin, f"{PAGE}{elsewhere.pk}/{address}").status_code == 404
    office = f"office:{places.office('van-phong', places.ta_van).pk}"
    assert send(admin, f"{PAGE}{personas.counter.pk}/", post(office)).status_code == 422


def test_somebody_seconded_here_keeps_the_account_of_the_home_center(
    admin: Client, personas: Personas, places: Places
) -> None:
    elsewhere = personas.officer_elsewhere
    data = post(reception(places), ground="secondment", until="31/12/2026", username=elsewhere.username)
    assert send(admin, f"{PAGE}noi-khac/", data).status_code == 302
    assert elsewhere.full_name in look(admin, PAGE).content.decode()
    send(admin, f"{PAGE}{elsewhere.pk}/trang-thai/", {"is_active": "0"})
    send(admin, f"{PAGE}{elsewhere.pk}/mat-khau/")
    elsewhere.refresh_from_db()
    assert elsewhere.is_active
    assert not elsewhere.must_change_password
    home = elsewhere.postings.get(office=places.office("van-phong", places.ta_van))
    assert send(admin, f"{PAGE}{elsewhere.pk}/vi-tri/{home.pk}/", {"until": "31/12/2026"}).status_code == 404
    assert send(admin, f"{PAGE}noi-khac/", data | {"username": "nobody"}).status_code == 422


def test_nobody_closes_or_resets_the_own_account(admin: Client, personas: Personas) -> None:
    own = personas.administrator
    send(admin, f"{PAGE}{own.pk}/trang-thai/", {"is_active": "0"})
    send(admin, f"{PAGE}{own.pk}/mat-khau/")
    own.refresh_from_db()
    assert (own.is_active, own.must_change_password) == (True, False)


def test_an_administrator_of_the_province_posts_supervisors(personas: Personas, places: Places) -> None:
    client = Client()
    sign_in(client, make_staff("of_the_province", Role.ADMINISTRATOR, unit=places.province))
    data = {"full_name": "Lù Thị Sáng", "username": "sang", **post("unit:0", Role.SUPERVISOR)}
    assert send(client, f"{PAGE}moi/", data).status_code == 200
    assert Posting.objects.get(user__username="sang").unit == places.province
    assert send(client, f"{PAGE}{personas.officer_elsewhere.pk}/mat-khau/").status_code == 200


def test_the_list_finds_names_without_accents_and_costs_the_same(admin: Client, places: Places) -> None:
    made(admin, places)
    assert "Giàng Thị Mai" in look(admin, f"{PAGE}?q=giang mai").content.decode()
    assert "Giàng Thị Mai" not in look(admin, f"{PAGE}?q=sùng").content.decode()
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            look(admin, PAGE)
        counts.append(len(queries))
        make_staff(f"more-{number}", Role.COUNTER, office=places.office("tiep-nhan"))
    assert counts[0] == counts[1]


def test_the_database_refuses_an_endless_secondment_and_a_citizen_with_a_password_to_change(
    personas: Personas, places: Places
) -> None:
    endless = Posting(
        user=personas.counter, role=Role.OFFICER, office=places.office("van-phong"), since=date(2026, 1, 1)
    )
    endless.ground = PostingGround.SECONDMENT
    with pytest.raises(IntegrityError, match="posting_from_elsewhere_ends"), transaction.atomic():
        endless.save()
    with pytest.raises(IntegrityError, match="only_staff_change_passwords"), transaction.atomic():
        User.objects.filter(pk=personas.citizen.pk).update(must_change_password=True)
    with pytest.raises(IntegrityError, match="position_has_a_source"), transaction.atomic():
        JobPosition.objects.create(center=places.sa_pa, name="Chuyên viên", source="")

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from common import clock
from tests.places import AT

pytestmark = pytest.mark.django_db
PASSWORD = "mot-hai-ba-bon"


@pytest.fixture
def staff() -> User:
    return User.objects.create_staff(username="an.le", full_name="Lê Văn An", password=PASSWORD, at=AT)


def _try(client: Client, username: str = "an.le", password: str = PASSWORD, **more: str) -> object:
    return client.post("/dang-nhap/", {"username": username, "password": password, **more})


def test_the_right_password_opens_the_work(client: Client, staff: User) -> None:
    response = _try(client, username=" An.Le ")
    assert response["Location"] == "/lam-viec/"
    assert client.session["_auth_user_id"] == str(staff.pk)


def test_the_way_back_stays_in_the_house(client: Client, staff: User) -> None:
    assert _try(client, next="/quay/?page=2")["Location"] == "/quay/?page=2"
    assert _try(Client(), next="https://evil.example/")["Location"] == "/lam-viec/"


def test_a_way_back_that_is_no_address_is_left_out(client: Client, staff: User) -> None:
    for wish in ("-1", "home", "a\x1fb", "😀", "'\"<script>"):
        assert _try(Client(), next=wish)["Location"] == "/lam-viec/"
    _try(client)
    assert client.get("/dang-nhap/", {"next": "-1"})["Location"] == "/lam-viec/"


def test_wrong_name_wrong_password_closed_account_and_citizen_get_the_same_answer(staff: User) -> None:
    User.objects.citizen(email="an@sapa.example", at=AT)
    User.objects.create_staff(username="gone", full_name="X Y", password=PASSWORD, at=AT)
    User.objects.filter(username="gone").update(is_active=False)
    answers = set()
    for name, password in [("an.le", "wrong"), ("nobody", PASSWORD), ("gone", PASSWORD), ("an@sapa.example", "!")]:
        response = _try(Client(), name, password)
        assert response.status_code == 422
        answers.add(tuple(response.context["form"].non_field_errors()))
    assert len(answers) == 1


def test_what_was_typed_is_kept_but_not_the_password(client: Client, staff: User) -> None:
    page = _try(client, password="wrong").content.decode()
    assert 'value="an.le"' in page
    assert "wrong" not in page


def _guess_from(*addresses: str) -> list[int]:
    form = {"username": "an.le", "password": "no"}
    return [Client(REMOTE_ADDR=address).post("/dang-nhap/", form).status_code for address in addresses]


def test_guessing_at_one_account_from_one_place_is_slowed_down_even_with_the_right_password(staff: User) -> None:
    with clock.moved_to(AT):
        assert _guess_from(*["10.0.0.1"] * 6) == [422] * 5 + [429]
        assert _try(Client(REMOTE_ADDR="10.0.0.1")).status_code == 429
    with clock.moved_to(AT + timedelta(seconds=16)):
        assert _try(Client(REMOTE_ADDR="10.0.0.1")).status_code == 302


def test_nobody_locks_out_somebody_else_from_one_place(staff: User) -> None:
    with clock.moved_to(AT):
        _guess_from(*["10.0.0.1"] * 10)
        assert _try(Client(REMOTE_ADDR="10.0.0.99")).status_code == 302


def test_guessing_from_many_places_is_slowed_down_for_a_minute_at_most(staff: User) -> None:
    with clock.moved_to(AT):
        assert _guess_from(*[f"10.0.1.{number}" for number in range(20)]) == [422] * 20
        assert _try(Client(REMOTE_ADDR="10.0.0.99")).status_code == 429
    for number in range(10):
        with clock.moved_to(AT + timedelta(minutes=1 + number)):
            assert _guess_from(f"10.0.2.{number}") == [422]
    with clock.moved_to(AT + timedelta(minutes=11)):
        assert _try(Client(REMOTE_ADDR="10.0.0.99")).status_code == 302


def test_guessing_is_slowed_down_per_address(staff: User) -> None:
    with clock.moved_to(AT):
        for number in range(30):
            assert _try(Client(), username=f"guess{number}").status_code == 422
        assert _try(Client()).status_code == 429
        assert _try(Client(REMOTE_ADDR="10.9.9.9")).status_code == 302


def test_an_unknown_name_is_slowed_down_like_a_known_one() -> None:
    with clock.moved_to(AT):
        statuses = [_try(Client(), username="nobody").status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]


def test_a_closed_account_ends_its_sessions(client: Client, staff: User) -> None:
    _try(client)
    assert client.get("/lam-viec/").status_code == 200
    User.objects.filter(pk=staff.pk).update(is_active=False)
    assert client.get("/lam-viec/").status_code == 302


def test_signing_out_needs_a_post_and_ends_the_session(client: Client, staff: User) -> None:
    _try(client)
    assert client.get("/dang-xuat/").status_code == 405
    assert client.post("/dang-xuat/")["Location"] == "/dang-nhap/"
    assert "_auth_user_id" not in client.session
    assert client.post("/dang-xuat/").status_code == 302


def test_no_page_of_allauth_answers(client: Client) -> None:
    for address in (
        "/accounts/login/",
        "/accounts/signup/",
        "/login/",
        "/tai-khoan/signup/",
        "/tai-khoan/password/reset/",
    ):
        assert client.get(address).status_code == 404

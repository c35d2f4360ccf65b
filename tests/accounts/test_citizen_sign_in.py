import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import Kind, User
from common import clock
from tests.places import AT

pytestmark = pytest.mark.django_db
EMAIL = "nguoi-dan-1@sapa.example"


@pytest.fixture
def mail(settings: Settings, tmp_path: Path) -> Path:
    """Messages go to files, as in the local mode."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    return tmp_path


def _ask(client: Client, email: str = EMAIL, **more: str) -> object:
    return client.post("/tai-khoan/dang-nhap/", {"email": email, **more})


def _prove(client: Client, code: str) -> object:
    return client.post("/tai-khoan/dang-nhap/ma/", {"code": code})


def _codes(mail: Path) -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(mail.iterdir(), key=lambda p: p.stat().st_mtime_ns)]
    return [match.group(1) for text in texts for match in [re.search(r"^    (\d{6})$", text, re.MULTILINE)] if match]


def test_a_new_citizen_signs_in_with_the_code_and_is_asked_for_the_name(client: Client, mail: Path) -> None:
    assert _ask(client, next="/nop-ho-so/")["Location"] == "/tai-khoan/dang-nhap/ma/"
    assert not User.objects.exists()
    response = _prove(client, _codes(mail)[0])
    assert response["Location"] == "/tai-khoan/thong-tin/?next=%2Fnop-ho-so%2F"
    user = User.objects.get()
    assert (user.kind, user.username, user.has_usable_password()) == (Kind.CITIZEN, EMAIL, False)
    saved = client.post("/tai-khoan/thong-tin/", {"full_name": "Hạng Thị Lan", "phone": "", "next": "/nop-ho-so/"})
    assert saved["Location"] == "/nop-ho-so/"
    user.refresh_from_db()
    assert user.full_name == "Hạng Thị Lan"


def test_a_known_citizen_goes_straight_on_and_may_type_spaces(client: Client, mail: Path) -> None:
    User.objects.citizen(email=EMAIL, full_name="Hạng Thị Lan", at=AT)
    _ask(client, email=EMAIL.upper(), next="/tai-khoan/?page=2")
    code = _codes(mail)[0]
    assert _prove(client, f" {code[:3]} {code[3:]}")["Location"] == "/tai-khoan/?page=2"
    assert User.objects.count() == 1


def test_nothing_tells_whether_an_address_has_an_account(mail: Path) -> None:
    User.objects.citizen(email=EMAIL, at=AT)
    pages = []
    for email in (EMAIL, "unknown-1@sapa.example"):
        client = Client()
        assert _ask(client, email=email).status_code == 302
        page = client.get("/tai-khoan/dang-nhap/ma/").content.decode()
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.replace(email, "X")))
    assert pages[0] == pages[1]
    assert len(_codes(mail)) == 2


def test_staff_never_get_in_by_a_code(client: Client, mail: Path) -> None:
    staff = User.objects.create_staff(username="an", full_name="A", password="mot-hai-ba", email=EMAIL, at=AT)
    _ask(client)
    _prove(client, _codes(mail)[0])
    assert client.session["_auth_user_id"] != str(staff.pk)
    assert client.get("/lam-viec/").status_code == 403


def test_a_wrong_code_is_refused_beside_the_field_and_the_fifth_ends_it(client: Client, mail: Path) -> None:
    _ask(client)
    right = _codes(mail)[0]
    wrong = "000000" if right != "000000" else "000001"
    for _ in range(4):
        response = _prove(client, wrong)
        assert response.status_code == 422
        assert response.context["form"].errors["code"]
    assert _prove(client, wrong)["Location"] == "/tai-khoan/dang-nhap/"
    assert _prove(client, right)["Location"] == "/tai-khoan/dang-nhap/"
    assert not User.objects.exists()


def test_a_code_is_good_for_ten_minutes_and_once(mail: Path) -> None:
    early, late = Client(), Client()
    with clock.moved_to(AT):
        _ask(early)
        _ask(late)
    first, second = _codes(mail)
    with clock.moved_to(AT + timedelta(minutes=10)):
        assert "thong-tin" in _prove(early, first)["Location"]
    with clock.moved_to(AT + timedelta(minutes=10, seconds=1)):
        assert _prove(late, second)["Location"] == "/tai-khoan/dang-nhap/"
    early.post("/dang-xuat/")
    assert _prove(early, first)["Location"] == "/tai-khoan/dang-nhap/"


def test_a_code_works_in_the_browser_that_asked_only(client: Client, mail: Path) -> None:
    _ask(client)
    assert _prove(Client(), _codes(mail)[0])["Location"] == "/tai-khoan/dang-nhap/"


def test_the_session_does_not_hold_the_code(client: Client, mail: Path) -> None:
    _ask(client)
    assert _codes(mail)[0] not in str(dict(client.session))


def test_codes_for_one_address_are_slowed_down(mail: Path) -> None:
    with clock.moved_to(AT):
        statuses = [_ask(Client()).status_code for _ in range(5)]
        assert statuses == [302] * 4 + [429]
        assert _ask(Client(), email="unknown-1@sapa.example").status_code == 302
    with clock.moved_to(AT + timedelta(minutes=1)):
        assert _ask(Client()).status_code == 302


def test_nobody_keeps_somebody_else_from_getting_a_code(mail: Path) -> None:
    with clock.moved_to(AT):
        for _ in range(6):
            _ask(Client(REMOTE_ADDR="10.0.0.1"))
        assert _ask(Client(REMOTE_ADDR="10.0.0.99")).status_code == 302


def test_one_address_gets_no_more_than_a_dozen_codes_at_once_wherever_they_are_asked_for(mail: Path) -> None:
    with clock.moved_to(AT):
        statuses = [_ask(Client(REMOTE_ADDR=f"10.0.0.{number}")).status_code for number in range(13)]
    assert statuses == [302] * 12 + [429]


def test_tries_sent_at_the_same_moment_are_no_more_than_the_tries_of_a_code(client: Client, mail: Path) -> None:
    _ask(client)
    right = _codes(mail)[0]
    waiting = dict(client.session)["sign_in_code"]
    for number in range(5):
        _prove(client, f"{(int(right) + 1 + number) % 10**6:06d}")
        session = client.session
        session["sign_in_code"] = waiting  # what a request that began before the others still believes
        session.save()
    assert _prove(client, right)["Location"] == "/tai-khoan/dang-nhap/"
    assert not User.objects.exists()


def test_a_closed_account_is_told_after_the_proof(client: Client, mail: Path) -> None:
    User.objects.citizen(email=EMAIL, at=AT)
    User.objects.update(is_active=False)
    _ask(client)
    assert _prove(client, _codes(mail)[0])["Location"] == "/tai-khoan/dang-nhap/"
    assert "_auth_user_id" not in client.session


def test_a_mail_server_away_is_said_and_nothing_typed_is_lost(client: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    response = _ask(client)
    assert response.status_code == 503
    assert f'value="{EMAIL}"' in response.content.decode()


def test_a_bad_address_and_a_bad_phone_are_refused(client: Client, mail: Path) -> None:
    assert _ask(client, email="khong-phai").status_code == 422
    _ask(client)
    _prove(client, _codes(mail)[0])
    response = client.post("/tai-khoan/thong-tin/", {"full_name": "Hạng Thị Lan", "phone": "12"})
    assert response.status_code == 422
    assert "Hạng Thị Lan" in response.content.decode()

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY
from django.test import Client

from accounts.backends import CITIZEN_BACKEND, STAFF_BACKEND
from accounts.models import User
from tests.places import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    return User.objects.create_staff(username="an.le", full_name="Lê Văn An", password="mot-hai-ba-bon", at=AT)


def test_signing_in_as_staff_ends_the_citizen_session(client: Client, staff: User) -> None:
    client.force_login(User.objects.citizen(email="a@sapa.example", at=AT), backend=CITIZEN_BACKEND)
    session = client.session
    session["draft"] = "of the citizen"
    session.save()
    old_key = client.session.session_key
    client.post("/dang-nhap/", {"username": "an.le", "password": "mot-hai-ba-bon"})
    assert client.session[BACKEND_SESSION_KEY] == STAFF_BACKEND
    assert "draft" not in client.session
    assert client.session.session_key != old_key


@pytest.mark.parametrize("backend", [CITIZEN_BACKEND, "django.contrib.auth.backends.ModelBackend"])
def test_a_session_of_another_kind_or_backend_is_nobody(client: Client, staff: User, backend: str) -> None:
    client.force_login(staff, backend=backend)
    assert client.get("/lam-viec/")["Location"].startswith("/dang-nhap/")
    assert client.get("/tai-khoan/thong-tin/")["Location"].startswith("/tai-khoan/dang-nhap/")


def test_a_citizen_in_a_staff_session_is_nobody(client: Client) -> None:
    client.force_login(User.objects.citizen(email="a@sapa.example", at=AT), backend=STAFF_BACKEND)
    assert client.get("/lam-viec/").status_code == 302
    assert client.get("/tai-khoan/thong-tin/").status_code == 302


def test_the_system_cannot_sign_in(client: Client) -> None:
    system = User.objects.system(at=AT)
    assert client.post("/dang-nhap/", {"username": "system", "password": "!"}).status_code == 422
    client.force_login(system, backend=STAFF_BACKEND)
    assert client.get("/lam-viec/").status_code == 302


def test_a_quick_request_is_sent_to_the_sign_in_as_a_whole_page(client: Client) -> None:
    response = client.get("/lam-viec/", headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == "/dang-nhap/?next=%2Flam-viec%2F"

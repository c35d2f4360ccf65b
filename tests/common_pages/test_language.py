"""The language switch: kept in a cookie, never an open redirect."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_chosen_language_is_kept(client: Client) -> None:
    response = client.post("/ngon-ngu/", {"language": "en", "next": "/components/?shell=staff"})
    assert response.headers["Location"] == "/components/?shell=staff"
    assert '<html lang="en"' in client.get("/").content.decode()
    client.post("/ngon-ngu/", {"language": "vi"})
    assert '<html lang="vi"' in client.get("/").content.decode()


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "/\\elsewhere.example", ""]
)
def test_it_never_leads_to_another_site(client: Client, target: str) -> None:
    response = client.post("/ngon-ngu/", {"language": "en", "next": target})
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("language", ["", "fr", "en; Path=/", "../en"])
def test_an_unknown_language_changes_nothing(client: Client, language: str) -> None:
    response = client.post("/ngon-ngu/", {"language": language})
    assert response.status_code == 302
    assert not response.cookies
    client.cookies["django_language"] = "xx"
    assert '<html lang="vi"' in client.get("/").content.decode()


def test_only_a_form_may_switch(client: Client) -> None:
    assert client.get("/ngon-ngu/").status_code == 405


def test_a_form_of_another_site_cannot_switch() -> None:
    response = Client(enforce_csrf_checks=True).post("/ngon-ngu/", {"language": "en"})
    assert response.status_code == 403
    assert not response.cookies

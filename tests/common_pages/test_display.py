"""Larger text and high contrast: one tap, kept by the server, without JavaScript."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_larger_text_is_kept_from_page_to_page(client: Client) -> None:
    response = client.post("/hien-thi/", {"text": "on", "next": "/components/"})
    assert response.headers["Location"] == "/components/"
    page = client.get("/").content.decode()
    assert 'data-text="large"' in page
    assert "data-contrast" not in page


def test_both_switches_are_independent_and_can_be_turned_off(client: Client) -> None:
    client.post("/hien-thi/", {"text": "on"})
    client.post("/hien-thi/", {"contrast": "on"})
    page = client.get("/").content.decode()
    assert 'data-text="large" data-contrast="high"' in page
    assert page.count('aria-pressed="true"') == 2
    client.post("/hien-thi/", {"text": "off"})
    page = client.get("/").content.decode()
    assert "data-text" not in page
    assert 'data-contrast="high"' in page


def test_it_never_leads_to_another_site(client: Client) -> None:
    response = client.post("/hien-thi/", {"text": "on", "next": "https://elsewhere.example/"})
    assert response.headers["Location"] == "/"


def test_a_broken_cookie_is_ignored(client: Client) -> None:
    client.cookies["hien-thi"] = '"><script>'
    page = client.get("/").content.decode()
    assert "data-text" not in page
    assert "<script>" not in page


def test_a_page_not_found_keeps_the_display(client: Client) -> None:
    client.post("/hien-thi/", {"contrast": "on"})
    assert 'data-contrast="high"' in client.get("/khong-co/").content.decode()


def test_only_a_form_may_switch(client: Client) -> None:
    assert client.get("/hien-thi/").status_code == 405

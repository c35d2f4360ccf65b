"""The home page: four large tasks, without a query and without JavaScript."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client


@pytest.fixture
def page(client: Client) -> str:
    return client.get("/").content.decode()


def test_it_answers_in_vietnamese_whatever_the_browser_prefers(client: Client) -> None:
    response = client.get("/", headers={"accept-language": "en-US,en"})
    assert response.status_code == 200
    assert '<html lang="vi"' in response.content.decode()
    assert response.headers["Content-Language"] == "vi"


def test_it_leads_to_the_four_tasks(page: str) -> None:
    assert 'action="/thu-tuc/"' in page
    assert 'href="/nop-ho-so/"' in page
    assert 'action="/tra-cuu/"' in page
    assert 'href="/tai-khoan/"' in page


def test_the_page_has_one_heading_one_main_and_a_way_past_the_navigation(page: str) -> None:
    assert page.count("<h1") == 1
    assert page.count("<main") == 1
    assert 'class="skip-link" href="#main"' in page


def test_the_hotline_is_named_only_when_it_is_known(client: Client, settings: Any) -> None:
    assert "tel:" not in client.get("/").content.decode()
    settings.CENTER_HOTLINE = "0900 000 099"
    assert 'href="tel:0900 000 099"' in client.get("/").content.decode()


def test_a_first_visit_costs_less_than_a_hundred_kilobytes(page: str) -> None:
    names = ["css/site.css", "img/icon.svg", "fonts/be-vietnam-pro-400.woff2", "fonts/be-vietnam-pro-600.woff2"]
    files = [Path(str(finders.find(name))).read_bytes() for name in names]
    assert sum(map(len, files)) + len(page.encode()) < 100_000
    packed = sum(len(gzip.compress(file)) for file in files) + len(gzip.compress(page.encode()))
    assert packed < 45_000


def test_public_pages_need_no_script(page: str) -> None:
    assert "<script" not in page


def test_no_template_variable_is_undefined(client: Client, loud_templates: str) -> None:
    assert loud_templates not in client.get("/").content.decode()

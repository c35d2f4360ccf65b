"""The home page: search first, four large tasks, what is asked for often; without JavaScript."""

import re
from typing import Any

import pytest
from django.test import Client

from centers.models import Center
from tests.catalogue import load_catalogue
from tests.places import Places

pytestmark = pytest.mark.django_db


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
    assert page.count('class="door"') == 4
    for address in ("/thu-tuc/", "/nop-ho-so/", "/tra-cuu/", "/gop-y/"):
        assert f'class="door" href="{address}"' in page
    assert 'href="/tai-khoan/"' in page


def test_the_page_has_one_heading_one_main_and_a_way_past_the_navigation(page: str) -> None:
    assert page.count("<h1") == 1
    assert page.count("<main") == 1
    assert 'class="skip-link" href="#main"' in page


def test_what_is_asked_for_most_stands_under_its_everyday_name(client: Client, places: Places) -> None:
    load_catalogue()
    page = client.get("/").content.decode()
    assert 'href="/thu-tuc/1.001193/"' in page
    assert "<span>Giấy khai sinh</span>" in page
    assert page.count('class="pictogram"') == 8


def test_the_hotline_of_the_center_goes_before_that_of_the_environment(
    client: Client, settings: Any, places: Places
) -> None:
    page = client.get("/").content.decode()
    assert "tel:" not in page
    assert "chưa công bố" in page
    settings.CENTER_HOTLINE = "0900 000 099"
    assert page_has_hotline(client, "0900 000 099")
    Center.objects.filter(pk=places.sa_pa.pk).update(hotline="0900 000 001")
    assert page_has_hotline(client, "0900 000 001")


def page_has_hotline(client: Client, number: str) -> bool:
    return f'href="tel:{number}"' in client.get("/").content.decode()


def test_public_pages_need_no_script(page: str) -> None:
    assert re.findall(r"<script[^>]*>", page) == ['<script src="/static/js/offline.js" defer>']


def test_no_template_variable_is_undefined(client: Client, loud_templates: str) -> None:
    assert loud_templates not in client.get("/").content.decode()

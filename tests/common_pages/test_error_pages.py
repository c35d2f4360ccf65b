"""Pages for what went wrong: calm words, a way on, and no database (these tests have none: it is not marked)."""

from typing import Any

import pytest
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views.defaults import permission_denied, server_error

from common.views import bad_request, unavailable


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "413", "500", "503"])
def test_each_page_renders_without_anything_around_it(name: str, loud_templates: str) -> None:
    page = render_to_string(f"{name}.html")
    assert "Trung tâm Phục vụ hành chính công" in page
    assert page.count("<h1") == 1
    assert 'href="/"' in page
    assert loud_templates not in page


def test_an_unknown_address_is_answered_with_404(client: Client) -> None:
    response = client.get("/khong-co/")
    assert response.status_code == 404
    assert b'class="site-header"' in response.content


def test_the_503_page_names_the_hotline_and_when_to_come_back(rf: RequestFactory, settings: Any) -> None:
    settings.CENTER_HOTLINE = "0900 000 099"
    response = unavailable(rf.get("/"))
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert "0900 000 099" in response.content.decode()


def test_too_much_at_once_is_413_and_nonsense_is_400(rf: RequestFactory) -> None:
    assert bad_request(rf.post("/"), RequestDataTooBig()).status_code == 413
    assert bad_request(rf.post("/"), BadRequest()).status_code == 400


def test_a_huge_form_is_answered_with_413(client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = client.post("/ngon-ngu/", {"language": "v" * 1000})
    assert response.status_code == 413


def test_an_expired_form_is_explained() -> None:
    response = Client(enforce_csrf_checks=True).post("/hien-thi/", {"text": "on"})
    assert response.status_code == 403
    assert 'href="/"' in response.content.decode()


def test_our_own_mistake_and_a_refusal_keep_the_look(rf: RequestFactory) -> None:
    assert b"site-header" in server_error(rf.get("/")).content
    request = rf.get("/")
    request.COOKIES["hien-thi"] = "large"
    assert b'data-text="large"' in permission_denied(request, Exception()).content

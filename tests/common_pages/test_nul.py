"""A NUL (the letter that no text has and no database takes) is refused in words, wherever it stands: never a 500."""

import psycopg2.errors
import pytest
from django.db import DataError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import path
from django.utils.translation import gettext, override

from common.framework_texts import TEXTS

REFUSED = "Ô này có ký tự ẩn (NUL)"


@pytest.mark.parametrize(
    "address", ["/so-lieu/?center=%00", "/so-lieu/?%00=1", "/so-lieu/%00", "/api/v1/procedures/?q=%00"]
)
def test_in_an_address_it_is_400(client: Client, address: str) -> None:
    assert client.get(address).status_code == 400


def test_the_refusal_is_in_the_language_of_the_visitor(client: Client) -> None:
    assert "Không hiểu được yêu cầu này" in client.get("/dieu-hanh/?x=%00").content.decode()
    client.cookies["django_language"] = "en"
    refused = client.get("/dieu-hanh/?x=%00")
    assert refused.status_code == 400
    assert "This request could not be understood" in refused.content.decode()
    assert 'lang="en"' in refused.content.decode()


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "hien-thi", "person"])
def test_in_a_cookie_it_is_400(client: Client, name: str) -> None:
    assert client.get("/", headers={"cookie": rf'{name}="a\000b"'}).status_code == 400


@pytest.mark.django_db
def test_in_a_form_it_stands_beside_its_field_in_the_language_of_the_page(client: Client) -> None:
    response = client.post("/tra-cuu/", {"code": "H38\0", "word": "ABCDEF"})
    assert response.status_code == 422
    assert REFUSED in response.content.decode()
    assert "Null characters" not in response.content.decode()


@pytest.mark.parametrize("text", TEXTS)
def test_what_django_has_no_vietnamese_for_has_one_here(text: str) -> None:
    with override("vi"):
        assert gettext(text) != text


def plain(request: HttpRequest) -> HttpResponse:
    """A page that hands text on without a form."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s", [request.POST["text"]])
    return HttpResponse()


def stored(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb", ['"\\u0000"'])
    return HttpResponse()


def broken(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    return HttpResponse()


urlpatterns = [path("plain/", plain), path("stored/", stored), path("broken/", broken)]
handler400 = "common.views.bad_request"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/plain/", "/stored/"])
@override_settings(ROOT_URLCONF=__name__)
def test_where_no_form_looks_the_database_refuses_and_it_is_400(client: Client, address: str) -> None:
    assert client.post(address, {"text": "a\0b"}).status_code == 400


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_another_mistake_stays_one(client: Client) -> None:
    with pytest.raises(DataError) as refused:
        client.post("/broken/", {"text": "a\0b"})
    assert isinstance(refused.value.__cause__, psycopg2.errors.DivisionByZero)

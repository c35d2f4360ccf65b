"""Errors are problems (RFC 9457), in the language of the request, for whatever is sent."""

import json
from typing import Any

import pytest
from django.db import OperationalError, connection

from tests.api.caller import Caller, new_key
from tests.dossiers.world import World

pytestmark = pytest.mark.django_db
BROKEN = [
    b"", b"{", b"null x", b"\xff\xfe{}", "é".encode("latin-1"), b'{"a": NaN}', b'{"a": "\\ud800"}', b'{"a": "\\u0000"}',
    b'{"\\u0000": 1}', b"[" * 100_000, b'{"a": ' + b"9" * 5000 + b"}", b'{"a": "\x00"}', "\ufeff{}".encode("utf-8-sig"),
]  # fmt: skip


def raw(system: Caller, body: bytes, content_type: str = "application/json", path: str = "dossiers/") -> Any:
    return system.client.post(
        f"/api/v1/{path}", body, content_type=content_type, headers={**system.headers, **new_key()}
    )


@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
@pytest.mark.parametrize("path", ["dossiers/", "filings/", "tracking/"])
def test_a_body_that_cannot_be_read_is_400(system: Caller, world: World, body: bytes, path: str) -> None:
    answer = raw(system, body, path=path)
    assert answer.status_code == (422 if body == b"" else 400)
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("body", [b"1", b'"x"', b"null", b"[]", b"true"])
def test_json_that_is_no_object_is_422(system: Caller, world: World, body: bytes) -> None:
    assert raw(system, body).status_code == 422


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "", "é", "a/b; c"]
)
def test_another_content_type_is_415(system: Caller, world: World, kind: str) -> None:
    assert raw(system, b"{}", kind).status_code == 415


def test_a_broken_form_is_400_or_422(system: Caller, world: World) -> None:
    dossier = world.processing()
    path = f"dossiers/{dossier.pk}/transitions/resolve/"
    assert raw(system, b"--x\r\n", "multipart/form-data", path).status_code == 400
    assert raw(system, b"nonsense", "multipart/form-data; boundary=x", path).status_code in {200, 400}
    assert system.upload(f"dossiers/{dossier.pk}/transitions/return_/", {"reason": "a\0b"}).status_code == 400


def test_more_than_is_taken_at_once_is_413(system: Caller, world: World, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = raw(system, json.dumps({"reason": "x" * 1000}).encode())
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")


@pytest.mark.parametrize("path", ["nothing/", "dossiers/a/b/c/", "filings/no-uuid/", "", "%FF/"])
def test_an_address_that_is_not_there_is_a_problem_too(system: Caller, world: World, path: str) -> None:
    answer = system.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("path", ["procedures/?q=%00", "procedures/%00/", "dossiers/?code=a%00"])
def test_a_nul_in_an_address_is_400(system: Caller, world: World, path: str) -> None:
    answer = system.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_the_language_is_that_of_the_request_and_no_cookie_counts(world: World) -> None:
    said = {}
    for language in ("vi", "en", "fr", "*", "x" * 600, ""):
        caller = Caller(language=language)
        caller.client.cookies["django_language"] = "en"
        said[language] = caller.get("dossiers/").json()["detail"]
    assert said["en"].startswith("Send a valid token")
    assert {said[language] for language in said if language != "en"} == {said["vi"]}
    assert said["vi"] != said["en"]


def test_pages_keep_their_own_errors(system: Caller) -> None:
    for path, status in (("/nothing/", 404), ("/thu-tuc/?q=%00", 400)):
        answer = system.client.get(path)
        assert answer.status_code == status
        assert answer["Content-Type"].startswith("text/html")


def test_while_the_database_is_away_it_is_503(system: Caller, world: World) -> None:
    def away(*_args: Any) -> None:
        raise OperationalError("connection refused")

    system.client.raise_request_exception = False
    with connection.execute_wrapper(away):
        answer = system.get("dossiers/")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer["Retry-After"] == "60"


def test_what_broke_on_our_side_is_a_problem_without_details(system: Caller, world: World) -> None:
    def broken(*_args: Any) -> None:
        raise ZeroDivisionError("secret")

    system.client.raise_request_exception = False
    with connection.execute_wrapper(broken):
        answer = system.get("dossiers/")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "secret" not in answer.content.decode()


def test_no_answer_asks_for_a_session_or_sets_a_cookie(system: Caller, world: World) -> None:
    for answer in (system.get("dossiers/"), system.post("dossiers/", {}), Caller().get("procedures/")):
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")

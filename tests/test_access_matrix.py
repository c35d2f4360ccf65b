"""The access matrix runs: every address has a row, and every row holds for every kind of visitor."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from common.clock import moved_to
from tests.access_matrix import Outcome, Row, all_rows
from tests.personas import NAMES, Personas
from tests.places import AT

ROWS = all_rows()
REFUSALS = {Outcome.FORBIDDEN, Outcome.NOT_FOUND, Outcome.CITIZEN_SIGN_IN, Outcome.STAFF_SIGN_IN, Outcome.NO_TOKEN}


def _names(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            assert pattern.name, f"an address without a name: {pattern}"
            yield prefix + pattern.name
        else:
            yield from _names(pattern, prefix + (f"{pattern.namespace}:" if pattern.namespace else ""))


ADDRESSES = sorted(set(_names(get_resolver())))


def test_every_address_has_a_row() -> None:
    assert [name for name in ADDRESSES if name not in ROWS] == []


def test_every_row_has_an_address() -> None:
    assert [name for name in ROWS if name not in ADDRESSES] == []


@pytest.mark.parametrize("name", sorted(ROWS))
def test_each_visitor_gets_what_the_row_says(name: str, personas: Personas) -> None:
    row = ROWS[name]
    with moved_to(AT):  # nothing that a row makes has run out by then
        address = reverse(name, kwargs=row.args(personas))
        seen = {persona: _visit(row, address, persona, personas) for persona in NAMES}
    assert seen == dict(row.outcomes)


def _visit(row: Row, address: str, persona: str, personas: Personas) -> Outcome:
    client = personas.client_of(persona)
    data = row.data(personas) if callable(row.data) else row.data
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        how = {"content_type": row.content_type} if row.content_type else {}
        response = getattr(client, row.method)(address, data, **how)
        outcome = _outcome(response)
        if outcome in REFUSALS:
            writes = [q["sql"] for q in queries if _is_write(q["sql"])]
            assert writes == [], f"refused to {persona}, but something was written"
        transaction.set_rollback(True)
    return outcome


def _outcome(response: HttpResponse) -> Outcome:
    target = response.headers.get("Location", "")
    if response.status_code == 302 and "next=" in target:
        if target.startswith("/dang-nhap/"):
            return Outcome.STAFF_SIGN_IN
        if target.startswith("/tai-khoan/dang-nhap/"):
            return Outcome.CITIZEN_SIGN_IN
    if response.status_code == 401:
        return Outcome.NO_TOKEN
    if response.status_code == 403:
        return Outcome.FORBIDDEN
    if response.status_code == 404:
        return Outcome.NOT_FOUND
    assert response.status_code not in {400, 405}, f"the row asks in the wrong way: {response.status_code}"
    return Outcome.OK


def _is_write(sql: str) -> bool:
    return sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")) and "django_session" not in sql

"""Keys for what a phone keeps without a line: only the person gets them, for a day, and signing out ends them."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts import phone_keys
from accounts.models import PhoneKey
from common import clock
from tests.personas import Personas
from tests.places import AT

pytestmark = pytest.mark.django_db
ADDRESS = "/tai-khoan/khoa-may/"


def asked(client: Client, *ids: str) -> dict[str, Any]:
    answer = client.post(ADDRESS, {"key": list(ids)})
    assert answer["Cache-Control"].startswith("max-age=0") or "no-store" in answer["Cache-Control"]
    return dict(answer.json())


def test_a_session_has_one_key_of_its_own(personas: Personas) -> None:
    client = personas.client_of("citizen")
    first = asked(client)
    assert asked(client) == first
    assert len(base64.b64decode(first["keys"][first["own"]])) == 32
    assert first["keys"][first["own"]].encode() not in bytes(PhoneKey.objects.get().secret)


def test_the_same_person_gets_it_again_after_the_session_has_ended(personas: Personas) -> None:
    first = asked(personas.client_of("citizen"))
    again = asked(personas.client_of("citizen"), first["own"], "nonsense")
    assert again["own"] != first["own"]
    assert again["keys"][first["own"]] == first["keys"][first["own"]]


def test_nobody_else_gets_it(personas: Personas) -> None:
    first = asked(personas.client_of("citizen"))
    other = asked(personas.client_of("other_citizen"), first["own"])
    assert first["own"] not in other["keys"]
    assert Client().post(ADDRESS, {"key": first["own"]}).status_code == 302
    assert personas.client_of("counter").post(ADDRESS, {"key": first["own"]}).status_code == 403


def test_signing_out_ends_what_this_phone_was_given_and_nothing_else(personas: Personas) -> None:
    phone, elsewhere = personas.client_of("citizen"), personas.client_of("citizen")
    old, other = asked(personas.client_of("citizen")), asked(elsewhere)
    own = asked(phone, old["own"])
    answer = phone.post("/dang-xuat/")
    assert answer["Clear-Site-Data"] == '"storage"'
    left = asked(elsewhere, old["own"], own["own"])
    assert set(left["keys"]) == {other["own"]}


def test_it_is_over_a_day_after_the_longest_session(personas: Personas) -> None:
    with clock.moved_to(AT):
        first = asked(personas.client_of("citizen"))
    later = AT + timedelta(hours=36)
    with clock.moved_to(later - timedelta(minutes=1)):
        assert first["own"] in asked(personas.client_of("citizen"), first["own"])["keys"]
    with clock.moved_to(later):
        assert first["own"] not in asked(personas.client_of("citizen"), first["own"])["keys"]
        assert phone_keys.drop_expired(at=later) == 1

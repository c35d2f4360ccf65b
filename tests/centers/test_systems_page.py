"""The page of other systems: a token is made, shown once, renewed, taken back; only of one's own center."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import ApiToken, User
from accounts.roles import Role
from centers.models import Office
from centers.systems import connect
from common import clock
from tests.personas import Personas
from tests.places import AT

pytestmark = pytest.mark.django_db
PAGE = "/quan-tri/he-thong/"


@pytest.fixture(autouse=True)
def at_nine_ten() -> Any:
    with clock.moved_to(AT):
        yield


@pytest.fixture
def administrator(personas: Personas) -> Client:
    client = personas.client_of("administrator")
    client.cookies["django_language"] = "en"
    return client


def typed(office: Office, **changed: Any) -> dict[str, Any]:
    return {
        "full_name": "Phần mềm một cửa",
        "username": "mot-cua",
        "office": str(office.pk),
        "role": "counter",
        "scopes": ["dossiers:read"],
        **changed,
    }


def shown(page: str) -> str:
    found = re.search(r"sapa_[\w-]+", page)
    assert found, page
    return found[0]


def lets_in(text: str) -> bool:
    return Client().get("/api/v1/dossiers/", headers={"Authorization": f"Bearer {text}"}).status_code == 200


def test_a_system_is_connected_and_its_token_shown_once(administrator: Client, personas: Personas) -> None:
    page = administrator.post(PAGE, typed(personas.places.office("tiep-nhan")))
    text = shown(page.content.decode())
    assert lets_in(text)
    assert "no-store" in page["Cache-Control"]
    assert ApiToken.objects.get().created_by == personas.administrator
    again = administrator.get(PAGE).content.decode()
    assert text not in again
    assert text[-4:] in again
    assert "Phần mềm một cửa" in again


def test_a_token_is_renewed_and_taken_back(administrator: Client, personas: Personas) -> None:
    old = shown(administrator.post(PAGE, typed(personas.places.office("tiep-nhan"))).content.decode())
    new = shown(administrator.post(f"{PAGE}{ApiToken.objects.get().pk}/doi/").content.decode())
    assert (lets_in(old), lets_in(new)) == (True, True)
    newest = ApiToken.objects.order_by("pk").last()
    assert newest is not None
    assert administrator.post(f"{PAGE}{newest.pk}/thu-hoi/")["Location"] == PAGE
    assert (lets_in(old), lets_in(new)) == (True, False)
    assert administrator.post(f"{PAGE}{newest.pk}/doi/")["Location"] == PAGE
    assert ApiToken.objects.count() == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"username": "Có Dấu"}, {"username": "system"}, {"username": "counter"}, {"full_name": " "}, {"scopes": []},
        {"scopes": ["everything"]}, {"role": "administrator"}, {"office": "4711"}, {"office": "\0"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_made(
    administrator: Client, personas: Personas, changed: dict[str, Any]
) -> None:
    answer = administrator.post(PAGE, {**typed(personas.places.office("tiep-nhan")), **changed})
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not User.objects.filter(kind="system").exists()


def test_another_center_is_out_of_reach(administrator: Client, personas: Personas) -> None:
    office = personas.places.office("tiep-nhan", personas.places.ta_van)
    assert administrator.post(PAGE, typed(office)).status_code == 422
    given = {"username": "ta-van", "full_name": "Phần mềm Tả Van", "role": Role.COUNTER, "office": office}
    token, text = connect(**given, scopes=["dossiers:read"], at=AT, by=personas.administrator)
    assert "Phần mềm Tả Van" not in administrator.get(PAGE).content.decode()
    for verb in ("doi", "thu-hoi"):
        assert administrator.post(f"{PAGE}{token.pk}/{verb}/").status_code == 404
    assert lets_in(text)


def test_the_page_costs_the_same_however_many_systems(administrator: Client, personas: Personas) -> None:
    office = personas.places.office("tiep-nhan")

    def statements() -> int:
        administrator.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            administrator.get(PAGE)
        return len(queries)

    administrator.post(PAGE, typed(office))
    one = statements()
    for number in range(8):
        administrator.post(PAGE, typed(office, username=f"mot-cua-{number}"))
    assert statements() == one

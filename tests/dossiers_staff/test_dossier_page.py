"""The page of one dossier: everything about it, exactly the allowed actions, every look recorded."""

import re
from datetime import timedelta

import pytest

from dossiers import actions, offers
from dossiers.forms.actions import FORMS
from dossiers.lifecycle import Status
from dossiers.models import Dossier
from tests.dossiers.world import World
from tests.dossiers_staff.conftest import speaking_english
from tests.dossiers_staff.desk import enclose
from tests.places import AT

pytestmark = pytest.mark.django_db

PEOPLE = ("counter", "officer", "head", "leader", "supervisor")


def _page(world: World, dossier: Dossier, person: str = "officer") -> str:
    answer = speaking_english(world, person).get(f"/xu-ly/ho-so/{dossier.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def _offered(page: str, dossier: Dossier) -> set[str]:
    return set(re.findall(rf'action="/xu-ly/ho-so/{dossier.pk}/(\w+)/"', page))


@pytest.mark.parametrize("status", [status for status in Status if status != Status.NOT_ACCEPTED])
def test_the_page_offers_exactly_what_the_table_allows(world: World, status: str) -> None:
    dossier = world.in_status(status)
    for person in PEOPLE:
        allowed = {one.name for one in offers.offers(dossier, world.actor(person), AT)}
        assert _offered(_page(world, dossier, person), dossier) == allowed & set(FORMS), person


def test_a_supervisor_looks_and_does_nothing(world: World) -> None:
    page = _page(world, world.processing(), "supervisor")
    assert "there is nothing for you to do" in page


def test_the_due_date_explains_itself_line_by_line(world: World) -> None:
    page = _page(world, world.processing())
    assert "25/11/2026 09:10" in page
    assert "Result due: 09:10 on Wednesday 25/11/2026." in page


def test_promise_and_due_date_are_told_apart_after_a_pause(world: World) -> None:
    dossier = world.in_status("AWAITING_SUPPLEMENT")
    dossier = actions.supply(dossier, at=AT + timedelta(days=1), by=world.actor("counter"))
    page = _page(world, dossier)
    assert "Promised on the slip" in page
    assert "Due now" in page
    assert "26/11/2026" in page


def test_the_record_shows_events_forms_and_pauses(world: World) -> None:
    page = _page(world, world.in_status("AWAITING_SUPPLEMENT"))
    assert "Form 02, no. 1/2026" in page
    assert "thiếu" in page
    assert "still running" in page
    assert "Phiếu yêu cầu bổ sung" in page


def test_the_number_of_a_person_is_masked(world: World, desk: object) -> None:
    from citizens.actions import find_or_create
    from citizens.data import PartyData

    data = PartyData(kind="person", name="Vàng Thị Mỷ", number="000199000001", number_kind="citizen_id")
    owner = find_or_create(data, at=AT, by=None)
    page = _page(world, world.received(owner=owner, submitter=owner))
    assert "*********001" in page
    assert "000199000001" not in page


def test_every_look_is_recorded(world: World) -> None:
    dossier = world.processing()
    _page(world, dossier)
    view = dossier.views.get()
    assert (view.user, view.what, view.at) == (world.personas.officer, "page", AT)


def test_a_scan_is_handed_out_decrypted_recorded_and_powerless(world: World) -> None:
    dossier = world.processing()
    paper = enclose(dossier)
    answer = world.personas.client_of("officer").get(f"/xu-ly/ho-so/{dossier.pk}/giay-to/{paper.pk}/")
    assert answer.content.startswith(b"\x89PNG")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert "can-cuoc.png" in answer.headers["Content-Disposition"]
    assert dossier.views.get().what == "paper"


def test_a_scan_is_reached_through_its_own_dossier_only(world: World) -> None:
    paper = enclose(world.processing())
    other = world.processing()
    answer = world.personas.client_of("officer").get(f"/xu-ly/ho-so/{other.pk}/giay-to/{paper.pk}/")
    assert answer.status_code == 404


def test_what_is_not_open_to_somebody_does_not_exist_for_them(world: World) -> None:
    dossier = world.processing()
    stranger = world.personas.client_of("officer_elsewhere")
    assert stranger.get(f"/xu-ly/ho-so/{dossier.pk}/").status_code == 404
    answer = stranger.post(f"/xu-ly/ho-so/{dossier.pk}/resolve/", {"resolve-revision": dossier.revision})
    assert answer.status_code == 404
    dossier.refresh_from_db()
    assert dossier.status == Status.PROCESSING
    assert not dossier.views.exists()


def test_the_page_costs_a_steady_number_of_queries(world: World) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    short, long = world.processing(), world.processing()
    for day in range(1, 4):
        at = AT + timedelta(days=7 * day)
        by = world.actor("officer", at)
        long = actions.request_payment(long, 1000, legal_basis="Nghị quyết mẫu", at=at, by=by)
        long = actions.confirm_payment(long, cash=True, at=at + timedelta(hours=1), by=world.actor("counter", at))
    client = world.personas.client_of("officer")
    costs = []
    for dossier in (short, short, long):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/xu-ly/ho-so/{dossier.pk}/")
        costs.append(len(queries))
    assert costs[1] == costs[2]

"""The same owner again with the same procedure: shown beside each other, received after one more key."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dossiers import actions
from dossiers.models import Dossier
from tests.dossiers.world import World
from tests.dossiers_staff.desk import typed
from tests.places import AT

pytestmark = pytest.mark.django_db


def _address(world: World) -> str:
    return f"/quay/tiep-nhan/{world.versions['days'].procedure.code}/"


def test_the_open_dossier_stands_beside_the_new_one_before_it_is_received(world: World, desk: Client) -> None:
    desk.post(_address(world), typed(world.versions["days"]))
    first = Dossier.objects.get()
    form = typed(world.versions["days"])
    answer = desk.post(_address(world), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert Dossier.objects.count() == 1
    for shown in (first.code, "Received", "19/11/2026 09:10", "25/11/2026 09:10", "Tờ khai"):
        assert str(shown) in page
    assert f'name="confirmed" value="{first.pk}" autofocus' in page
    assert "error-summary" not in page
    assert desk.post(_address(world), {**form, "confirmed": str(first.pk)}).status_code == 302
    assert Dossier.objects.count() == 2


def test_what_came_in_meanwhile_is_asked_about_again(world: World, desk: Client) -> None:
    desk.post(_address(world), typed(world.versions["days"]))
    seen = str(Dossier.objects.get().pk)
    desk.post(_address(world), typed(world.versions["days"], confirmed=seen))
    assert Dossier.objects.count() == 2
    assert desk.post(_address(world), typed(world.versions["days"], confirmed=seen)).status_code == 422
    assert Dossier.objects.count() == 2


def test_a_finished_dossier_and_another_procedure_ask_nothing(world: World, desk: Client) -> None:
    desk.post(_address(world), typed(world.versions["days"]))
    actions.withdraw(Dossier.objects.get(), at=AT, by=world.actor("counter"))
    assert desk.post(_address(world), typed(world.versions["days"])).status_code == 302
    other = f"/quay/tiep-nhan/{world.versions['month'].procedure.code}/"
    assert desk.post(other, typed(world.versions["month"])).status_code == 302


def test_of_a_dossier_that_is_not_open_to_this_desk_nothing_but_its_code_is_told(world: World, desk: Client) -> None:
    desk.post(_address(world), typed(world.versions["days"]))
    first = Dossier.objects.get()
    first.access.all().delete()
    page = desk.post(_address(world), typed(world.versions["days"])).content.decode()
    assert str(first.code) in page
    assert f"/quay/ho-so/{first.pk}/" not in page
    assert page.count("25/11/2026 09:10") == 2  # of the new one: in its column, and in the box


def test_the_page_costs_the_same_for_one_open_dossier_and_for_five(world: World, desk: Client) -> None:
    counts = []
    for more in (1, 4):
        for _ in range(more):
            seen = ",".join(str(pk) for pk in Dossier.objects.values_list("pk", flat=True))
            desk.post(_address(world), typed(world.versions["days"], confirmed=seen))
        with CaptureQueriesContext(connection) as queries:
            assert desk.post(_address(world), typed(world.versions["days"])).status_code == 422
        counts.append(len(queries))
    assert Dossier.objects.count() == 5
    assert counts[0] == counts[1]

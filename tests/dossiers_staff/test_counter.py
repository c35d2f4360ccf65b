"""The desk's first page: its queues, and the field the scanner types into."""

import pytest
from django.test import Client

from dossiers import actions
from tests.dossiers.world import World
from tests.places import AT

pytestmark = pytest.mark.django_db


def _queue(page: str, name: str) -> str:
    start = page.index(f'id="{name}"')
    return page[start : page.index("</section>", start)]


def test_each_dossier_stands_in_its_queue(world: World, desk: Client) -> None:
    submitted, again = world.submitted(), world.in_status("INCOMPLETE")
    again = actions.resubmit(again, at=AT, by=world.actor("citizen"))
    resolved, received = world.in_status("RESOLVED"), world.received()
    page = desk.get("/quay/").content.decode()
    assert f"/quay/ho-so/{submitted.pk}/" in _queue(page, "to-answer")
    assert f"/quay/ho-so/{again.pk}/" not in _queue(page, "to-answer")
    assert f"/quay/ho-so/{again.pk}/" in _queue(page, "again")
    assert f"/quay/ho-so/{resolved.pk}/" in _queue(page, "to-hand-out")
    assert received.code in _queue(page, "today")
    assert "First answer due" in _queue(page, "to-answer")


def test_an_empty_desk_says_so(desk: Client) -> None:
    assert "Nobody is waiting, and nothing has been received today yet." in desk.get("/quay/").content.decode()


def test_the_scanner_opens_the_dossier(world: World, desk: Client) -> None:
    dossier = world.received()
    answer = desk.get("/quay/", {"q": f" {dossier.code.lower()} "})
    assert answer.headers["Location"] == f"/quay/ho-so/{dossier.pk}/"


def test_anything_else_is_looked_for_in_the_list(world: World, desk: Client) -> None:
    world.received()
    answer = desk.get("/quay/", {"q": "hang thi"}, follow=True)
    assert "Hạng Thị Lan" in answer.content.decode()


def test_what_another_center_received_is_not_there(world: World, desk: Client) -> None:
    there = world.personas.client_of("officer_elsewhere")
    dossier = world.received()
    assert desk.get(f"/quay/ho-so/{dossier.pk}/").status_code == 200
    assert there.get(f"/xu-ly/ho-so/{dossier.pk}/").status_code == 404

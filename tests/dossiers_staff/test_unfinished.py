"""A screen that was not finished: kept while it is typed, gone on with after the browser was closed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common import clock
from common.crypto import keyring
from dossiers import desk_drafts, filings
from dossiers.models import Dossier, Filing
from dossiers.rotation import declared_keys
from tests.dossiers.world import World
from tests.dossiers_staff.conftest import speaking_english
from tests.dossiers_staff.desk import make_screen, picture, typed
from tests.places import AT

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def _address(world: World) -> str:
    return f"/quay/tiep-nhan/{world.versions['days'].procedure.code}/"


def test_what_is_typed_is_kept_and_stands_there_again(world: World, desk: Client) -> None:
    form = typed(world.versions["days"], keep="1", needs_interpreter="on", **{"owner-email": "my@example.vn"})
    answer = desk.post(_address(world), form, headers=HTMX)
    assert "Kept at 09:10" in answer.content.decode()
    assert Dossier.objects.count() == 0
    [screen] = desk_drafts.unfinished_of(world.personas.counter, AT)
    home = desk.get("/quay/").content.decode()
    assert screen.address in home
    assert "Vàng Thị Mỷ" in home
    page = desk.get(screen.address).content.decode()
    for value in ("Vàng Thị Mỷ", "000199000001", "my@example.vn", "0900 000 012", form["key"]):
        assert f'value="{value}"' in page
    assert page.count(" checked") >= 3  # the paper, the interpreter, who brings it
    assert "error-summary" not in page


def test_numbers_lie_in_it_sealed(world: World, desk: Client) -> None:
    desk.post(_address(world), typed(world.versions["days"], keep="1"), headers=HTMX)
    kept = Filing.objects.get()
    assert "000199000001" not in f"{kept.answers} {kept.owner}"
    assert declared_keys() == {keyring().current: 1}  # so the rotation of keys finds it


def test_scans_of_a_refused_reception_are_part_of_the_screen(world: World, desk: Client) -> None:
    photos = [picture("mat-truoc.png"), picture("mat-sau.png")]
    form = typed(world.versions["days"], scans=[picture()], photos=photos, **{"owner-name": ""})
    assert desk.post(_address(world), form).status_code == 422
    [screen] = desk_drafts.unfinished_of(world.personas.counter, AT)
    assert screen.files == 3
    page = desk.get(screen.address).content.decode()
    for name in ("can-cuoc.png", "mat-truoc.png", "mat-sau.png"):
        assert name in page


def test_an_untouched_page_is_not_kept(world: World, desk: Client) -> None:
    nothing = {"key": typed(world.versions["days"])["key"], "way": "owner", "owner-kind": "person"}
    answer = desk.post(_address(world), {**nothing, "owner-province": "15", "keep": "1"}, headers=HTMX)
    assert "Kept at" not in answer.content.decode()
    assert Filing.objects.count() == 0


def test_a_screen_is_over_once_it_was_received_and_leaves_nothing(world: World, desk: Client) -> None:
    form = typed(world.versions["days"])
    desk.post(_address(world), {**form, "keep": "1"}, headers=HTMX)
    [screen] = desk_drafts.unfinished_of(world.personas.counter, AT)
    desk.post(_address(world), form)
    assert desk_drafts.unfinished_of(world.personas.counter, AT) == []
    desk.post(_address(world), {**form, "keep": "1"}, headers=HTMX)  # the last keystrokes arrive after the reception
    kept = Filing.objects.get()
    assert (kept.answers, kept.owner) == ({}, {})
    assert desk.get(screen.address).status_code == 404


def test_nobody_else_sees_or_drops_it(world: World, desk: Client) -> None:
    other = make_screen(world.personas.leader, world.places.sa_pa, world.versions["days"], "Người Khác")
    assert "Người Khác" not in desk.get("/quay/").content.decode()
    assert desk.get(desk_drafts.address_of(other)).status_code == 404
    assert desk.post(f"/quay/do-dang/{other.key}/xoa/").status_code == 404
    assert Filing.objects.filter(pk=other.pk).exists()
    assert desk.get(f"{_address(world)}?nhap=khong-co").status_code == 404


def test_it_can_be_thrown_away(world: World, desk: Client) -> None:
    screen = make_screen(world.personas.counter, world.places.sa_pa, world.versions["days"])
    assert desk.get(f"/quay/do-dang/{screen.key}/xoa/").status_code == 405
    assert desk.post(f"/quay/do-dang/{screen.key}/xoa/").headers["Location"] == "/quay/"
    assert not Filing.objects.exists()


def test_after_its_time_it_is_gone(world: World) -> None:
    make_screen(world.personas.counter, world.places.sa_pa, world.versions["days"])
    expired = Filing.objects.get().expires_at
    with clock.moved_to(expired):
        assert "Hạng Thị Lan" not in speaking_english(world, "counter").get("/quay/").content.decode()
    assert filings.drop_expired(at=expired) == 1
    assert not Filing.objects.exists()


def test_the_list_costs_the_same_for_one_screen_and_for_many(world: World, desk: Client) -> None:
    counts = []
    for more in (1, 5):
        for _ in range(more):
            make_screen(world.personas.counter, world.places.sa_pa, world.versions["days"])
        with CaptureQueriesContext(connection) as queries:
            found = desk_drafts.unfinished_of(world.personas.counter, AT + timedelta(minutes=1))
        counts.append((len(found), len(queries)))
    assert counts == [(1, 2), (6, 2)]

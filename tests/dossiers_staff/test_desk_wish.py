"""How a walk-in wants to receive the result: said at the desk, kept only where it is not the counter."""

import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from dossiers import desk_drafts
from dossiers.models import Dossier, ResultWish
from dossiers.slips.form01 import form_01_pdf
from tests.dossiers.world import World
from tests.dossiers_staff.desk import typed
from tests.places import AT

pytestmark = pytest.mark.django_db
HOME = "Hạng Thị Lan, 0900 000 001, tổ 3, phường Sa Pa"
BY_POST = {"wish-way": "post", "wish-address": HOME}


def receive(desk: Client, world: World, said: dict[str, str], **more: Any) -> Any:
    version = world.versions["days"]
    return desk.post(f"/quay/tiep-nhan/{version.procedure.code}/", typed(version, **said), **more)


def test_what_is_said_is_kept_told_and_printed(world: World, desk: Client) -> None:
    answer = receive(desk, world, BY_POST)
    dossier = Dossier.objects.get()
    wish = ResultWish.objects.get()
    assert (wish.dossier, wish.way, wish.address, wish.by) == (dossier, "post", HOME, world.personas.counter)
    assert HOME in desk.get(answer["Location"]).content.decode()
    printed = PdfReader(io.BytesIO(form_01_pdf(dossier, at=AT))).pages[0].extract_text()
    assert "qua bưu chính, đến Hạng Thị Lan" in " ".join(printed.split())


@pytest.mark.parametrize("said", [{}, {"wish-way": "counter", "wish-address": HOME}])
def test_the_counter_needs_no_row_and_no_statement(world: World, desk: Client, said: dict[str, str]) -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = receive(desk, world, said)
    assert not [one for one in asked.captured_queries if "resultwish" in one["sql"]]
    assert ResultWish.objects.count() == 0
    assert "At the counter" in desk.get(answer["Location"]).content.decode()


def test_the_post_needs_an_address_and_nothing_typed_is_lost(world: World, desk: Client) -> None:
    answer = receive(desk, world, {"wish-way": "post", "wish-address": ""})
    page = answer.content.decode()
    assert (answer.status_code, Dossier.objects.count()) == (422, 0)
    assert 'href="#id_wish-address"' in page
    assert re.search(r'name="wish-way" value="post"[^>]* checked', page)
    assert "Vàng Thị Mỷ" in page


def test_asking_for_the_due_date_finds_no_fault_with_it(world: World, desk: Client) -> None:
    answer = receive(desk, world, {"wish-way": "post", "wish-address": "", "preview": "1"})
    assert answer.status_code == 200
    assert "error-summary" not in answer.content.decode()


def test_it_is_part_of_a_screen_that_is_gone_on_with(world: World, desk: Client) -> None:
    receive(desk, world, {**BY_POST, "keep": "1"}, headers={"HX-Request": "true"})
    [screen] = desk_drafts.unfinished_of(world.personas.counter, AT)
    page = desk.get(screen.address).content.decode()
    assert f'value="{HOME}"' in page
    assert '<details class="details" open' in page


def test_it_stands_closed_on_a_new_page(world: World, desk: Client) -> None:
    page = desk.get(f"/quay/tiep-nhan/{world.versions['days'].procedure.code}/").content.decode()
    assert 'name="wish-address"' in page
    assert '<details class="details" open' not in page

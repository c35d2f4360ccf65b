"""`/dieu-hanh/`: figures that open their dossiers."""

import html
import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from common.clock import moved_to
from common.text import mask_name
from reports.actions import compute_snapshots
from tests.dossiers.world import World
from tests.reports.lives import live, moment

NOW = moment(20, 12)
NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30", "center": "sa-pa", "by": "receiving"}


def get(client: Client, address: str, data: dict[str, str], at: datetime = NOW) -> Any:
    with moved_to(at):
        return client.get(address, data)


@pytest.fixture
def leader(world: World) -> Client:
    live(world)
    return world.personas.client_of("leader")


def test_every_number_of_the_page_opens_as_many_dossiers(leader: Client) -> None:
    page = get(leader, "/dieu-hanh/", NOVEMBER).content.decode()
    links = re.findall(r'<a href="(/dieu-hanh/ho-so/[^"]+)"[^>]*>(\d+)</a>', page)
    assert len(links) > 20
    for address, number in links:
        opened = get(leader, html.unescape(address), {})
        assert opened.status_code == 200
        assert opened.context["value"] == int(number)
        assert sum(line.times for line in opened.context["lines"]) == int(number)


def test_the_check_sum_and_the_last_snapshot_stand_beside_the_live_rate(leader: Client) -> None:
    compute_snapshots(at=moment(20, 11))
    page = get(leader, "/dieu-hanh/", NOVEMBER)
    assert page.context["snapshot"].on_time_rate == page.context["total"].on_time_rate
    text = page.content.decode()
    assert "9 = 9" in text
    assert "11:00 ngày 20/11/2026" in text
    assert text.count("66,67 %") >= 3


@pytest.mark.parametrize(
    "wrong", [{"from": "2026-11-31"}, {"to": "2026-10-01"}, {"by": "nobody"}, {"center": "ta-van"}]
)
def test_a_wrong_question_answers_422_and_keeps_what_was_typed(leader: Client, wrong: dict[str, str]) -> None:
    answer = get(leader, "/dieu-hanh/", {**NOVEMBER, **wrong})
    assert answer.status_code == 422
    if "from" in wrong:
        assert 'value="2026-11-31"' in answer.content.decode()
    assert get(leader, "/dieu-hanh/ho-so/", {**NOVEMBER, "figure": "received.total", **wrong}).status_code == 422


def test_an_unknown_figure_answers_422(leader: Client) -> None:
    assert get(leader, "/dieu-hanh/ho-so/", {**NOVEMBER, "figure": "anything"}).status_code == 422


def test_without_a_question_it_is_this_month(leader: Client) -> None:
    page = get(leader, "/dieu-hanh/", {})
    assert page.status_code == 200
    assert (page.context["scope"].start.day, page.context["scope"].end.day) == (1, 30)


def test_the_supervisor_sees_all_centers_and_each(world: World) -> None:
    live(world)
    client = world.personas.client_of("supervisor")
    assert get(client, "/dieu-hanh/", {}).context["total"].received.total == 8
    ta_van = get(client, "/dieu-hanh/", {**NOVEMBER, "center": "ta-van"})
    assert ta_van.context["total"].received.total == 0


def test_who_may_not_see_a_dossier_gets_a_masked_name_and_no_link(world: World) -> None:
    live(world)
    behind = {**NOVEMBER, "figure": "received.total"}
    seen = get(world.personas.client_of("leader"), "/dieu-hanh/ho-so/", behind).content.decode()
    assert "Hạng Thị Lan" in seen
    assert "/xu-ly/ho-so/" in seen
    head = world.personas.head
    head.postings.update(office=world.places.office("kinh-te"))
    hidden = get(world.personas.client_of("head"), "/dieu-hanh/ho-so/", behind).content.decode()
    assert "Hạng Thị Lan" not in hidden
    assert html.escape(mask_name("Hạng Thị Lan")) in hidden
    assert "/xu-ly/ho-so/" not in hidden


@pytest.mark.parametrize("address", ["/dieu-hanh/", "/dieu-hanh/ho-so/?figure=received.total&level=total"])
def test_it_costs_the_same_number_of_queries_for_one_dossier_and_for_many(
    world: World, address: str, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = world.personas.client_of("leader")
    world.received(at=moment(18))
    with CaptureQueriesContext(connection) as few:
        get(client, address, {})
    for _number in range(12):
        world.received(at=moment(19))
    with django_assert_num_queries(len(few)):
        get(client, address, {})

"""Every number on pages of leaders that can be opened: the list has as many, and leads back to the same question."""

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db.models import Sum
from django.test import Client

from common.clock import moved_to
from reports import labels, pages, views
from reports.forms import BehindForm
from reports.measures import By
from reports.reach import Reach
from reports.statutory.catalogue import REPORTS
from tests.dossiers.world import World
from tests.reports.lives import live, moment

NOW = moment(20, 12)
LISTS = "ho-so|hom-nay|thay-doi|dang-lam|buoc|tien"
LINK = re.compile(rf'<a[^>]*href="(/dieu-hanh/(?:{LISTS})/[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
NOVEMBER = "from=2026-11-01&to=2026-11-30"
OF_A_LEADER = [
    f"/dieu-hanh/?{NOVEMBER}&by=receiving&center=sa-pa",
    "/dieu-hanh/?from=2026-11-09&to=2026-11-19&by=deciding&center=sa-pa",
    *(f"/dieu-hanh/bao-cao/{slug}/?{NOVEMBER}&by=deciding&center=sa-pa" for slug in REPORTS if slug != "06b"),
    f"/dieu-hanh/766/?{NOVEMBER}&by=receiving&center=sa-pa",
]
OF_A_SUPERVISOR = [
    f"/dieu-hanh/?{NOVEMBER}&by=deciding&center=",
    f"/dieu-hanh/tinh/?{NOVEMBER}&by=receiving&center=&sap-xep=qua-han",
    f"/dieu-hanh/bao-cao/06b/?{NOVEMBER}&by=deciding&center=",
    f"/dieu-hanh/bao-cao/kenh/?{NOVEMBER}&by=receiving&center=",
    f"/dieu-hanh/766/?{NOVEMBER}&by=deciding&center=",
]


def numbers_of(page: str) -> Iterator[tuple[str, int]]:
    """Address and number of everything that can be opened; shares and average days are no numbers of dossiers."""
    for address, inside in LINK.findall(page):
        words = html.unescape(re.sub(r"<[^>]+>", "", inside)).strip()
        found = re.findall(r"-?\d[\d.]*(?![\d,])", words)
        if found and "," not in words:
            yield html.unescape(address), int(found[-1].strip(".").replace(".", ""))


def question(address: str) -> tuple[str, dict[str, str]]:
    """The page and what it is asked, without what every page adds by itself."""
    parts = urlsplit(address)
    return parts.path, dict(parse_qsl(parts.query, keep_blank_values=True))


def counted(client: Client, address: str, reach: Reach) -> tuple[int, str]:
    """How many the list has, and the page that it leads back to."""
    path, asked = question(address)
    if path != "/dieu-hanh/ho-so/":
        opened = client.get(address)
        back = opened.context.get("back", "")
        return opened.context.get("number", opened.context["page"].paginator.count), back
    form = BehindForm({"level": "total", **asked}, reach)
    assert form.is_valid(), (address, form.errors)
    given = form.cleaned_data
    rows = views.behind_figure(given["figure"], given["level"], form.scope(NOW), form.facets)
    return rows.aggregate(n=Sum("times"))["n"] or 0, form.back or pages.overview_address(form.period_query)


def look(client: Client, page: str, reach: Reach, known: dict[str, Any]) -> int:
    """Every number of a page; how many there were."""
    answer = client.get(page)
    assert answer.status_code == 200, page
    found = list(numbers_of(answer.content.decode()))
    path, asked = question(page)
    if (slug := path.removeprefix("/dieu-hanh/bao-cao/").strip("/")) in REPORTS and REPORTS[slug].counted:
        asked["by"] = "receiving"  # the choice does not exist there
    for address, number in found:
        if address not in known:
            known[address] = counted(client, address, reach)
        many, back = known[address]
        assert many == number, f"{page} says {number}, {address} has {many}"
        if "/thay-doi/" not in address:
            assert question(back) == (path, asked), address
    return len(found)


@pytest.mark.parametrize(("who", "asked"), [("leader", OF_A_LEADER), ("supervisor", OF_A_SUPERVISOR)])
def test_every_number_opens_as_many_and_leads_back(world: World, who: str, asked: list[str]) -> None:
    live(world)
    centers = [world.places.sa_pa] if who == "leader" else [world.places.sa_pa, world.places.ta_van]
    reach = Reach(centers, may_add_up=who == "supervisor", is_whole=who == "supervisor")
    client, known, looked = world.personas.client_of(who), {}, {}
    with moved_to(NOW):
        for page in asked:
            looked[page] = look(client, page, reach, known)
    assert looked[asked[0]] > 20
    assert sum(looked.values()) > 100


def test_the_list_on_screen_says_the_same_and_leads_back(world: World) -> None:
    live(world)
    client = world.personas.client_of("leader")
    page = f"/dieu-hanh/bao-cao/kenh/?{NOVEMBER}&by=deciding&center=sa-pa"
    with moved_to(NOW):
        address, number = next(numbers_of(client.get(page).content.decode()))
        opened = client.get(address)
        file = client.get(f"/dieu-hanh/ho-so/excel/?{urlsplit(address).query}")
    assert sum(line.times for line in opened.context["lines"]) == opened.context["value"] == number
    assert f'href="{html.escape(opened.context["back"])}"' in opened.content.decode()
    assert question(opened.context["back"]) == question(page)
    assert question(question(file.context["offer"].back)[1]["back"]) == question(page)


@pytest.mark.parametrize(
    "back",
    ["https://example.com/", "//example.com/", "javascript:alert(1)", "/tai-khoan/", "/dieu-hanh/../quan-tri/", ""],
)
def test_a_list_leads_back_to_our_own_pages_only(world: World, back: str) -> None:
    asked = {"figure": "received.total", "from": "2026-11-01", "to": "2026-11-30", "center": "sa-pa", "back": back}
    opened = world.personas.client_of("leader").get("/dieu-hanh/ho-so/", asked)
    assert question(opened.context["back"])[0] == "/dieu-hanh/"


@pytest.mark.parametrize("slug", [slug for slug in REPORTS if slug != "06b"])
def test_receiving_or_deciding_is_asked_only_where_it_makes_a_difference(world: World, slug: str) -> None:
    client, wanted = world.personas.client_of("leader"), REPORTS[slug]
    with moved_to(NOW):
        page = client.get(f"/dieu-hanh/bao-cao/{slug}/?{NOVEMBER}&by=deciding&center=sa-pa")
    assert ('name="by"' in page.content.decode()) is not bool(wanted.counted)
    assert page.context["scope"].by == ("receiving" if wanted.counted else "deciding")
    assert str(wanted.counted) in page.context["period"]
    assert (str(labels.BY[By.DECIDING]) in page.context["period"]) is not bool(wanted.counted)

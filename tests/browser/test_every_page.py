"""axe on every page of the house: the list comes out of the addresses themselves, so a new page is looked at, too."""

import mimetypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from playwright.sync_api import Page, Route

from common.clock import moved_to
from reports.statutory.catalogue import REPORTS
from tests.access_matrix import Outcome, Row, all_rows
from tests.browser.conftest import NewContext
from tests.browser.screen import NARROWEST, faults_of, scrolls_sideways, take_picture
from tests.dossiers.world import World, world
from tests.personas import NAMES, Personas
from tests.places import AT
from tests.reports.lives import live, moment

__all__ = ["world"]

ORIGIN = "http://trung-tam.example"
PUBLIC = ("anonymous", "citizen")  # their pages are looked at on a phone, too
PICTURED = {
    "dossiers:receive": "desk-receive",
    "dossiers:worklist": "desk-worklist",
    "dossiers:dossier": "desk-dossier",
    "dossiers:letters": "desk-sign-queue",
    "procedures:admin": "desk-administration",
}
"""Pages of staff that are kept as pictures, wide and narrow."""
ROWS = {
    name: row
    for name, row in sorted(all_rows().items())
    if row.method == "get" and Outcome.OK in row.outcomes.values()  # addresses for systems only are no pages
}


def _visitor_of(row: Row) -> str:
    """Who opens the page: the first who may, visitors before citizens before staff."""
    return next(name for name in NAMES if row.outcomes[name] == Outcome.OK)


@dataclass(frozen=True)
class Answer:
    name: str
    address: str
    html: str
    is_public: bool


def _pages_of(visitor: str, personas: Personas) -> Iterator[Answer]:
    """Every page that this visitor opens, each in a transaction of its own. Slips, data and redirects are no pages."""
    for name, row in ROWS.items():
        if _visitor_of(row) != visitor:
            continue
        with moved_to(AT), transaction.atomic():
            client = personas.client_of(visitor)
            address = reverse(name, kwargs=row.args(personas))
            data = row.data(personas) if callable(row.data) else row.data
            response = client.get(address, data)
            assert response.status_code in {200, 302}, f"{name}: {response.status_code}"
            if response.status_code == 200 and _is_page(response):
                yield Answer(name, address, response.content.decode(), is_public=visitor in PUBLIC)
            transaction.set_rollback(True)


def _is_page(response: HttpResponse) -> bool:
    """Parts of pages, which htmx asks for, are looked at inside their pages."""
    return response.headers["Content-Type"].startswith("text/html") and response.content.lower().lstrip().startswith(
        b"<!doctype html>"
    )


def _serve(route: Route, answer: Answer) -> None:
    """The page itself as it was rendered, static files from their folders, nothing else."""
    path = route.request.url.removeprefix(ORIGIN)
    if path == answer.address:
        route.fulfill(body=answer.html, content_type="text/html; charset=utf-8")
    elif path.startswith("/static/") and (found := finders.find(path.removeprefix("/static/"))):
        route.fulfill(body=Path(found).read_bytes(), content_type=mimetypes.guess_type(path)[0] or "")
    else:
        route.fulfill(status=404)


def _faults_of(page: Page, answer: Answer) -> list[str]:
    page.route("**/*", lambda route: _serve(route, answer))
    page.goto(ORIGIN + answer.address)
    faults = []
    picture = PICTURED.get(answer.name)
    for width in (1280, 360) if answer.is_public or picture else (1280,):
        page.set_viewport_size({"width": width, "height": 800})
        faults += [f"{width} px: {fault}" for fault in faults_of(page)]
        if picture:
            take_picture(page, f"{picture}-{width}")
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    if scrolls_sideways(page):
        faults.append(f"{NARROWEST} px: scrolls sideways")
    page.unroute("**/*")
    return faults


@pytest.mark.parametrize("visitor", sorted({_visitor_of(row) for row in ROWS.values()}))
def test_no_page_has_a_serious_violation_or_scrolls_sideways(
    visitor: str, personas: Personas, new_context: NewContext
) -> None:
    page = new_context().new_page()
    faults = {answer.name: _faults_of(page, answer) for answer in _pages_of(visitor, personas)}
    assert faults, "no page was looked at"
    assert {name: found for name, found in faults.items() if found} == {}


NOVEMBER, NOTHING = {"from": "2026-11-01", "to": "2026-11-30"}, {"from": "2025-03-01", "to": "2025-03-31"}
OF_LEADERS = ["/dieu-hanh/", "/dieu-hanh/766/", *(f"/dieu-hanh/bao-cao/{slug}/" for slug in REPORTS)]
CLOSED = {"from": "2026-10-01", "to": "2026-10-31", "center": "sa-pa", "by": "receiving"}


def _figures(world: World, language: str, period: dict[str, str], addresses: Sequence[str]) -> Iterator[Answer]:
    """What leaders and supervisors see of a time, and what closing a period answers them."""
    leader, supervisor = (world.personas.client_of(name) for name in ("leader", "supervisor"))
    for client in (leader, supervisor):
        client.post("/ngon-ngu/", {"language": language})
    for address in (*addresses, "/dieu-hanh/tinh/"):
        client = supervisor if address.endswith(("/06b/", "/tinh/")) else leader
        html = client.get(address, {**period, "center": "sa-pa"}).content.decode()
        yield Answer(address, address, html, is_public=True)
    edition = leader.post("/dieu-hanh/ky-bao-cao/", CLOSED).headers["Location"]
    for name, answer in (
        ("closed", leader.get(edition)),
        ("closed again", leader.post("/dieu-hanh/ky-bao-cao/", CLOSED)),
        ("wrong days", leader.get("/dieu-hanh/", {"from": "x"})),
    ):
        yield Answer(name, "/tra-loi/", answer.content.decode(), is_public=True)


@pytest.mark.parametrize(
    ("language", "period", "addresses"),
    [("vi", NOVEMBER, OF_LEADERS), ("en", NOVEMBER, OF_LEADERS[:1]), ("vi", NOTHING, OF_LEADERS[:5])],
    ids=["few dossiers", "in English", "no dossier"],
)
def test_figures_hold_at_both_widths(
    language: str, period: dict[str, str], addresses: Sequence[str], world: World, new_context: NewContext
) -> None:
    live(world)
    page = new_context().new_page()
    with moved_to(moment(20, 12)):
        faults = {answer.name: _faults_of(page, answer) for answer in _figures(world, language, period, addresses)}
    assert len(faults) == len(addresses) + 4
    assert {name: found for name, found in faults.items() if found} == {}

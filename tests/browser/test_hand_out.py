"""A finished dossier is handed over by at most three key presses after its slip was scanned."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from centers.models import Center
from citizens.models import Party
from common import clock
from dossiers import access, actions
from dossiers.lifecycle import Status
from dossiers.models import Channel, Dossier, FiledBy, PaperKind
from procedures.models import Procedure
from procedures.queries import version_in_force
from tests.browser.conftest import House, NewContext
from tests.browser.screen import take_picture, type_into
from tests.places import AT

MOST = 3


def _finished(house: House) -> Dossier:
    """Received by the desk and resolved by the officer whose posts the samples name."""
    center = Center.objects.get(slug="sa-pa")
    version = version_in_force(Procedure.objects.get(code="1.004873"), clock.local_date(AT))
    owner = Party.objects.create(kind="person", name="Chảo Thị Sẩu", phone="0900000027", created_at=AT, is_sample=True)
    intake = actions.Intake(
        version=version,
        channel=Channel.COUNTER,
        filed_by=FiledBy.OWNER,
        owner=owner,
        submitter=owner,
        receiving_center=center,
    )
    desk, officer = (access.actor_for(house.sample(name), AT) for name in ("quay1", "hotich"))
    dossier = actions.receive_at_counter(intake, at=AT, by=desk)
    dossier = actions.start(dossier, at=AT, by=officer)
    return actions.resolve(dossier, at=AT, by=officer, result="125/GXN-UBND", result_signer="Lò Văn Chủ")


def _desk(house: House, new_context: NewContext, **options: Any) -> Page:
    page = new_context(**options).new_page()
    page.goto(f"{house.url}/dang-nhap/")
    expect(page.locator("[name=username]")).to_be_focused()
    page.keyboard.type("quay1")
    type_into(page, "password", house.password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(f"{house.url}/quay/?tiep=1")
    return page


class Keys:
    """Counts what is pressed by hand; what the scanner types does not count."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str) -> None:
        self.pressed += 1
        self.page.keyboard.press(key)


def _scan(page: Page, text: str) -> None:
    expect(page.locator("#search-box")).to_be_focused()
    page.keyboard.type(text)
    with page.expect_navigation(url="**/tra-ket-qua/"):
        page.keyboard.press("Enter")  # the scanner ends with it


@pytest.mark.parametrize("what", ["code", "address"])
def test_scanned_and_handed_over(house: House, new_context: NewContext, what: str) -> None:
    dossier, page = _finished(house), _desk(house, new_context)
    _scan(page, dossier.code or "" if what == "code" else f"{house.url}/tra-cuu/{dossier.secret}/")
    keys = Keys(page)
    expect(page.locator("#deliver button:not([type=button])")).to_be_focused()
    take_picture(page, f"hand-out-{what}")
    with page.expect_navigation():
        keys.press("Enter")
    assert keys.pressed <= MOST
    dossier.refresh_from_db()
    assert dossier.status == Status.DELIVERED
    expect(page.locator("#search-box")).to_be_focused()  # the next slip


def test_signed_on_the_screen(house: House, new_context: NewContext) -> None:
    dossier, page = _finished(house), _desk(house, new_context, width=360)
    _scan(page, dossier.code or "")
    field = page.locator("canvas")
    field.scroll_into_view_if_needed()
    frame = field.bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + 20, frame["y"] + 20)
    page.mouse.down()
    page.mouse.move(frame["x"] + 120, frame["y"] + 60, steps=5)
    page.mouse.up()
    take_picture(page, "hand-out-signed-360")
    with page.expect_navigation():
        page.locator("#deliver button:not([type=button])").press("Enter")
    assert dossier.events.get(transition="deliver").facts["signed"] == "screen"
    assert dossier.papers.get(kind=PaperKind.SIGNATURE).size > 100


def test_without_scripts_there_is_the_tick(house: House, new_context: NewContext) -> None:
    dossier, page = _finished(house), _desk(house, new_context, java_script_enabled=False)
    page.locator("#search-box").fill(dossier.code or "")
    with page.expect_navigation():
        page.locator("#search-box").press("Enter")
    expect(page.locator("canvas")).to_be_hidden()
    page.locator("[name=deliver-signed_on_paper]").check()
    with page.expect_navigation():
        page.locator("#deliver button:not([type=button])").press("Enter")
    assert dossier.events.get(transition="deliver").facts["signed"] == "paper"

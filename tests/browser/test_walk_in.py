"""A walk-in from the door to the result, by three people at three screens, and no mouse."""

import re
from datetime import datetime

from playwright.sync_api import Page, expect

from common.clock import LOCAL_TZ
from dossiers.lifecycle import Status
from dossiers.models import Dossier
from tests.browser.conftest import House, NewContext
from tests.browser.screen import tab_to, take_picture, type_into, words

PROCEDURE = "1.004873"  # xác nhận tình trạng hôn nhân, 3 working days
TYPED = "xac nhan tinh trang hon nhan"
CARD = "000151000027|000000027|Chảo Thị Sẩu|05081951|Nữ|Tổ 2, phường Sa Pa|01012022"  # as the reader types it
RECEIVED_AT = datetime(2026, 11, 19, 9, 10, tzinfo=LOCAL_TZ)
WORKED_AT = datetime(2026, 11, 20, 10, 5, tzinfo=LOCAL_TZ)
COLLECTED_AT = datetime(2026, 11, 23, 14, 30, tzinfo=LOCAL_TZ)
DUE = "25/11/2026"  # the 24th is Vietnam's Culture Day


def test_received_worked_on_and_delivered_by_keyboard_only(house: House, new_context: NewContext) -> None:
    house.at(RECEIVED_AT)
    desk = _signed_in(new_context, house, "quay1")
    take_picture(desk, "walk-in-01-desk")
    _receive(desk)
    dossier = _check_confirmation(desk)
    _check_slip(desk, dossier)

    house.at(WORKED_AT)
    officer = _signed_in(new_context, house, "hotich")
    take_picture(officer, "walk-in-06-worklist")
    _work_on(officer, dossier)

    house.at(COLLECTED_AT)
    _deliver(desk, house, dossier)
    moments = list(dossier.events.order_by("number").values_list("transition", "at", "by__username"))
    assert [moment for moment in moments if moment[0] in {"receive", "start", "resolve", "deliver"}] == [
        ("receive", RECEIVED_AT, "quay1"),
        ("start", WORKED_AT, "hotich"),
        ("resolve", WORKED_AT, "hotich"),
        ("deliver", COLLECTED_AT, "quay1"),
    ]


def _signed_in(new_context: NewContext, house: House, username: str) -> Page:
    """Opening the address is the only thing done without keys."""
    page = new_context().new_page()
    page.goto(f"{house.url}/dang-nhap/")
    expect(page.locator("[name=username]")).to_be_focused()
    page.keyboard.type(username)
    type_into(page, "password", house.password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page


def _press(page: Page, transition: str) -> None:
    """The one button of an action."""
    tab_to(page, page.locator(f"#{transition} button:not([type=button])"))
    _enter(page)


def _enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _receive(page: Page) -> None:
    expect(page.locator(":focus")).to_have_text(words("Receive a dossier"))
    _enter(page)
    page.keyboard.type(TYPED)  # the cursor stands in the search field
    expect(page.locator(".hit").first).to_have_attribute("href", re.compile(PROCEDURE))  # the list follows the typing
    take_picture(page, "walk-in-02-procedure")
    _enter(page)  # the list is up to date: that opens the first hit
    expect(page).to_have_url(re.compile(f"/{PROCEDURE}/$"))
    page.keyboard.type(CARD)
    _enter(page)  # the reader does that
    expect(page.locator("[name=owner-name]")).to_have_value("Chảo Thị Sẩu")
    type_into(page, "owner-phone", "0900000027")
    type_into(page, "owner-commune", "phuong sa pa")
    type_into(page, "owner-address_line", "Tổ 2")
    _enter(page)  # too early: no paper is ticked
    expect(page.locator("[name=owner-phone]")).to_have_value("0900000027")
    expect(page.get_by_role("alert")).to_be_visible()
    take_picture(page, "walk-in-03-something-is-missing")
    tab_to(page, page.locator("[name^=has_]").first)
    page.keyboard.press("Space")
    take_picture(page, "walk-in-04-reception")
    _enter(page)  # Enter in any field receives


def _check_confirmation(page: Page) -> Dossier:
    dossier = Dossier.objects.get()
    assert (dossier.status, dossier.received_at) == (Status.RECEIVED, RECEIVED_AT)
    assert re.fullmatch(r"H38\.03006-261119-\d+", dossier.code or ""), dossier.code
    expect(page.get_by_text(dossier.code or "", exact=True)).to_be_visible()
    expect(page.get_by_text(DUE).first).to_be_visible()
    take_picture(page, "walk-in-05-received")
    return dossier


def _check_slip(page: Page, dossier: Dossier) -> None:
    link = page.locator(":focus")
    expect(link).to_have_text(words("Print the slip (form 01), two copies"))
    with page.context.expect_event("response", lambda response: response.url.endswith(".pdf")) as opened:
        page.keyboard.press("Enter")
    assert opened.value.status == 200
    slip = page.request.get(opened.value.url)
    assert slip.headers["content-type"] == "application/pdf"
    assert slip.body().startswith(b"%PDF-")
    for other in page.context.pages:
        if other is not page:
            other.close()


def _work_on(page: Page, dossier: Dossier) -> None:
    tab_to(page, page.get_by_role("link", name=dossier.code, exact=True))
    _enter(page)
    take_picture(page, "walk-in-07-dossier")
    _press(page, "start")
    assert _status(dossier) == Status.PROCESSING
    type_into(page, "resolve-result", "125/GXN-UBND, 20/11/2026")
    take_picture(page, "walk-in-08-in-process")
    _press(page, "resolve")
    assert _status(dossier) == Status.RESOLVED
    take_picture(page, "walk-in-09-resolved")


def _deliver(page: Page, house: House, dossier: Dossier) -> None:
    page.goto(f"{house.url}/quay/")
    take_picture(page, "walk-in-10-to-hand-out")
    type_into(page, "q", dossier.code or "")  # as the scanner types it
    _enter(page)
    expect(page.locator("[name=deliver-collector]")).to_have_value("Chảo Thị Sẩu")
    take_picture(page, "walk-in-11-deliver")
    _press(page, "deliver")
    assert _status(dossier) == Status.DELIVERED
    take_picture(page, "walk-in-12-delivered")


def _status(dossier: Dossier) -> str:
    dossier.refresh_from_db()
    return dossier.status

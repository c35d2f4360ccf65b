"""Everything that must be possible with scripts switched off: receive, track, begin to file."""

from django.conf import settings
from playwright.sync_api import Page, expect

from dossiers.lifecycle import Status
from dossiers.models import Dossier, Filing
from tests.browser.conftest import House, NewContext
from tests.browser.screen import words

PROCEDURE = "1.004873"


def _without_scripts(new_context: NewContext, house: House, persona: str, width: int) -> Page:
    context = new_context(width=width, java_script_enabled=False)
    session = house.personas.client_of(persona).cookies.get(settings.SESSION_COOKIE_NAME)
    if session:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.value, "url": house.url}])
    return context.new_page()


def _press(page: Page, msgid: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=words(msgid), exact=True).click()


def test_receiving_tracking_and_filing_need_no_scripts(house: House, new_context: NewContext) -> None:
    _receive(_without_scripts(new_context, house, "counter", 1280), house)
    dossier = Dossier.objects.get()
    assert dossier.status == Status.RECEIVED

    visitor = _without_scripts(new_context, house, "anonymous", 360)
    visitor.goto(house.url)
    with visitor.expect_navigation():
        visitor.locator("a.door[href='/tra-cuu/']").click()
    visitor.locator("[name=code]").fill(dossier.code or "")
    visitor.locator("[name=check_word]").fill(dossier.check_word)
    _press(visitor, "See where it is")
    expect(visitor.get_by_text(words("Received"), exact=True)).to_be_visible()

    citizen = _without_scripts(new_context, house, "citizen", 360)
    citizen.goto(f"{house.url}/nop-ho-so/{PROCEDURE}/")
    _press(citizen, "Begin")
    citizen.locator("[name=number]").fill("000188000012")
    citizen.locator("[name=phone]").fill("0900000012")
    citizen.locator("[name=commune]").fill("ta van")
    _press(citizen, "Save and go on")
    expect(citizen.locator("[name=owner][value=me]")).to_be_visible()
    assert Filing.objects.filter(account=house.personas.citizen).count() == 1


def _receive(page: Page, house: House) -> None:
    page.goto(f"{house.url}/quay/tiep-nhan/")
    page.locator("[name=q]").fill("hon nhan")
    _press(page, "Search")
    with page.expect_navigation():
        page.locator(f"a[href*='{PROCEDURE}']").click()
    page.locator("[name=owner-name]").fill("Giàng Thị Dợ")
    page.locator("[name^=has_]").first.check()
    _press(page, "Compute the due date, look up the owner")
    expect(page.get_by_text("25/11/2026").first).to_be_visible()
    assert Dossier.objects.count() == 0
    _press(page, "Receive and print the slip")

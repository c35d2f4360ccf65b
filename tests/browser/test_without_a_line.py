"""A filing goes on without a line, the session ends meanwhile, and everything arrives once the person is back."""

from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from dossiers import drafts
from dossiers.models import Filing
from procedures.models import Procedure
from procedures.queries import version_in_force
from tests.browser.conftest import House, NewContext
from tests.browser.screen import take_picture, words
from tests.browser.test_bad_line import _photo
from tests.places import AT

PROCEDURE = "1.004873"  # questions on two pages
ROWS = "async () => { const { done, rows } = window.phoneRows; return done((await rows('readonly')).getAll()); }"
READABLE = f"""async () => {{
  const kept = (await ({ROWS})()).filter((row) => row.kind !== "form");
  return kept.map((row) => new TextDecoder("latin1").decode(row.locked)).join("");
}}"""
WAITING = f"async () => (await ({ROWS})()).filter((row) => row.kind !== 'form').length"


def _sign_in(house: House, context: BrowserContext) -> None:
    cookie = house.personas.client_of("citizen").cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": house.url}])


def _press(page: Page) -> None:
    page.get_by_role("button", name=words("Save and go on")).click()


def test_what_is_typed_and_photographed_without_a_line_arrives(house: House, new_context: NewContext) -> None:
    version = version_in_force(Procedure.objects.get(code=PROCEDURE), AT.date())
    filing = drafts.begin(version, house.personas.places.sa_pa, account=house.personas.citizen, at=AT)
    context = new_context(width=360, height=740)
    _sign_in(house, context)
    page = context.new_page()
    page.goto(f"{house.url}/thu-tuc/{PROCEDURE}/")
    page.wait_for_load_state("networkidle")
    page.goto(f"{house.url}/thu-tuc/{PROCEDURE}/")  # now the worker sees it
    home = f"{house.url}/nop-ho-so/ho-so/{filing.key}/"
    page.goto(f"{home}nguoi-nop/")
    page.wait_for_load_state("networkidle")

    context.set_offline(True)
    page.locator("[name=number]").fill("000188000012")
    page.locator("[name=phone]").fill("0900000012")
    page.locator("[name=commune]").fill("ta van")
    _press(page)
    expect(page.locator("[data-unsent-title]")).to_have_text(words("Saved on this phone, NOT SENT yet"))
    page.locator("[name=owner][value=me]").check()
    _press(page)
    expect(page.locator("[data-unsent-text]")).to_contain_text("2")
    take_picture(page, "without-a-line-1-kept")
    assert "000188000012" not in page.evaluate(READABLE)
    assert page.evaluate(WAITING) == 2
    assert Filing.objects.get().submitter == {}

    page.goto(f"{house.url}/thu-tuc/{PROCEDURE}/")
    expect(page.locator("[data-no-line]")).to_be_visible()
    take_picture(page, "without-a-line-2-procedure")
    page.goto(f"{home}nguoi-nop/")
    expect(page.get_by_role("heading", name=words("There is no line just now"))).to_be_visible()
    take_picture(page, "without-a-line-3-nothing")

    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)  # the session has ended
    context.set_offline(False)
    _sign_in(house, context)
    page.goto(f"{home}giay-to/")
    expect(page.locator("[data-unsent-title]")).to_contain_text(words("Saved at the center at {moment}")[:12])
    take_picture(page, "without-a-line-4-arrived")
    filing.refresh_from_db()
    assert drafts.opened(filing.submitter)["number"] == "000188000012"
    assert filing.answers["owner_chosen"] == "me"
    assert page.evaluate(WAITING) == 0

    page.goto(f"{home}giay-to/")
    page.wait_for_load_state("networkidle")
    context.set_offline(True)
    page.locator("input[type=file]").first.set_input_files([_photo("mot.jpg", (300, 200), 1, (30, 20))])
    expect(page.locator("li.upload")).to_have_attribute("data-tone", "yellow")
    page.close(run_before_unload=False)
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{home}giay-to/")
    expect(page.locator("li.upload")).to_have_attribute("data-tone", "green")
    assert filing.papers.get().file_name == "mot.jpg"
    assert page.evaluate(WAITING) == 0

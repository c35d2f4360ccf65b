"""A citizen with a cheap phone: signs in by code, files with a photo, follows the dossier by its QR code."""

import io
import re

import zxingcpp
from django.core import mail
from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, FilePayload, Page, expect

from dossiers import access, actions
from dossiers.lifecycle import Status
from dossiers.models import Dossier
from tests.browser.conftest import House, NewContext
from tests.browser.screen import PICTURES, take_picture, words
from tests.places import AT

EMAIL, NAME = "lu-thi-may@sapa.example", "Lù Thị Mẩy"
PROCEDURE = "1.004873"  # xác nhận tình trạng hôn nhân, 3 working days
TYPED = "xac nhan hon nhan"


def _phone(new_context: NewContext, **options: object) -> Page:
    context: BrowserContext = new_context(width=360, height=740, is_mobile=True, has_touch=True, **options)
    return context.new_page()


def _photo() -> FilePayload:
    """A photo of a sheet of paper, made here, of nobody."""
    sheet = Image.new("RGB", (600, 850), "#f4f1e8")
    pen = ImageDraw.Draw(sheet)
    for line in range(90, 780, 36):
        pen.line((60, line, 540, line), fill="#7a7466", width=3)
    written = io.BytesIO()
    sheet.save(written, "JPEG")
    return {"name": "to-khai.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


def _button(page: Page, msgid: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=words(msgid), exact=True).tap()


def _sign_in_by_code(page: Page) -> None:
    page.locator("[name=email]").fill(EMAIL)
    _button(page, "Send me the code")
    expect(page.locator("[name=code]")).to_be_visible()
    [message] = [message for message in mail.outbox if EMAIL in message.to]
    code = re.search(r"\b\d{6}\b", message.body)
    assert code, message.body
    page.locator("[name=code]").fill(code[0])
    take_picture(page, "citizen-05-code")
    _button(page, "Sign in")


def _decoded(picture: Image.Image) -> str:
    [code] = zxingcpp.read_barcodes(picture)
    return code.text


def test_files_with_a_photo_and_tracks_by_qr(house: House, new_context: NewContext) -> None:
    page = _phone(new_context)
    _find_the_procedure(page, house)
    _sign_in_and_begin(page)
    _answer_the_questions(page)
    _button(page, "Send the dossier now")

    expect(page.get_by_text(words("SENT"), exact=True)).to_be_visible()
    take_picture(page, "citizen-13-sent")
    dossier = Dossier.objects.get(account__email=EMAIL)
    assert dossier.status == Status.SUBMITTED
    assert [paper.file_name for paper in dossier.papers.all()] == ["to-khai.jpg"]

    page.get_by_role("img", name=words("QR code of the address below")).screenshot(path=PICTURES / "citizen-14-qr.png")
    address = _decoded(Image.open(PICTURES / "citizen-14-qr.png"))
    assert address.startswith(house.url)

    somebody = _phone(new_context)  # another phone, not signed in
    somebody.goto(address)
    expect(somebody.get_by_text(str(words("Submitted")), exact=True)).to_be_visible()
    assert NAME not in somebody.content()
    take_picture(somebody, "citizen-15-tracked-submitted")

    actions.receive(dossier, at=AT, by=access.actor_for(house.sample("quay1"), AT))
    somebody.reload()
    dossier.refresh_from_db()
    expect(somebody.get_by_text(words("Received"), exact=True)).to_be_visible()
    expect(somebody.get_by_text("25/11/2026")).to_be_visible()
    take_picture(somebody, "citizen-16-tracked-received")
    _track_by_code(page, house, dossier)
    _forms_of_a_secret_address(page, house, dossier)


def _find_the_procedure(page: Page, house: House) -> None:
    page.goto(house.url)
    page.locator("#search-box").fill(TYPED)
    take_picture(page, "citizen-01-home")
    _button(page, "Search")
    take_picture(page, "citizen-02-found")
    page.locator(f"a[href='/thu-tuc/{PROCEDURE}/']").tap()
    take_picture(page, "citizen-03-procedure")
    page.get_by_role("link", name=words("File online"), exact=True).tap()


def _sign_in_and_begin(page: Page) -> None:
    expect(page.get_by_role("heading", name=words("What we will ask"))).to_be_visible()
    take_picture(page, "citizen-04-start")
    _button(page, "Sign in and begin")
    _sign_in_by_code(page)
    page.locator("[name=full_name]").fill(NAME)
    page.locator("[name=phone]").fill("0900 000 011")
    take_picture(page, "citizen-06-first-time")
    _button(page, "Save")
    _button(page, "Begin")


def _answer_the_questions(page: Page) -> None:
    expect(page.locator("[name=name]")).to_have_value(NAME)
    page.locator("[name=number]").fill("000151000011")
    page.locator("[name=birth_date]").fill("12/03/1951")
    page.locator("[name=commune]").fill("khong co")
    _button(page, "Save and go on")
    expect(page.locator("[name=number]")).to_have_value("000151000011")  # nothing typed is lost
    take_picture(page, "citizen-07-no-such-commune")
    page.locator("[name=commune]").fill("phuong sa pa")
    take_picture(page, "citizen-08-about-you")
    _button(page, "Save and go on")
    page.locator("[name=owner][value=me]").check()
    take_picture(page, "citizen-09-whom")
    _button(page, "Save and go on")
    page.locator("input[type=file]").first.set_input_files(_photo())
    _button(page, "Upload and stay on this page")
    expect(page.get_by_text("to-khai.jpg").first).to_be_visible()
    take_picture(page, "citizen-10-papers")
    _button(page, "Save and go on")
    take_picture(page, "citizen-11-result")
    _button(page, "Save and go on")
    page.locator("[name=declared]").check()
    take_picture(page, "citizen-12-check")


def _track_by_code(page: Page, house: House, dossier: Dossier) -> None:
    page.goto(f"{house.url}/tra-cuu/")
    page.locator("[name=code]").fill(dossier.code or "")
    page.locator("[name=check_word]").fill(dossier.check_word)
    take_picture(page, "citizen-17-track")
    _button(page, "See where it is")
    expect(page.get_by_text(words("Received"), exact=True)).to_be_visible()


def _forms_of_a_secret_address(page: Page, house: House, dossier: Dossier) -> None:
    """What the browser is told about referrers must not take its origin away from the forms of the page."""
    page.goto(f"{house.url}/tra-cuu/{dossier.secret}/")
    for state in ("large", None):
        page.locator("form[action='/hien-thi/'] button[name=text]").click()
        expect(page.locator(f"html[data-text={state}]" if state else "html:not([data-text])")).to_have_count(1)
    expect(page).to_have_url(f"{house.url}/tra-cuu/{dossier.secret}/")

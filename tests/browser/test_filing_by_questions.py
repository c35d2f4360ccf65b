"""A birth is registered from a small phone, by keyboard only: every question, the papers, the review, the receipt."""

import io
import re

from django.core import mail
from PIL import Image
from playwright.sync_api import Page, expect

from dossiers.models import Dossier
from procedures import question_sets
from tests.browser.conftest import House, NewContext
from tests.browser.screen import tab_to, take_picture, type_into, words
from tests.places import AT

PROCEDURE = "1.001193"
EMAIL, NAME = "lu-thi-may@sapa.example", "Lù Thị Mẩy"


def test_a_birth_is_registered_by_keyboard_at_360_px(house: House, new_context: NewContext) -> None:
    question_sets.load(at=AT)
    page = new_context(width=360, height=740).new_page()
    _sign_in(page, house)
    _begin(page)
    _about_me(page)
    _answer(page)
    _papers(page)
    _send(page)
    dossier = Dossier.objects.get(account__email=EMAIL)
    assert dossier.declarations.get().answers["child_name"] == "Lù Gia Hân"
    assert dossier.declarations.get().answers["mother_name"] == NAME
    assert "father_name" not in dossier.declarations.get().answers
    assert dossier.papers.count() == 1


def _enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _press(page: Page, msgid: str) -> None:
    tab_to(page, page.get_by_role("button", name=words(msgid), exact=True))
    _enter(page)


def _choose(page: Page, name: str, value: str) -> None:
    """Tab reaches the group of radios, the arrows choose."""
    radios = page.locator(f"[name={name}]")
    tab_to(page, radios.first)
    wanted = page.locator(f"[name={name}][value={value}]")
    page.keyboard.press("Space")
    for _ in range(radios.count()):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} cannot be {value}")


def _sign_in(page: Page, house: House) -> None:
    page.goto(f"{house.url}/nop-ho-so/{PROCEDURE}/")
    _press(page, "Sign in and begin")
    type_into(page, "email", EMAIL)
    _enter(page)
    expect(page.locator("[name=code]")).to_be_visible()
    [message] = [message for message in mail.outbox if EMAIL in message.to]
    code = re.search(r"\b\d{6}\b", message.body)
    assert code, message.body
    type_into(page, "code", code[0])
    _enter(page)
    type_into(page, "full_name", NAME)
    type_into(page, "phone", "0900000011")
    _press(page, "Save")


def _begin(page: Page) -> None:
    _press(page, "Begin")


def _about_me(page: Page) -> None:
    type_into(page, "number", "000151000011")
    type_into(page, "birth_date", "12/03/1951")
    type_into(page, "commune", "phuong sa pa")
    page.keyboard.press("Escape")
    _press(page, "Save and go on")
    if page.locator("[name=checked_again]").count():
        tab_to(page, page.locator("[name=checked_again]"))
        page.keyboard.press("Space")
        _press(page, "Save and go on")
    _choose(page, "owner", "me")
    _press(page, "Save and go on")


def _answer(page: Page) -> None:
    take_picture(page, "questions-01-relation")
    _press(page, "Save and go on")  # nothing chosen: told, and nothing breaks
    expect(page.get_by_role("alert")).to_be_visible()
    take_picture(page, "questions-02-something-is-missing")
    _choose(page, "relation", "mother")
    _choose(page, "birth_case", "ordinary")
    _press(page, "Save and go on")
    _choose(page, "birth_paper", "paper")
    _choose(page, "parents_married", "no")
    take_picture(page, "questions-03-papers-and-parents")
    _press(page, "Save and go on")
    type_into(page, "child_name", "Lù Gia Hân")
    type_into(page, "child_born", "10112026")
    _choose(page, "child_sex", "female")
    type_into(page, "child_ethnic", "Giáy")
    page.keyboard.press("Escape")
    take_picture(page, "questions-04-child")
    _press(page, "Save and go on")
    type_into(page, "birth_facility", "Trạm y tế phường Sa Pa")
    for place in ("birth_place", "native_place"):
        type_into(page, f"{place}-commune", "sa pa")
        page.keyboard.press("Escape")
    take_picture(page, "questions-05-birth")
    _press(page, "Save and go on")
    _press(page, "Save and go on")  # the certificate: all may stay empty
    expect(page.locator("[name=mother_name]")).to_have_value(NAME)
    expect(page.locator("[name=mother_id]")).to_have_value("000151000011")
    type_into(page, "mother_ethnic", "Giáy")
    page.keyboard.press("Escape")
    take_picture(page, "questions-06-mother")
    _press(page, "Save and go on")
    expect(page.locator("[name=copies]")).to_have_value("0")
    take_picture(page, "questions-07-copies")
    _press(page, "Save and go on")


def _papers(page: Page) -> None:
    expect(page.get_by_text(words("Needed in your case"), exact=True).first).to_be_visible()
    written = io.BytesIO()
    Image.new("RGB", (600, 850), "#f4f1e8").save(written, "JPEG")
    photo = {"name": "chung-sinh.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}
    page.locator("input[type=file]").first.set_input_files(photo)  # the phone's own dialogue
    _press(page, "Upload and stay on this page")
    take_picture(page, "questions-08-papers")
    _press(page, "Save and go on")
    _press(page, "Save and go on")  # where the result is collected


def _send(page: Page) -> None:
    expect(page.get_by_text("Lù Gia Hân")).to_be_visible()
    expect(page.get_by_text(words("Not sent yet")).first).to_be_visible()
    tab_to(page, page.locator("[name=declared]"))
    page.keyboard.press("Space")
    take_picture(page, "questions-09-review")
    _press(page, "Send the dossier now")
    expect(page.get_by_text(words("SENT"), exact=True)).to_be_visible()
    take_picture(page, "questions-10-sent")
    receipt = page.get_by_role("link", name=words("Receipt of sending (PDF)"))
    tab_to(page, receipt)
    answer = page.request.get(page.url.split("/nop-ho-so/")[0] + str(receipt.get_attribute("href")))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")

"""The desk counted in key presses: what the reader scans and the word that is searched for are not counted."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from dossiers.models import Channel, Dossier, Filing
from tests.browser.conftest import House, NewContext
from tests.browser.screen import faults_of, take_picture, words
from tests.dossiers_staff.test_card_photo import card_photo

COPIES = "2.000815"  # chứng thực bản sao từ bản chính, same day
MARRIAGE_STATE = "1.004873"  # xác nhận tình trạng hôn nhân
CARD = "000151000027|000000027|Chảo Thị Sẩu|05081951|Nữ|Tổ 2, phường Sa Pa, Lào Cai|01012022"
MOST_COMING_BACK, MOST_NEW = 12, 20


@dataclass
class Keys:
    """A keyboard whose strokes are counted."""

    page: Page
    pressed: int = 0

    def press(self, key: str) -> None:
        """A combination counts as its keys: Alt+2 are two."""
        _wait_for_focus(self.page)
        self.page.keyboard.press(key)
        self.pressed += key.count("+") + 1

    def type(self, text: str) -> None:
        _wait_for_focus(self.page)
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def go(self, key: str = "Enter") -> None:
        with self.page.expect_navigation():
            self.press(key)

    def scan(self, card: str) -> None:
        """The reader types the card and its Enter; neither is a key press."""
        _wait_for_focus(self.page)
        self.page.keyboard.type(card)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def _wait_for_focus(page: Page) -> None:
    """The browser puts the cursor where the page wants it a moment after the page is there; nobody types before."""
    page.wait_for_function("document.activeElement !== document.body")


def test_who_comes_back_is_received_with_few_keys(house: House, new_context: NewContext) -> None:
    page = _desk(house, new_context)
    _receive_new(Keys(page))
    page.goto(f"{house.url}/quay/")
    keys = Keys(page)
    keys.go()
    _choose(keys, "chung thuc ban sao", COPIES)
    take_picture(page, "desk-keys-01-again-choice")
    keys.go()
    keys.scan(CARD)
    expect(page.locator("[name=owner-phone]")).to_have_value("0900000027")
    expect(_focused(page)).to_have_attribute("name", re.compile("^has_"))
    keys.press("Space")
    _take_cash(keys)
    take_picture(page, "desk-keys-02-again-ready")
    keys.go()
    _beside_each_other(page)
    keys.go()
    slip = _print(keys)
    assert keys.pressed <= MOST_COMING_BACK, keys.pressed
    first, second = Dossier.objects.order_by("pk")
    assert (second.owner_id, second.version_id) == (first.owner_id, first.version_id)
    assert [payment.amount_vnd for payment in second.payments.all()] == [2000]
    assert slip.startswith(b"%PDF")


def test_somebody_new_is_received_by_card_with_few_keys(house: House, new_context: NewContext) -> None:
    page = _desk(house, new_context)
    keys = Keys(page)
    _receive_new(keys)
    _print(keys)
    assert keys.pressed <= MOST_NEW, keys.pressed
    dossier = Dossier.objects.get()
    assert (dossier.owner.name, dossier.owner.address) == ("Chảo Thị Sẩu", "Tổ 2, Phường Sa Pa, Tỉnh Lào Cai")
    assert dossier.owner.phone == "0900000027"


def test_the_arrow_keys_choose_among_the_hits(house: House, new_context: NewContext) -> None:
    page = _desk(house, new_context)
    page.goto(f"{house.url}/quay/tiep-nhan/")
    _choose(Keys(page), "chung thuc", COPIES)
    second = page.locator(".hit").nth(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(second).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#procedure-search")).to_be_focused()


def test_without_javascript_enter_searches_and_enter_opens_the_first(house: House, new_context: NewContext) -> None:
    page = _desk(house, new_context, java_script_enabled=False)
    page.goto(f"{house.url}/quay/tiep-nhan/")
    page.locator("#procedure-search").focus()
    page.keyboard.type("chung thuc ban sao")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=chung"))
    page.locator(".hit").first.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/{COPIES}/$"))
    page.locator("[name=owner-number]").fill(CARD)
    page.keyboard.press("Enter")
    expect(page.locator("[name=owner-name]")).to_have_value("Chảo Thị Sẩu")


def test_the_screen_survives_a_closed_browser(house: House, new_context: NewContext) -> None:
    page = _desk(house, new_context)
    page.goto(f"{house.url}/quay/tiep-nhan/{MARRIAGE_STATE}/")
    _wait_for_focus(page)
    page.keyboard.type("000151000027")
    page.keyboard.press("Tab")
    page.locator("[name=owner-name]").fill("Chảo Thị Sẩu")
    page.locator("[name=owner-phone]").focus()
    expect(page.locator("#kept")).to_contain_text("09:10")
    assert Filing.objects.count() == 1
    page.context.close()
    again = _desk(house, new_context)
    take_picture(again, "desk-keys-06-unfinished")
    with again.expect_navigation():
        again.get_by_role("link", name="Chảo Thị Sẩu").press("Enter")
    expect(again.locator("[name=owner-name]")).to_have_value("Chảo Thị Sẩu")
    expect(again.locator("[name=owner-number]")).to_have_value("000151000027")


def test_files_dropped_on_the_page_are_enclosed(house: House, new_context: NewContext) -> None:
    page = _desk(house, new_context)
    page.goto(f"{house.url}/quay/tiep-nhan/{COPIES}/")
    dropped = page.evaluate_handle(
        """() => { const all = new DataTransfer();
        for (const name of ["mot.png", "hai.png"]) all.items.add(new File(["x"], name, {type: "image/png"}));
        return all; }"""
    )
    page.dispatch_event("body", "drop", {"dataTransfer": dropped})
    names = page.locator("[name=scans]").evaluate("input => [...input.files].map(file => file.name)")
    assert names == ["mot.png", "hai.png"]
    assert page.locator("[name=photos]").get_attribute("capture") == "environment"


def test_a_photographed_card_is_read_at_once(house: House, new_context: NewContext) -> None:
    page = _desk(house, new_context)
    page.goto(f"{house.url}/quay/tiep-nhan/{COPIES}/")
    with page.expect_navigation():
        page.locator("[name=owner-card_photo]").set_input_files(
            {"name": "the.jpg", "mimeType": "image/jpeg", "buffer": card_photo(CARD)}
        )
    expect(page.locator("[name=owner-name]")).to_have_value("Chảo Thị Sẩu")


def test_the_camera_of_the_computer_takes_the_card(house: House, new_context: NewContext) -> None:
    """The camera of the test shows a pattern without a card; what it takes is sent and refused like a bad scan."""
    page = _desk(house, new_context, permissions=["camera"])
    page.goto(f"{house.url}/quay/tiep-nhan/{COPIES}/")
    camera, shutter = page.locator("[data-camera]").first, page.locator("[data-camera-take]")
    camera.press("Enter")
    expect(shutter).to_be_enabled()
    expect(page.locator("[data-camera-refused]")).to_be_hidden()
    take_picture(page, "desk-camera")
    page.keyboard.press("Escape")
    expect(page.locator("#camera")).to_be_hidden()
    expect(shutter).to_be_disabled()
    camera.press("Enter")
    expect(shutter).to_be_enabled()
    with page.expect_navigation():
        shutter.press("Enter")
    refused = "This is not what an identity card says, or only a part of it. "
    refused += "Scan or photograph the card again, or type the number."
    expect(page.locator("main")).to_contain_text(words(refused))


@pytest.mark.parametrize("width", [1280, 360])
def test_pictures_of_the_reception(house: House, new_context: NewContext, width: int) -> None:
    page = _desk(house, new_context, width=width)
    for name, address in {"choice": "/quay/tiep-nhan/", "reception": f"/quay/tiep-nhan/{MARRIAGE_STATE}/"}.items():
        page.goto(f"{house.url}{address}")
        take_picture(page, f"desk-{name}-{width}")
    page.locator("[name=way][value=relative]").check()
    page.locator("[name=authorisation][value=none]").check()
    expect(page.locator("[name=no_authorisation]")).to_be_visible()
    take_picture(page, f"desk-reception-authorised-{width}")
    page.locator("[name=owner-number]").fill("000151000027|00000")
    with page.expect_navigation():
        page.locator("[name=owner-number]").press("Enter")
    expect(page.locator("[name=owner-number]")).to_be_focused()
    take_picture(page, f"desk-half-a-card-{width}")


def _desk(house: House, new_context: NewContext, *, width: int = 1280, **options: object) -> Page:
    page = new_context(width=width, **options).new_page()
    page.goto(f"{house.url}/dang-nhap/")
    page.fill("[name=username]", "quay1")
    page.fill("[name=password]", house.password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(re.compile("/quay/"))
    return page


def _focused(page: Page) -> Locator:
    return page.locator(":focus")


def _choose(keys: Keys, word: str, code: str) -> None:
    """The word itself is not counted; the list follows the typing."""
    _wait_for_focus(keys.page)
    keys.page.keyboard.type(word)
    expect(keys.page.locator(f".hits[data-query='{word}'] .hit").first).to_have_attribute("href", re.compile(code))


def _receive_new(keys: Keys) -> None:
    page = keys.page
    expect(_focused(page)).to_have_text(words("Receive a dossier"))
    keys.go()
    _choose(keys, "chung thuc ban sao", COPIES)
    keys.go()
    keys.scan(CARD)
    expect(_focused(page)).to_have_attribute("name", "owner-phone")
    keys.type("0900000027")
    keys.press("Alt+2")
    expect(_focused(page)).to_have_attribute("name", re.compile("^has_"))
    keys.press("Space")
    _take_cash(keys)
    take_picture(page, "desk-keys-03-new-ready")
    keys.go()
    expect(page).to_have_url(re.compile("/da-tiep-nhan/$"))
    assert faults_of(page) == []


def _take_cash(keys: Keys) -> None:
    """The fee of a certified copy, paid at once."""
    keys.press("Alt+4")
    keys.press("Space")
    expect(keys.page.locator("[name=fee-cash]")).to_be_checked()


def _beside_each_other(page: Page) -> None:
    expect(page.locator(".side-by-side")).to_be_visible()
    expect(_focused(page)).to_have_attribute("name", "confirmed")
    take_picture(page, "desk-keys-04-side-by-side")
    page.set_viewport_size({"width": 360, "height": 800})
    take_picture(page, "desk-keys-05-side-by-side-360")
    page.set_viewport_size({"width": 1280, "height": 800})


def _print(keys: Keys) -> bytes:
    """The slip stands under the focus; Enter opens it, ready to print, two copies."""
    page = keys.page
    expect(_focused(page)).to_have_attribute("href", re.compile("giay-tiep-nhan.pdf$"))
    with page.context.expect_event("response", lambda response: response.url.endswith(".pdf")) as opened:
        keys.press("Enter")
    body: bytes = page.request.get(opened.value.url).body()
    for other in page.context.pages:
        if other is not page:
            other.close()
    assert Dossier.objects.latest("pk").channel == Channel.COUNTER
    return body

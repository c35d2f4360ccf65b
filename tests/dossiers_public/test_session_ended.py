"""Saved filing, session expired, signed in again: every field and file still there. No scripts are needed for it."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts import kept_pages
from accounts.models import KeptFile, KeptPage
from common import clock, crypto
from dossiers import drafts
from dossiers.models import Filing, Paper
from tests.dossiers.world import World
from tests.dossiers_public.test_filing import ME, at, begin, fill, photo
from tests.personas import sign_in
from tests.places import AT

pytestmark = pytest.mark.django_db
GO_ON, DROP = {"kept_page": "go_on"}, {"kept_page": "drop"}


class Browser:
    """A browser that posts forms as pages of ours do, with the token they were drawn with."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.client = Client(enforce_csrf_checks=True)
        self.sign_in()

    def sign_in(self, name: str = "citizen") -> None:
        sign_in(self.client, self.world.personas.people[name])

    def open(self, path: str) -> Any:
        answer = self.client.get(path)
        if answer.status_code == 200:
            self.token = str(answer.context["csrf_token"])
        return answer

    def post(self, path: str, data: dict[str, Any], **headers: str) -> Any:
        return self.client.post(path, {**data, "csrfmiddlewaretoken": self.token}, headers=headers)

    def lose_session(self) -> None:
        del self.client.cookies[settings.SESSION_COOKIE_NAME]


@pytest.fixture
def browser(world: World, addresses: None) -> Browser:
    return Browser(world)


@pytest.fixture
def filing(citizen: Client, world: World) -> Filing:
    return begin(citizen, world)


def posted_too_late(browser: Browser, page: str, data: dict[str, Any]) -> None:
    """The page was open, the session ended, the page was sent."""
    browser.open(page)
    browser.lose_session()
    answer = browser.post(page, data)
    assert answer["Location"].startswith("/tai-khoan/dang-nhap/?next=")


def test_every_field_is_still_there(browser: Browser, filing: Filing) -> None:
    page = at(filing, "nguoi-nop/")
    posted_too_late(browser, page, ME)
    assert Filing.objects.get().submitter == {}
    browser.sign_in()
    assert "<dd>8</dd>" in browser.open(page).content.decode()  # filled in, shown as a number only
    answer = browser.post(page, GO_ON)
    assert answer["Location"] == at(filing, "chu-ho-so/")
    declared = drafts.opened(Filing.objects.get().submitter)
    assert {name: declared[name] for name in ME} == ME
    assert not KeptPage.objects.exists()
    assert "Tổ 3" in browser.open(page).content.decode()


def test_every_file_is_still_there(browser: Browser, filing: Filing) -> None:
    page, field = at(filing, "giay-to/"), f"paper-{filing.version.papers.get().pk}"
    files = {field: [photo("mot.jpg"), photo("hai.jpg", size=5)], "other": photo("ba.jpg", size=9)}
    posted_too_late(browser, page, files)
    browser.sign_in()
    shown = browser.open(page).content.decode()
    assert all(name in shown for name in ("mot.jpg", "hai.jpg", "ba.jpg"))
    browser.post(page, GO_ON)
    assert sorted(filing.papers.values_list("file_name", flat=True)) == ["ba.jpg", "hai.jpg", "mot.jpg"]
    assert not KeptFile.objects.exists()


def test_what_was_wrong_is_shown_with_what_was_typed(browser: Browser, filing: Filing) -> None:
    page = at(filing, "nguoi-nop/")
    posted_too_late(browser, page, {**ME, "number": "", "address_line": "Thôn Suối Hồ"})
    browser.sign_in()
    browser.open(page)
    answer = browser.post(page, GO_ON)
    assert answer.status_code == 422
    assert "Thôn Suối Hồ" in answer.content.decode()


def test_a_file_that_was_too_large_to_keep_is_named(
    browser: Browser, filing: Filing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_pages, "MOST_BYTES", 7 * 1024 * 1024)
    large = SimpleUploadedFile("lon.jpg", b"\xff\xd8\xff" + b"\0" * 8 * 1024 * 1024)
    posted_too_late(browser, at(filing, "giay-to/"), {"other": [large, photo("nho.jpg")]})
    browser.sign_in()
    browser.open(at(filing, "giay-to/"))
    answer = browser.post(at(filing, "giay-to/"), GO_ON)
    assert answer.status_code == 422
    assert "lon.jpg" in answer.content.decode()
    assert filing.papers.get().file_name == "nho.jpg"


def test_it_lies_encrypted_and_the_key_can_be_changed(
    browser: Browser, filing: Filing, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted_too_late(browser, at(filing, "nguoi-nop/"), ME)
    assert ME["number"].encode() not in bytes(KeptPage.objects.get().fields)
    ring = crypto.keyring()
    newer = crypto.Keyring("newer", {**ring.keys, "newer": b"n" * 32}, ring.hash_key)
    monkeypatch.setattr(crypto, "keyring", lambda: newer)
    assert kept_pages.reencrypt_pages() == 1
    assert KeptPage.objects.get().key_id == "newer"
    browser.sign_in()
    browser.open(at(filing, "nguoi-nop/"))
    assert browser.post(at(filing, "nguoi-nop/"), GO_ON).status_code == 302


def test_somebody_else_never_sees_it(browser: Browser, filing: Filing) -> None:
    page = at(filing, "nguoi-nop/")
    posted_too_late(browser, page, ME)
    browser.sign_in("other_citizen")
    assert browser.open(page).status_code == 404
    browser.sign_in()
    assert "kept_page" in browser.open(page).content.decode()


def test_thrown_away_it_is_gone(browser: Browser, filing: Filing) -> None:
    page = at(filing, "nguoi-nop/")
    posted_too_late(browser, page, ME)
    browser.sign_in()
    browser.open(page)
    assert browser.post(page, DROP)["Location"] == page
    assert not KeptPage.objects.exists()
    assert "kept_page" not in browser.open(page).content.decode()


def test_after_a_day_it_is_gone(browser: Browser, filing: Filing) -> None:
    page = at(filing, "nguoi-nop/")
    posted_too_late(browser, page, ME)
    with clock.moved_to(AT + timedelta(hours=24, seconds=1)):
        browser.sign_in()
        assert "kept_page" not in browser.open(page).content.decode()
        assert kept_pages.drop_expired(at=clock.now()) == 1


def test_signed_in_again_in_another_tab_the_old_page_is_kept(browser: Browser, filing: Filing) -> None:
    page = at(filing, "nguoi-nop/")
    browser.open(page)
    browser.token = "x" * 64  # what the page was drawn with is not valid any more
    here = {"Origin": "http://testserver"}
    assert browser.post(page, ME, **here)["Location"] == page
    browser.open(page)
    assert browser.post(page, GO_ON)["Location"] == at(filing, "chu-ho-so/")
    assert drafts.opened(Filing.objects.get().submitter)["number"] == ME["number"]


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://elsewhere.example"}])
def test_nothing_is_kept_of_what_another_site_posts(browser: Browser, filing: Filing, headers: dict[str, str]) -> None:
    browser.open(at(filing, "nguoi-nop/"))
    browser.token = "x" * 64
    assert browser.post(at(filing, "nguoi-nop/"), ME, **headers).status_code == 403
    assert not KeptPage.objects.exists()


def test_nothing_is_kept_for_a_stranger_or_for_a_script(browser: Browser, filing: Filing) -> None:
    browser.open(at(filing, "nguoi-nop/"))
    browser.lose_session()
    browser.post(at(filing, "nguoi-nop/"), ME, **{"Sec-Fetch-Mode": "cors"})
    browser.client.cookies["person"] = "1:forged"
    browser.post(at(filing, "nguoi-nop/"), ME)
    del browser.client.cookies["person"]
    browser.post(at(filing, "nguoi-nop/"), ME)
    assert not KeptPage.objects.exists()


def test_a_signature_is_given_anew(browser: Browser, citizen: Client, filing: Filing) -> None:
    fill(citizen, filing)
    page = at(filing, "kiem-tra/")
    posted_too_late(browser, page, {"declared": "on"})
    browser.sign_in()
    assert "kept_page" not in browser.open(page).content.decode()
    assert browser.post(page, {"declared": "on"})["Location"] == at(filing, "da-gui/")
    assert Paper.objects.get().dossier is not None


def test_signing_out_takes_the_name_from_the_browser(browser: Browser, filing: Filing) -> None:
    browser.open(at(filing, "nguoi-nop/"))
    assert browser.client.cookies["person"].value
    browser.post("/dang-xuat/", {})
    assert not browser.client.cookies["person"].value


def test_what_was_chosen_before_signing_in_is_still_chosen(client: Client, world: World) -> None:
    version = world.versions["days"]
    longer = version.cases.create(number=1, label="cần xác minh", quantity=6, unit="working_days")
    address = f"/nop-ho-so/{version.procedure.code}/"
    answer = client.post(address, {"center": "ta-van", "case": str(longer.pk)})
    assert answer["Location"].endswith(f"%3Fcase%3D{longer.pk}%26center%3Dta-van")
    page = client.get(address, {"case": longer.pk, "center": "ta-van"}).content.decode()
    assert '<option value="ta-van" selected>' in page

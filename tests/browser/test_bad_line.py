"""A cheap phone on a bad line: four photos, the line cut three times, the filing sent exactly once."""

import io
import random
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image
from playwright.sync_api import BrowserContext, CDPSession, FilePayload, Page, expect

from common import files
from dossiers import drafts
from dossiers.lifecycle import Status
from dossiers.models import Dossier, Filing, Paper, UploadPiece
from policies import actions as policy_actions
from policies.catalogue import PolicyKey
from procedures.models import Procedure
from procedures.queries import version_in_force
from tests.browser.conftest import PATIENCE, House, NewContext
from tests.browser.screen import take_picture, words
from tests.dossiers_public.test_filing import ME
from tests.places import AT

PROCEDURE = "1.001193"  # đăng ký khai sinh
DOWN, UP, DELAY = 250_000 / 8, 50_000 / 8, 300  # bytes a second, ms
CUTS = 3
CUT_FOR = 1500  # ms


def _photo(name: str, size: tuple[int, int], seed: int, grain: tuple[int, int]) -> FilePayload:
    """A picture of nobody: coarse noise, so that it has some weight."""
    noise = random.Random(seed).randbytes(grain[0] * grain[1])
    picture = Image.frombytes("L", grain, noise).resize(size).convert("RGB")
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright: to be turned by 90°
    picture.save(written, "JPEG", quality=85, exif=exif)
    return {"name": name, "mimeType": "image/jpeg", "buffer": written.getvalue()}


def _photos() -> list[FilePayload]:
    """Four; the first is made smaller on the phone."""
    policy_actions.change(key=PolicyKey.UPLOAD_SHRINK_KB, value=200, valid_from=AT.date(), by=None, at=AT)
    large = _photo("anh-lon.jpg", (8000, 1200), 0, (40, 6))
    assert len(large["buffer"]) > 200 * 1024
    return [large, *(_photo(f"anh-{number}.jpg", (500, 375), number, (60, 45)) for number in (1, 2, 3))]


def _line(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    return session


def _set(line: CDPSession, *, offline: bool = False) -> None:
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": offline, "latency": DELAY, "downloadThroughput": DOWN, "uploadThroughput": UP},
    )


@contextmanager
def _cut(page: Page, line: CDPSession) -> Iterator[None]:
    _set(line, offline=True)
    yield
    page.wait_for_timeout(CUT_FOR)
    _set(line)


def _begun(house: House) -> Filing:
    """The pages before the papers are filled in: they have a journey of their own."""
    version = version_in_force(Procedure.objects.get(code=PROCEDURE), AT.date())
    filing = drafts.begin(version, house.personas.places.sa_pa, account=house.personas.citizen, at=AT)
    answers = {"owner_chosen": "me", "return_center": "sa-pa"}
    Filing.objects.filter(pk=filing.pk).update(submitter=drafts.sealed({**ME, "checked_again": ""}), answers=answers)
    return filing


def _signed_in(house: House, context: BrowserContext) -> Page:
    cookie = house.personas.client_of("citizen").cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": house.url}])
    return context.new_page()


def test_four_photos_over_a_line_that_breaks_three_times(house: House, new_context: NewContext) -> None:
    filing = _begun(house)
    page = _signed_in(house, new_context(width=360, height=740, is_mobile=True, has_touch=True))
    photos = _photos()
    page.goto(f"{house.url}/nop-ho-so/ho-so/{filing.key}/giay-to/")
    line = _line(page)
    _set(line)
    page.locator("input[type=file]").first.set_input_files(photos)

    row = page.locator("li.upload")
    expect(row).to_have_count(4)
    for cut in range(CUTS):
        expect(row.nth(cut + 1).locator("[data-upload-state]")).to_contain_text("KB", timeout=PATIENCE)
        with _cut(page, line):
            if cut == 0:
                expect(row.nth(1)).to_have_attribute("data-tone", "yellow")
                take_picture(page, "bad-line-1-cut")
    take_picture(page, "bad-line-2-sending")
    page.get_by_role("button", name=words("Save and go on")).tap()  # waits for the rest by itself
    page.wait_for_url("**/noi-dung/", timeout=40_000)

    assert [paper.file_name for paper in filing.papers.order_by("pk")] == [photo["name"] for photo in photos]
    assert not UploadPiece.objects.exists()
    _look_at_the_large_one(filing.papers.order_by("pk")[0])
    _send(page, house, filing)


def _look_at_the_large_one(paper: Paper) -> None:
    picture = Image.open(io.BytesIO(files.load(paper.sha256, paper.key_id)))
    assert picture.size == (300, 2000)  # upright, whatever the turn that was written beside it
    assert picture.getexif().get(0x0112, 1) == 1


def _send(page: Page, house: House, filing: Filing) -> None:
    page.get_by_role("button", name=words("Save and go on")).tap()
    page.locator("[name=declared]").check()
    page.get_by_role("button", name=words("Send the dossier now")).dblclick()
    expect(page.get_by_text(words("SENT"), exact=True)).to_be_visible(timeout=PATIENCE)
    take_picture(page, "bad-line-3-sent")
    dossier = Dossier.objects.get()
    assert dossier.status == Status.SUBMITTED
    assert dossier.papers.count() == 4
    assert dossier.filing.key == filing.key

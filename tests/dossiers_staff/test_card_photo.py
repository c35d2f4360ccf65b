"""The card in front of a camera: the photo is read like a scan, kept nowhere, and a bad one does nothing."""

import io

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageFilter

from citizens.card_photo import card_on
from common.files import UploadRefused
from dossiers.models import Dossier, Paper
from tests.common_crypto.test_files import pdf
from tests.dossiers.world import World
from tests.dossiers_staff.desk import typed
from tests.dossiers_staff.test_card import CARD

pytestmark = pytest.mark.django_db


def card_photo(said: str = CARD, *, turned: int = 0, blurred: float = 0, orientation: int = 1) -> bytes:
    """A card on a table: the code is small, grey, a little blurred, turned by some degrees."""
    written = io.BytesIO()
    segno.make(said, error="m").save(written, kind="png", scale=5, border=4)
    code = Image.open(written).convert("L")
    photo = Image.new("L", (1600, 1200), 150)
    photo.paste(code, (860, 240))
    photo = photo.rotate(turned, fillcolor=150).filter(ImageFilter.GaussianBlur(blurred))
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=80, exif=exif)
    return out.getvalue()


def _upload(content: bytes, name: str = "the.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def _form(world: World, **changed: object) -> dict[str, object]:
    return typed(world.versions["days"], **{"owner-name": "", "owner-phone": "", "owner-commune": "", **changed})


@pytest.mark.parametrize("look", [{}, {"turned": 90}, {"turned": 17, "blurred": 1.2}, {"orientation": 6}])
def test_a_card_is_read_however_it_lies(look: dict[str, float]) -> None:
    assert card_on("the.jpg", card_photo(**look)) == CARD  # type: ignore[arg-type]


def test_other_codes_and_no_code_say_nothing() -> None:
    assert card_on("the.jpg", card_photo("https://example.vn/")) == ""
    assert card_on("the.jpg", card_photo(blurred=60)) == ""
    with pytest.raises(UploadRefused):
        card_on("the.pdf", b"%PDF-1.7")


def test_a_photo_fills_in_who_came_and_is_not_kept(world: World, desk: Client) -> None:
    form = _form(world, **{"owner-number": "", "owner-card_photo": _upload(card_photo())})
    answer = desk.post(f"/quay/tiep-nhan/{world.versions['days'].procedure.code}/", form)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="Chảo Thị Sẩu"' in page
    assert 'value="000151000027"' in page
    assert not Dossier.objects.exists()
    assert not Paper.objects.exists()


@pytest.mark.parametrize("content", [card_photo(blurred=60), pdf(), b""])
def test_a_photo_without_a_card_gets_a_message_and_nothing_is_received(
    content: bytes, world: World, desk: Client
) -> None:
    form = _form(world, **{"owner-name": "Vàng Thị Mỷ", "owner-card_photo": _upload(content)})
    answer = desk.post(f"/quay/tiep-nhan/{world.versions['days'].procedure.code}/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This is not what an identity card says" in page
    assert 'value="Vàng Thị Mỷ"' in page
    assert not Dossier.objects.exists()

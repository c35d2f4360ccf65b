"""Pages as pictures and in another order, apart from any dossier."""

import io

import pytest
from PIL import Image

from common import pages
from common.pages import Leaf
from tests.common_crypto.test_files import pdf, unfolding_pdf
from tests.scans.desk import look_of, pdf_of, photo


def _size(picture: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(picture)) as image:
        assert image.format == "JPEG"
        return image.size


def test_a_page_is_drawn_as_wide_as_asked_and_never_endless() -> None:
    content = pdf_of(300, 400)
    assert _size(pages.draw_page(content, pages.PDF, 2, width=240)) == (240, 360)
    strip = pdf_of(20)
    assert _size(pages.draw_page(strip, pages.PDF, 1, width=100)) == (10, 300)


@pytest.mark.parametrize("number", [0, 3, 99])
def test_a_page_that_is_not_there_has_no_picture(number: int) -> None:
    with pytest.raises(pages.NoPicture):
        pages.draw_page(pdf_of(300, 400), pages.PDF, number, width=240)


def test_photos_are_drawn_upright_small_and_on_white() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (800, 400), "white").save(out, "JPEG", exif=exif)
    assert _size(pages.draw_page(out.getvalue(), "image/jpeg", 1, width=240)) == (240, 480)
    glass = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(glass, "PNG")
    drawn = Image.open(io.BytesIO(pages.draw_page(glass.getvalue(), "image/png", 1, width=240)))
    assert drawn.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "content_type"),
    [(b"%PDF-1.7 no more", pages.PDF), (pdf(password="x"), pages.PDF), (b"\xff\xd8\xff broken", "image/jpeg")],
)
def test_what_cannot_be_read_is_said_so(content: bytes, content_type: str) -> None:
    with pytest.raises(pages.NoPicture):
        pages.draw_page(content, content_type, 1, width=240)
    with pytest.raises(pages.NotRearranged):
        pages.rearranged(content, content_type, [Leaf(1)])


def test_a_picture_that_would_fill_the_memory_is_not_drawn() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert len(out.getvalue()) < 2_000_000
    with pytest.raises(pages.NoPicture):
        pages.draw_page(out.getvalue(), "image/png", 1, width=240)


def test_pages_come_in_the_order_given_turned_and_no_other() -> None:
    new = pages.rearranged(pdf_of(200, 300, 400), pages.PDF, [Leaf(3), Leaf(1, 90)])
    assert look_of(new) == [(400, 0), (200, 90)]
    assert look_of(pages.rearranged(new, pages.PDF, [Leaf(2, 270), Leaf(1, 180)])) == [(200, 0), (400, 180)]
    assert pages.count_pages(new, pages.PDF) == 2


def test_a_photo_is_turned_clockwise() -> None:
    half = Image.new("RGB", (40, 20), "white")
    half.paste("black", (0, 0, 20, 20))
    out = io.BytesIO()
    half.save(out, "PNG")
    turned = Image.open(io.BytesIO(pages.rearranged(out.getvalue(), "image/png", [Leaf(1, 90)])))
    assert turned.size == (20, 40)
    assert (turned.getpixel((10, 5)), turned.getpixel((10, 35))) == ((0, 0, 0), (255, 255, 255))
    with pytest.raises(pages.NotRearranged):
        pages.rearranged(photo(), "image/jpeg", [Leaf(1), Leaf(2)])


def test_a_file_that_unfolds_into_endless_pages_counts_as_unreadable() -> None:
    assert pages.count_pages(unfolding_pdf(depth=2), pages.PDF) == 0
    assert pages.count_pages(pdf_of(300, 400), pages.PDF) == 2

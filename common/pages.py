"""Pages of stored files: how many there are, one as a picture, and the same pages in another order.

Files are PDF, JPG or PNG that `common.files` has let in; page numbers count from 1, a photo is one page.
"""

import io
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from common.files import IMAGE_FORMATS
from common.page_tree import count_leaves

PDF = "application/pdf"
TURNS = (0, 90, 180, 270)
"""Degrees, clockwise."""

WIDTHS = {"small": 240, "page": 1000, "large": 2000}
"""Pixels of a picture, by what it is for."""

PATIENCE = 20  # seconds for one picture
_DRAWING = Path(__file__).with_name("page_drawing.py")


class NoPicture(Refusal):
    default_message = _("This page cannot be shown. Open the file itself.")


class NotRearranged(Refusal):
    default_message = _("The pages of this file cannot be put in another order: it is damaged or protected.")


@dataclass(frozen=True)
class Leaf:
    """A page of the file as it is, and by how many degrees it is turned clockwise."""

    number: int
    turn: int = 0


def count_pages(content: bytes, content_type: str) -> int:
    """How many pages there are; 0 for a file that cannot be read."""
    if content_type != PDF:
        return 1
    from pypdf import PdfReader  # a dozen MiB that most processes never need

    try:
        reader = PdfReader(io.BytesIO(content))
        return len(reader.pages) if count_leaves(reader) else 0
    except Exception:
        # A broken file makes the parser fail in ways nobody has listed; every one means the same here.
        return 0


def draw_page(content: bytes, content_type: str, number: int, *, width: int) -> bytes:
    """The page as JPG, `width` pixels wide or less. Raises NoPicture, also for a page that takes too much."""
    command = [sys.executable, "-I", str(_DRAWING), content_type, str(number), str(width)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise NoPicture from error
    return done.stdout


def rearranged(content: bytes, content_type: str, leaves: Sequence[Leaf]) -> bytes:
    """A file of the same type with these pages in this order. Raises NotRearranged."""
    try:
        return _pdf(content, leaves) if content_type == PDF else _photo(content, content_type, leaves)
    except Exception as error:
        # As above: what is wrong inside a file shows itself in many ways.
        raise NotRearranged from error


def _pdf(content: bytes, leaves: Sequence[Leaf]) -> bytes:
    from pypdf import PdfReader, PdfWriter

    reader, writer = PdfReader(io.BytesIO(content)), PdfWriter()
    for leaf in leaves:
        page = reader.pages[leaf.number - 1]
        writer.add_page(page).rotation = (page.rotation + leaf.turn) % 360
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _photo(content: bytes, content_type: str, leaves: Sequence[Leaf]) -> bytes:
    from PIL import Image, ImageOps

    (leaf,) = leaves
    with Image.open(io.BytesIO(content)) as photo:
        picture = ImageOps.exif_transpose(photo).rotate(-leaf.turn, expand=True)
    out = io.BytesIO()
    picture.save(out, IMAGE_FORMATS[content_type], quality=95)
    return out.getvalue()

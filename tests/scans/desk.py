"""Files whose pages can be told apart, as papers of a dossier."""

import io

from PIL import Image
from pypdf import PdfReader, PdfWriter

from common import files
from dossiers.models import Dossier, Paper, PaperKind
from tests.places import AT

WIDTHS = (200, 300, 400, 500)
"""Page n of a PDF made here is as wide as its place in this list says."""


def pdf_of(*widths: int) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for width in widths:
        writer.add_blank_page(width, 600)
    writer.write(out)
    return out.getvalue()


def look_of(content: bytes) -> list[tuple[int, int]]:
    """Width and turn of each page."""
    return [(int(page.mediabox.width), page.rotation) for page in PdfReader(io.BytesIO(content)).pages]


def photo(size: tuple[int, int] = (40, 20), kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


def put(dossier: Dossier, content: bytes, name: str = "don.pdf", **more: object) -> Paper:
    """A scan of the dossier."""
    kind = "application/pdf" if name.endswith("pdf") else "image/jpeg"
    kept = files.store(content)
    given: dict[str, object] = {"name": "Tờ khai", "kind": PaperKind.APPLICATION, "added_at": AT, **more}
    return Paper.objects.create(
        dossier=dossier,
        file_name=name,
        content_type=kind,
        size=kept.size,
        sha256=kept.sha256,
        key_id=kept.key_id,
        **given,  # type: ignore[misc]
    )


def content_of(paper: Paper) -> bytes:
    return files.load(paper.sha256, paper.key_id)

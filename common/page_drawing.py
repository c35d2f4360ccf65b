"""Draws one page of a file; runs as a process of its own, so that no file can stop, fill or break the portal.

`python -I page_drawing.py TYPE NUMBER WIDTH < file > picture.jpg`: TYPE is a content type, NUMBER counts from 1, WIDTH
in pixels. Exit code 1: there is no such page, or it cannot be drawn.
"""

import io
import resource
import sys

MEMORY, SECONDS = 768 * 1024**2, 15
MAX_HEIGHT = 3  # times the width: a page may be long, not endless


def main() -> int:
    """Limits first, then the libraries, then the file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content_type, number, width = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    content = sys.stdin.buffer.read()
    picture = _page(content, number, width) if content_type == "application/pdf" else _photo(content, number, width)
    if picture is None:
        return 1
    sys.stdout.buffer.write(picture)
    return 0


def _page(content: bytes, number: int, width: int) -> bytes | None:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    if not 1 <= number <= len(document):
        return None
    page = document[number - 1]
    page_width, page_height = page.get_size()
    if page_width <= 0 or page_height <= 0:
        return None
    scale = min(width / page_width, width * MAX_HEIGHT / page_height)
    return _jpeg(page.render(scale=scale, may_draw_forms=False).to_pil())


def _photo(content: bytes, number: int, width: int) -> bytes | None:
    from PIL import Image, ImageOps

    if number != 1:
        return None
    with Image.open(io.BytesIO(content)) as photo:
        photo.draft("RGB", (width, width * MAX_HEIGHT))
        picture = ImageOps.exif_transpose(photo)
    picture.thumbnail((width, width * MAX_HEIGHT))
    return _jpeg(picture)


def _jpeg(picture: object) -> bytes:
    from PIL import Image

    assert isinstance(picture, Image.Image)
    if picture.mode in {"RGBA", "LA", "P"}:
        coloured = picture.convert("RGBA")
        picture = Image.new("RGB", coloured.size, "white")
        picture.paste(coloured, mask=coloured.getchannel("A"))
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=82)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())

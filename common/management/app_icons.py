"""The pictures of the installed app, made from `static/img/icon.svg` when static files are built."""

import hashlib
from pathlib import Path

import typst
from django.conf import settings

SIZES = (192, 512)  # px
UNITS = 32  # of the drawing
PAGE = """#set page(width: 32pt, height: 32pt, margin: 0pt, fill: rgb("#6d1b20"))
#align(center + horizon, image("icon.svg", width: 80%))
"""
"""The drawing on its own ground: whatever shape a phone cuts out of it, nothing of the drawing is cut off."""


def build(target: Path) -> list[Path]:
    """Write the PNG files under `target` unless they are up to date; answers the files written."""
    target.mkdir(parents=True, exist_ok=True)
    drawing = Path(settings.BASE_DIR) / "static" / "img" / "icon.svg"
    wanted, stamp = hashlib.sha256(drawing.read_bytes() + Path(__file__).read_bytes()).hexdigest(), target / ".stamp"
    pictures = [target / f"icon-{size}.png" for size in SIZES]
    if stamp.exists() and stamp.read_text() == wanted and all(picture.exists() for picture in pictures):
        return []
    for size, picture in zip(SIZES, pictures, strict=True):
        dots = 72 * size / UNITS  # an inch
        png = typst.compile(PAGE.encode(), root=str(drawing.parent), format="png", ppi=dots)  # type: ignore[call-overload]
        picture.write_bytes(png)
    stamp.write_text(wanted)
    return pictures

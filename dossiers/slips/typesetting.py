"""From data and a Typst template to PDF/A-2b. Text travels as JSON, so nothing a person typed is ever markup."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).parent
LONGEST_WORD = 30  # letters; longer ones may break anywhere, so that no line leaves the page
ZERO_WIDTH_SPACE = "\u200b"
REPLACEMENT = "\u25a1"  # a white square


def pdf_a(template: str, data: Mapping[str, Any], *, qr: str | Sequence[str], at: datetime) -> bytes:
    """A PDF/A-2b made of `template`; `qr` is an SVG, or several as the template expects; `at` is written into it."""
    return _compile(template, data, qr, format="pdf", pdf_standards=["a-2b"], timestamp=int(at.timestamp()))


def page_pictures(template: str, data: Mapping[str, Any], *, qr: str | Sequence[str], ppi: int = 110) -> list[bytes]:
    """The same as PNG, one picture per page."""
    made = _compile(template, data, qr, format="png", ppi=ppi)
    return made if isinstance(made, list) else [made]


def _compile(template: str, data: Mapping[str, Any], codes: str | Sequence[str], **options: Any) -> Any:
    qr = codes if isinstance(codes, str) else json.dumps(codes)
    try:
        return _run(template, printable(data), qr, options)
    except typst.TypstError:
        # PDF/A refuses letters that no font has; the slip must come out all the same
        return _run(template, printable(data, only_known=True), qr, options)


def _run(template: str, data: Any, qr: str, options: Mapping[str, Any]) -> Any:
    inputs = {"data": json.dumps(data, ensure_ascii=False), "qr": qr}
    return typst.compile(TEMPLATES / template, font_paths=_fonts(), sys_inputs=inputs, **options)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()  # looks through the folders of the machine once


def printable(value: Any, *, only_known: bool = False) -> Any:
    """The same structure with every text fit for paper: composed, no control characters, long words breakable."""
    if isinstance(value, str):
        return _printable_text(value, only_known)
    if isinstance(value, Mapping):
        return {key: printable(item, only_known=only_known) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item, only_known=only_known) for item in value]
    return value


def _printable_text(text: str, only_known: bool) -> str:
    text = unicodedata.normalize("NFC", text)
    text = "".join(" " if char.isspace() else char for char in text if char.isspace() or char.isprintable())
    if only_known:
        text = "".join(char if _is_usual(char) else REPLACEMENT for char in text)
    return re.sub(rf"\S{{{LONGEST_WORD},}}", lambda word: _breakable(word[0]), text)


def _breakable(word: str) -> str:
    return ZERO_WIDTH_SPACE.join(word[n : n + 10] for n in range(0, len(word), 10))


def _is_usual(char: str) -> bool:
    """Latin with all Vietnamese letters, and the usual punctuation: what every font of the slip has."""
    code = ord(char)
    return code < 0x250 or 0x1E00 <= code < 0x1F00 or char in "–—‘’“”…₫"

"""Reading the quantity column of the portal's list of papers. Pure."""

import re

from common.text import fold

ORIGINALS = re.compile(r"(\d+) bản chính|Bản chính: (\d+)")
COPIES = re.compile(r"(\d+) bản sao|Bản sao: (\d+)")
NOTE_LABEL = "Lưu ý"

CUT_NAME, CUT_LABEL = 256, 160
"""The delivered facts are excerpts: texts of this length or more were cut off, often inside a word."""


def counts(quantity: str) -> tuple[int | None, int | None]:
    """(originals, copies) of "1 bản chính,1 bản sao"; None where the text is not clear.

    The portal glues form numbers to the column ("181 bản chính" = form 18, one original): such numbers are not clear.
    """
    if not (ORIGINALS.search(quantity) or COPIES.search(quantity)):
        return None, None
    return _count(ORIGINALS, quantity), _count(COPIES, quantity)


def is_note(label: str, quantity: str) -> bool:
    """Whether the row explains instead of asking for a paper."""
    return label.startswith(NOTE_LABEL) or counts(quantity) == (0, 0)


def readable(text: str, cut: int) -> str:
    """The text; one that was cut off ends with its last whole word and "…"."""
    return text if len(text) < cut else text.rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


LONGEST_KIND = 300


def kinds(name: str) -> frozenset[str]:
    """What a digitised paper of this row of the list may be called, as published and as pages show it; folded."""
    return frozenset(fold(text[:LONGEST_KIND])[:LONGEST_KIND] for text in (name, readable(name, CUT_NAME)))


def _count(pattern: re.Pattern[str], quantity: str) -> int | None:
    found = pattern.search(quantity)
    if found is None:
        return 0
    digits = next(group for group in found.groups() if group)
    return int(digits) if len(digits) <= 2 else None

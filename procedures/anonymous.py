"""What may be kept of a question: numbers, addresses and names of people are taken out first. Pure."""

import re
import unicodedata

from common.text import fold
from procedures.words import PERSON

GONE = "[…]"
LONGEST = 200
NUMBER = re.compile(r"\d(?:[\s.,\-–/]?\d){4,}")  # five digits or more, also written in groups
MAIL = re.compile(r"\S*@\S*")
LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
NAMES = re.compile(r"\b[^\W\d_a-zà-ỹđ][\w’']*(?:\s+[^\W\d_a-zà-ỹđ][\w’']*)+")
"""Two words or more with capitals after one another: a person, perhaps a place; neither is needed."""
INTRODUCED = re.compile(
    r"\b(tên là|tên|họ tên|sinh năm|số nhà|thôn|tổ dân phố)\s+(?:\[…\]|\S+(?:\s+\S+)?)", re.IGNORECASE
)


def without_people(text: str) -> str:
    """The question with `[…]` where something personal may have stood, at most 200 letters; "" when nothing is left."""
    kept = " ".join(unicodedata.normalize("NFC", text).split())
    for pattern in (MAIL, LINK, NUMBER, NAMES, INTRODUCED):
        kept = pattern.sub(GONE, kept)
    kept = _without_family_names(kept)
    kept = re.sub(rf"(?:{re.escape(GONE)}\s*)+", f"{GONE} ", kept).strip()
    letters = kept.replace(GONE, "").strip(" ,.?!:;-")
    return kept[:LONGEST].rstrip() if len(letters) > 1 else ""


def _without_family_names(text: str) -> str:
    """Names typed in small letters, told by family and middle name; nothing is kept where letters cannot be matched."""
    folded = fold(text)
    if len(folded) != len(text):
        return GONE if PERSON.search(folded) else text
    for found in reversed(list(PERSON.finditer(folded))):
        text = text[: found.start()] + GONE + text[found.end() :]
    return text

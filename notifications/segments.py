"""How many SMS a text is: 160 letters of the GSM alphabet (153 each when joined), or 70 of Unicode (67). Pure."""

import unicodedata
from math import ceil

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_DOUBLE = frozenset("^{}\\[~]|€")


def plain(text: str) -> str:
    """Without accents, đ as d: what goes into one SMS on every phone."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("Đ", "D").replace("–", "-").replace("…", "...")


def is_gsm(text: str) -> bool:
    return all(letter in GSM or letter in GSM_DOUBLE for letter in text)


def segments(text: str) -> int:
    """At least 1."""
    if is_gsm(text):
        length, alone, joined = sum(2 if c in GSM_DOUBLE else 1 for c in text), 160, 153
    else:
        length, alone, joined = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= alone else ceil(length / joined)

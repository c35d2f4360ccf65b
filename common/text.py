"""Vietnamese text: search without accents, order of the alphabet, names that must not be read, money.

PostgreSQL may come without ICU collations, so order is a stored key (compare it bytewise: `db_collation="C"`).
"""

import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import get_language

LONGEST_ID = 18  # digits that the database takes for the id of a row
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # huyền, hỏi, ngã, sắc, nặng
_SHAPES = {"\u0306": "1", "\u0302": "2", "\u031b": "3"}  # ă, â ê ô, ơ ư: this order is the alphabet's
_SHAPED = frozenset("adeou")
_VIETNAMESE_MARKS = str.maketrans(",.", ".,")
_BLANK = frozenset("\u115f\u1160\u2028\u2029\u2800\u3164\uffa0")  # drawn as nothing, though not of category C


def fold(text: str) -> str:
    """Lower case, no accents, đ as d, single spaces: `fold("  Đăng  KÝ ") == "dang ky"`. For search on both sides."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return " ".join(plain.replace("đ", "d").split())


def vietnamese_key(text: str) -> str:
    """A bytewise sortable key: alphabet a ă â … d đ … o ô ơ u ư, then tones, syllable by syllable."""
    return ".".join(_syllable_key(syllable) for syllable in text.lower().split())


def person_key(full_name: str) -> str:
    """The key lists of people are sorted by: given name, then family name, then what stands between."""
    given_last = full_name.split()
    return vietnamese_key(" ".join(given_last[-1:] + given_last[:-1]))


def mask_name(name: str) -> str:
    """Each word keeps its first letter: `mask_name("Nguyễn Văn An") == "N***** V** A*"`."""
    words = unicodedata.normalize("NFC", name).split()
    return " ".join(word[0] + "*" * (len(word) - 1) for word in words)


def format_vnd(amount: int) -> str:
    """Whole đồng with points: `format_vnd(15000) == "15.000 đ"`."""
    return f"{amount:,}".replace(",", ".") + " đ"


def format_number(number: float | Decimal) -> str:
    """Thousands apart, as the language in force writes them: 1.234,5 in Vietnamese, 1,234.5 in English."""
    written = f"{number:,}"
    return written if get_language() == "en" else written.translate(_VIETNAMESE_MARKS)


def row_ids(sent: Iterable[str]) -> set[int]:
    """The ids of rows among what a form has sent; nonsense is left out: `row_ids(["7", "x", "9" * 5000]) == {7}`."""
    return {int(text) for text in sent if text.isdecimal() and len(text) <= LONGEST_ID}


def has_invisible(text: str) -> bool:
    """Whether it holds what nobody can see: controls, zero width, direction marks, fillers. White space is none."""
    return any(c in _BLANK or (unicodedata.category(c)[0] == "C" and c not in "\t\r\n") for c in text)


def _syllable_key(syllable: str) -> str:
    letters: list[str] = []
    tones = ""
    for char in unicodedata.normalize("NFD", syllable):
        if char in _TONES:
            tones += _TONES[char]
        elif char in _SHAPES and letters:
            letters[-1] = letters[-1][0] + _SHAPES[char]
        elif char == "đ":
            letters.append("d1")
        elif not unicodedata.combining(char):
            letters.append(char + "0" if char in _SHAPED else char)
    return "".join(letters) + " " + (tones or "0")

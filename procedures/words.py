"""What people type, made into words the catalogue may know: leftovers of Telex and VNI, fillers, initials. Pure.

Everything here takes and gives folded text (`common.text.fold`): lower case, no accents, single spaces.
"""

import re
from collections.abc import Iterable
from string import ascii_lowercase

from common.text import fold

TONE_LETTERS = frozenset("sfrxjz")
"""Telex writes tones as letters; inside or at the end of a Vietnamese syllable none of them is a letter of its own."""

VOWELS = frozenset("aeiouyw")
"""With w, which Telex writes for ư."""

PUNCTUATION = re.compile(r"[\s,;:!?()\[\]{}\"“”'’/+&=–-]+")
SHORTEST_SLIP = 4

ID_DIGITS = 6
"""So many digits may be a phone number or an identity number."""

PERSON = re.compile(
    r"\b(nguyen|tran|le|pham|hoang|huynh|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|giang|ma|thao|sung|vang|lo|chao|tan|"
    r"cu|hang|trang|sinh|luc|ha|dinh|trinh|luong|cao|nong|trieu|ban) (van|thi|a|seo|lao|ta|lo|mui|u|y) [a-z]+\b"
)
"""Family name, then one of the usual middle names, then another word: likely a person."""


def words_of(folded: str) -> list[str]:
    """The words without punctuation: `words_of("khai sinh, ket hon?") == ["khai", "sinh", "ket", "hon"]`."""
    words = (word.strip("-._*#|\\") for word in PUNCTUATION.split(folded))
    return [word for word in words if word]


def plain_syllable(word: str) -> str:
    """A syllable without leftovers of an input method and without doubled letters.

    `ddang`, `dang1`, `dangf` give `dang`; `tieengs` gives `tieng`; `sinhh` gives `sinh`. "uu" stays (hưu, lưu), so
    do codes, numbers and initials (`dkkh`).
    """
    if not word[:1].isalpha() or not word.isalnum() or not set(word) & VOWELS:
        return word
    kept = ""
    for letter in word:
        doubled = kept[-1:] == letter and letter != "u"
        tone = letter in TONE_LETTERS and kept and not (letter == "r" and kept == "t")
        if letter.isdigit() or doubled or tone or (letter == "w" and kept[-1:] in set("aou")):
            continue
        kept += "u" if letter == "w" else letter
    return kept or word


def respelled(word: str, vocabulary: frozenset[str]) -> list[str]:
    """Words of the vocabulary one slip away: two letters swapped, else one letter wrong, missing or too many.

    The first letter is believed; words of fewer than four letters have too many neighbours.
    """
    if len(word) < SHORTEST_SLIP or not word.isalpha():
        return []
    cuts = [(word[:place], word[place:]) for place in range(1, len(word) + 1)]
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1} & vocabulary
    if swapped:
        return sorted(swapped)
    slips = {left + right[1:] for left, right in cuts if right}
    for letter in ascii_lowercase:
        slips |= {left + letter + right for left, right in cuts}
        slips |= {left + letter + right[1:] for left, right in cuts if right}
    return sorted(slips & vocabulary)


def without_phrases(words: list[str], phrases: Iterable[str]) -> list[str]:
    """The words without these phrases (whole words only), longer phrases taken out first."""
    text = f" {' '.join(words)} "
    for phrase in sorted(phrases, key=len, reverse=True):
        text = text.replace(f" {phrase} ", " ")
    return text.split()


def initials_of(*names: str) -> str:
    """First letters of each name, fillers left out: `initials_of("Thủ tục đăng ký khai sinh") == "dkks"`."""
    initials = ("".join(word[0] for word in words_of(fold(name)) if word[0].isalpha()) for name in names)
    return " ".join(dict.fromkeys(one.removeprefix("tt") for one in initials if one))


def may_be_initials(word: str) -> bool:
    """Whether the word can only be initials: two letters or more, none of them a vowel, or four of any kind."""
    return word.isalpha() and (len(word) >= 4 or (len(word) >= 2 and not set(word) & VOWELS))


def names_nobody(folded: str) -> bool:
    """Whether the text may be kept: no six digits, no @, nothing that looks like the name of a person."""
    digits = sum(letter.isdigit() for letter in folded)
    return digits < ID_DIGITS and "@" not in folded and not PERSON.search(folded)

"""The ways a search text can be read, and the order of what each finds.

A reading is folded text all of whose words must begin words of the procedure, or a procedure code. Its place says how
much it is to be believed: lower places come first.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, Value, When

from procedures.synonyms import Meaning
from procedures.words import may_be_initials, words_of

BEGINNING = "^(thu tuc )?(dang ky |cap )?"
"""Official names begin with "Thủ tục đăng ký …", "Cấp …"; few people type that."""

AS_TYPED, WHOLE, WORDS, WITHIN, ALONE = 0, 10, 100, 110, 200
"""Places: the text itself where a name says it; all of it is a phrase with a meaning; its words in any order; a phrase
within it replaced by its meaning; guesses."""

KINDS_OF_MATCH = 4


@dataclass(frozen=True)
class Reading:
    """`place` ranks it; `by_initials` lets words without a match count as initials."""

    text: str
    place: int
    by_initials: bool = False


def readings(words: list[str], meanings: Iterable[Meaning], *, by_initials: bool = False) -> list[Reading]:
    """The text itself, then what its phrases stand for."""
    text = " ".join(words)
    found = [Reading(text, AS_TYPED, by_initials)] if words else []
    whole = [one for one in meanings if one.phrase == text]
    within = [one for one in meanings if one.phrase != text and f" {one.phrase} " in f" {text} "]
    begun = [one for one in meanings if one.phrase != text and one.phrase.startswith(text)]
    found += _placed((one.means for one in whole), WHOLE, by_initials)
    replaced = [_replaced(text, [one]) for one in within]
    if len({one.phrase for one in within}) > 1:
        replaced.insert(0, _replaced(text, within))
    return found + _placed([*replaced, *(one.means for one in begun)], WITHIN, by_initials)


def alone(texts: Iterable[str]) -> list[Reading]:
    """Guesses, the likeliest first: another spelling, or what a phrase stands for without the words around it."""
    return _placed(texts, ALONE, False)


def matches(reading: Reading) -> Q:
    """Every word begins a word of the procedure (or stands for initials of its name)."""
    found = Q()
    for word in words_of(reading.text):
        one = Q(search_fold__contains=f" {word}")
        if reading.by_initials and may_be_initials(word):
            one |= Q(initials__contains=word)
        found &= one
    return found


def rank(listed: Iterable[Reading]) -> Case:
    """Places in one column: code, name that begins so, name that says so, words in any order; per reading."""
    whens: list[tuple[int, Q]] = []
    for reading in listed:
        place, text, pattern = reading.place, reading.text, re.escape(reading.text)
        loose = WORDS if place == AS_TYPED else place + 3
        whens += [
            (place, Q(code=text)),
            (place + 1, Q(name_fold__regex=BEGINNING + pattern)),
            (place + 2, Q(name_fold__contains=text) & Q(name_fold__regex=rf"\m{pattern}\M")),
            (loose, Q(name_fold__contains=text)),
            (loose + 1, matches(reading)),
        ]
        if reading.by_initials:
            whens.append((place + 2, Q(initials__regex=rf"\m{re.escape(text.replace(' ', ''))}\M")))
    whens.sort(key=lambda when: when[0])
    places = [When(condition, then=Value(place)) for place, condition in whens]
    return Case(*places, default=Value(2 * ALONE), output_field=IntegerField())


def _placed(texts: Iterable[str], first: int, by_initials: bool) -> list[Reading]:
    return [
        Reading(text, first + number * KINDS_OF_MATCH, by_initials) for number, text in enumerate(dict.fromkeys(texts))
    ]


def _replaced(text: str, meanings: Iterable[Meaning]) -> str:
    """Longer phrases first; a phrase with several meanings takes the first."""
    padded = f" {text} "
    for one in meanings:
        padded = padded.replace(f" {one.phrase} ", f" {one.means} ")
    return " ".join(padded.split())

"""Finding a procedure by words people use: of its name in any order, everyday words, initials, with or without
accents, with typing mistakes, with names of places in between; or by its code.

Three stages; the next one is only asked when the one before finds nothing:
1. as typed: the words as the catalogue has them, and what everyday phrases stand for;
2. repaired: leftovers of Telex and VNI, fillers and place names taken out, initials understood;
3. near: what single phrases stand for, and names that are written nearly so.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice, product
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import F, Func, Q, QuerySet, TextField, Value

from common.text import fold
from procedures import readings, synonyms
from procedures.facts_file import everyday
from procedures.models import Procedure
from procedures.places import places_in
from procedures.readings import Reading
from procedures.synonyms import Meaning
from procedures.words import plain_syllable, respelled, without_phrases, words_of

NEAR = 0.6
"""Share of the letter triples of the text that a name must have in one stretch."""

MOST_WORDS = 12
MOST_SPELLINGS = 4
CODE = re.compile(r"\d\.\d{6}")
NEVER = Q(pk__in=[])


class How(StrEnum):
    """Why the procedures are in the result."""

    ALL = "all"  # nothing was asked for
    WORDS = "words"  # they have the words, or mean the same
    NEAR = "near"  # nothing has the words; these come close
    NOTHING = "nothing"


@dataclass(frozen=True)
class Found:
    """The ranked selection, and how it came about."""

    procedures: QuerySet[Procedure]
    how: How


@dataclass(frozen=True)
class ProcedureHit:
    """A line of a search result; `version_id` is the version in force on the day asked for."""

    procedure_id: int
    version_id: int
    code: str
    name: str
    name_en: str
    sector: str
    level: str
    has_time: bool
    takes_online: bool


def search(text: str, *, on: date, limit: int = 20) -> list[ProcedureHit]:
    """Procedures in force on the day, best first; without text the ones asked for most."""
    return hits(matching(text, on=on)[:limit])


def matching(text: str, *, on: date) -> QuerySet[Procedure]:
    """The ranked selection behind `search`."""
    return look_up(text, on=on).procedures


def look_up(text: str, *, on: date) -> Found:
    """As `matching`, with how it was found. At most 8 queries before the selection itself, whatever it finds."""
    in_force = Procedure.objects.filter(_in_force(on)).select_related("sector")
    folded = fold(text)
    words = words_of(folded)[:MOST_WORDS]
    if not folded:
        return Found(in_force.order_by("-demand_weight", "name_sort", "code"), How.ALL)
    if not words:
        return Found(in_force.none(), How.NOTHING)
    return _as_typed(in_force, words) or _repaired(in_force, words)


def hits(procedures: Any) -> list[ProcedureHit]:
    """Read models of `matching`, or of a slice of it, in one query."""
    rows = procedures.values_list(
        "pk",
        "versions__pk",
        "code",
        "name",
        "name_en",
        "sector__name",
        "level",
        "versions__unit",
        "versions__takes_online",
    )
    return [
        ProcedureHit(pk, version_id, code, name, name_en, sector, level, unit is not None, bool(online))
        for pk, version_id, code, name, name_en, sector, level, unit, online in rows
    ]


def _as_typed(in_force: QuerySet[Procedure], words: list[str]) -> Found | None:
    is_code = len(words) == 1 and CODE.fullmatch(words[0]) is not None
    return _read(in_force, readings.readings(words, [] if is_code else synonyms.meanings_in(words)))


def _repaired(in_force: QuerySet[Procedure], words: list[str]) -> Found:
    plain = [plain_syllable(word) for word in words]
    places = places_in(plain)
    placeless = without_phrases(plain, places)
    if places and not placeless:
        return Found(in_force.order_by("-demand_weight", "name_sort", "code"), How.ALL)
    core = without_phrases(placeless, everyday().fillers) or placeless
    meanings = synonyms.meanings_in(core)
    listed = readings.readings(core, meanings, by_initials=True)
    return _read(in_force, listed) or _near(in_force, core, meanings)


def _near(in_force: QuerySet[Procedure], core: list[str], meanings: list[Meaning]) -> Found:
    phrases = meanings or synonyms.meanings_like(core)
    listed = readings.alone([*_respelled(core), *(one.means for one in phrases)])
    likeness = TrigramWordSimilarity(" ".join(core), "search_fold")
    near = Q(likeness__gte=NEAR)
    for reading in listed:
        near |= readings.matches(reading)
    selection = in_force.annotate(likeness=likeness).filter(near)
    order = ["-likeness", "-demand_weight", "name_sort", "code"]
    ranked = selection.order_by(readings.rank(listed), *order) if listed else selection.order_by(*order)
    return Found(ranked, How.NEAR if selection.exists() else How.NOTHING)


def _respelled(core: list[str]) -> list[str]:
    """The text as it was likely meant, words that the catalogue does not know replaced; empty when one has no like."""
    split = Func(F("search_fold"), Value(" "), function="string_to_array", output_field=TextField())
    words = Procedure.objects.order_by().values_list(Func(split, function="unnest", output_field=TextField()))
    vocabulary = frozenset(word for (word,) in words.distinct())
    meant = [[word] if word in vocabulary else respelled(word, vocabulary) for word in core]
    return [" ".join(text) for text in islice(product(*meant), MOST_SPELLINGS)]


def _read(in_force: QuerySet[Procedure], listed: list[Reading]) -> Found | None:
    """What the readings find, or None when that is nothing."""
    any_of = NEVER
    for reading in listed:
        any_of |= readings.matches(reading)
    selection = in_force.filter(any_of)
    if not selection.exists():
        return None
    return Found(selection.order_by(readings.rank(listed), "-demand_weight", "name_sort", "code"), How.WORDS)


def _in_force(on: date) -> Q:
    until = Q(versions__valid_to__isnull=True) | Q(versions__valid_to__gte=on)
    return until & Q(versions__valid_from__lte=on)

"""Everyday words: loaded from our own list, found in a search."""

from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat, StrIndex
from simple_history.utils import bulk_create_with_history

from procedures.facts_file import everyday
from procedures.models import Synonym

ALIKE = 0.5
MOST = 12
SHORTEST_BEGINNING = 4


@dataclass(frozen=True)
class Meaning:
    """A phrase of the search and what it stands for, both folded."""

    phrase: str
    means: str


def load() -> int:
    """Take in the delivered list; says how many rows are new. What an administrator took out stays out."""
    known = set(Synonym.objects.values_list("phrase_fold", "means_fold"))
    facts = everyday()
    rows = []
    for phrase, meanings in facts.synonyms.items():
        for number, means in enumerate(meanings, start=1):
            row = Synonym(phrase=phrase, means=means, number=number, source=facts.source)
            row.fill_derived()
            if (row.phrase_fold, row.means_fold) not in known:
                known.add((row.phrase_fold, row.means_fold))
                rows.append(row)
    bulk_create_with_history(rows, Synonym)
    return len(rows)


def meanings_in(words: list[str]) -> list[Meaning]:
    """What the phrases among the words stand for, the longest phrase first. One query.

    A phrase that the words only begin counts too: people look at the hits while they type.
    """
    text = " ".join(words)
    place = StrIndex(Value(f" {text} "), Concat(Value(" "), "phrase_fold", Value(" ")))
    counts = Q(place__gt=0)
    if len(text) >= SHORTEST_BEGINNING:
        counts |= Q(phrase_fold__startswith=text)
    return _meanings(Synonym.objects.alias(place=place).filter(counts))


def meanings_like(words: list[str]) -> list[Meaning]:
    """What phrases stand for that are written nearly so. One query."""
    likeness = TrigramSimilarity("phrase_fold", " ".join(words))
    return _meanings(Synonym.objects.alias(likeness=likeness).filter(likeness__gte=ALIKE))


def _meanings(rows: QuerySet[Synonym]) -> list[Meaning]:
    active = rows.filter(is_active=True).order_by("number", "id")
    found = [Meaning(phrase, means) for phrase, means in active.values_list("phrase_fold", "means_fold")]
    return sorted(found, key=lambda one: -len(one.phrase))[:MOST]

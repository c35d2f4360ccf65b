"""Everyday words: loaded from our own list, found in a search, added and taken out by administrators."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import TrigramSimilarity
from django.db import transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat, StrIndex
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_create_with_history

from accounts.models import User
from common.errors import Refusal
from common.text import fold
from procedures.facts_file import everyday
from procedures.models import Synonym
from procedures.models.words import LONGEST_PHRASE

OWN_SOURCE = "Quản trị viên nhập"
ALIKE = 0.5
MOST = 12
SHORTEST_BEGINNING = 4


class SynonymRefused(Refusal):
    """The words cannot stand for each other: empty, the same, or there already."""


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


@transaction.atomic
def add(*, phrase: str, means: str, by: User, at: datetime) -> Synonym:
    """Let the phrase stand for `means`, after what it already stands for. Raises SynonymRefused.

    Whether anything is found by `means` is the caller's question; the list does not know the search.
    """
    phrase_fold, means_fold = fold(phrase), fold(means)
    _check(phrase_fold, means_fold)
    row = Synonym.objects.select_for_update().filter(phrase_fold=phrase_fold, means_fold=means_fold).first()
    if row is not None and row.is_active:
        raise SynonymRefused(_("These words already stand for that."), field="phrase")
    row = row or Synonym(number=Synonym.objects.filter(phrase_fold=phrase_fold).count() + 1)
    row.phrase, row.means = " ".join(phrase.split()), " ".join(means.split())
    row.source, row.is_active, row.entered_by, row.entered_at = OWN_SOURCE, True, by, at
    row._history_user = by  # type: ignore[attr-defined]
    row.save()
    return row


@transaction.atomic
def take_out(row: Synonym, *, by: User) -> None:
    """The phrase no longer stands for it. The row stays, so that loading the list does not bring it back."""
    row.is_active = False
    row._history_user = by  # type: ignore[attr-defined]
    row.save(update_fields=["is_active"])


def _check(phrase: str, means: str) -> None:
    if not phrase:
        raise SynonymRefused(_("Write the words that people use."), field="phrase")
    if len(phrase) > LONGEST_PHRASE:
        raise SynonymRefused(_("At most 60 letters: a few words, not a sentence."), field="phrase")
    if not means:
        raise SynonymRefused(_("Write a procedure code or words of the catalogue."), field="means")
    if phrase == means:
        raise SynonymRefused(_("The two are the same words."), field="means")

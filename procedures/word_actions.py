"""What is done to everyday words and to searches in vain."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.clock import local_date
from common.errors import Refusal
from common.text import fold
from procedures.models import SearchMiss, Synonym
from procedures.models.words import LONGEST_PHRASE
from procedures.search import How, look_up
from procedures.words import names_nobody, words_of

OWN_SOURCE = "Quản trị viên nhập"
MOST_MISSES = 2000
MOST_WORDS = 8


class SynonymRefused(Refusal):
    """The words cannot stand for each other: empty, the same, there already, or nothing is found by them."""


@transaction.atomic
def add_synonym(*, phrase: str, means: str, by: User, at: datetime) -> Synonym:
    """Let the phrase stand for `means` (a code, or words that find something), after what it already stands for.

    The misses with these words are done with. Raises SynonymRefused.
    """
    phrase, means = " ".join(phrase.split()), " ".join(means.split())
    _check(phrase, means, at)
    row = Synonym.objects.select_for_update().filter(phrase_fold=fold(phrase), means_fold=fold(means)).first()
    if row is not None and row.is_active:
        raise SynonymRefused(_("These words already stand for that."), field="phrase")
    row = row or Synonym(number=_next_number(phrase))
    row.phrase, row.means, row.source, row.is_active = phrase, means, OWN_SOURCE, True
    row.entered_by, row.entered_at = by, at
    row._history_user = by  # type: ignore[attr-defined]
    row.save()
    SearchMiss.objects.filter(text=_kept_text(phrase)).delete()
    return row


@transaction.atomic
def take_out_synonym(row: Synonym, *, by: User) -> None:
    """The phrase no longer stands for it. The row stays, so that loading our own list does not bring it back."""
    row.is_active = False
    row._history_user = by  # type: ignore[attr-defined]
    row.save(update_fields=["is_active"])


@transaction.atomic
def record_miss(text: str, *, at: datetime) -> None:
    """Count a search that found nothing. What may name a person, and long sentences, are not kept.

    At most 2,000 texts are kept; a new one then takes the place of the one asked for least and longest ago.
    """
    kept = _kept_text(text)
    if not kept or len(kept) > LONGEST_PHRASE or kept.count(" ") >= MOST_WORDS or not names_nobody(fold(text)):
        return
    if SearchMiss.objects.filter(text=kept).update(count=F("count") + 1, last_at=at):
        return
    if SearchMiss.objects.count() >= MOST_MISSES:
        SearchMiss.objects.filter(pk__in=SearchMiss.objects.order_by("count", "last_at").values("pk")[:1]).delete()
    SearchMiss.objects.bulk_create([SearchMiss(text=kept, last_at=at)], ignore_conflicts=True)


def dismiss_miss(miss: SearchMiss) -> None:
    """Nothing is to be done about these words; they come back when somebody searches them again."""
    miss.delete()


def _kept_text(text: str) -> str:
    return " ".join(words_of(fold(text)))


def _next_number(phrase: str) -> int:
    last = Synonym.objects.filter(phrase_fold=fold(phrase)).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _check(phrase: str, means: str, at: datetime) -> None:
    if not words_of(fold(phrase)):
        raise SynonymRefused(_("Write the words that people use."), field="phrase")
    if len(phrase) > LONGEST_PHRASE:
        raise SynonymRefused(_("At most 60 letters: a few words, not a sentence."), field="phrase")
    if not means:
        raise SynonymRefused(_("Write a procedure code or words of the catalogue."), field="means")
    if fold(phrase) == fold(means):
        raise SynonymRefused(_("The two are the same words."), field="means")
    if look_up(means, on=local_date(at)).how != How.WORDS:
        raise SynonymRefused(_("Nothing is found by these words. Try the procedure code."), field="means")

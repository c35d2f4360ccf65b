"""What is kept of questions that the catalogue could not answer, and for how long."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from common.clock import local_date
from common.text import fold
from policies.catalogue import PolicyKey
from policies.queries import number
from procedures.anonymous import without_people
from procedures.models import Unanswered

MOST_KEPT = 2000


@transaction.atomic
def record_unanswered(text: str, *, at: datetime) -> None:
    """Count the question, without anything personal; one that has nothing else in it is not kept.

    At most 2,000 are kept; a new one then takes the place of the one asked for least and longest ago.
    """
    kept = without_people(text)
    if not kept:
        return
    folded = fold(kept)
    if Unanswered.objects.filter(text_fold=folded).update(count=F("count") + 1, last_at=at):
        return
    if Unanswered.objects.count() >= MOST_KEPT:
        Unanswered.objects.filter(pk__in=Unanswered.objects.order_by("count", "last_at").values("pk")[:1]).delete()
    row = Unanswered(text=kept, text_fold=folded, first_at=at, last_at=at)
    Unanswered.objects.bulk_create([row], ignore_conflicts=True)


def forget_old(*, at: datetime) -> int:
    """Delete what nobody has asked again within `questions.keep_days`; says how many went."""
    before = at - timedelta(days=number(PolicyKey.QUESTIONS_KEEP_DAYS, on=local_date(at)))
    return Unanswered.objects.filter(last_at__lt=before).delete()[0]

"""Late dossiers with and without form 04, as `measures.Letters` defines them: counted, and opened one by one."""

from datetime import timedelta
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Sum, When

from common.clock import start_of_day
from dossiers.apologies import EXEMPT
from dossiers.measures import Measure
from dossiers.models import DossierEvent, IssuedForm, LedgerEntry

from .measures import LATE_ENDS, LETTERS, LEVELS, TOTAL, LetterFate, Letters
from .queries import Scope, overdue_on


def letters(scope: Scope) -> dict[str, Letters]:
    """The numbers of every level and in total. One statement."""
    rows = late(scope).annotate(fate=fate_of(scope)).values_list("level", "fate").annotate(number=Sum("n")).order_by()
    numbers: dict[str, dict[str, int]] = {level: {} for level in LEVELS}
    for level, place, number in rows:
        name = FATES[place].value
        for key in (level, TOTAL):
            numbers[key][name] = numbers[key].get(name, 0) + number
    return {level: Letters(**found) for level, found in numbers.items()}


def behind(key: str, level: str, scope: Scope) -> QuerySet[LedgerEntry, Any]:
    """The dossiers behind a key of `measures.LETTERS`: rows of `dossier` and `times`, whose sum is the figure."""
    entries = late(scope).filter(_wanted(LETTERS[key], scope))
    if level != TOTAL:
        entries = entries.filter(level=level)
    return entries.values("dossier").annotate(times=Sum("n")).exclude(times=0).order_by()


FATES = {1: LetterFate.ISSUED, 2: LetterFate.MISSING, 3: LetterFate.EXEMPT}


def fate_of(scope: Scope) -> Case:
    """The key of `FATES`, of a booking of `late`."""
    return Case(When(EXEMPTED, then=3), When(_has_letter(scope), then=1), default=2)


EXEMPTED = Q(dossier__source__in=EXEMPT)


def late(scope: Scope) -> QuerySet[LedgerEntry]:
    """Bookings that add up to the late dossiers: flows of the period, and the stock of overdue ones at its end.

    Which of them were overdue is asked at once.
    """
    within = Q(measure__in=LATE_ENDS, day__gte=scope.start, day__lte=scope.until)
    overdue = Q(measure=Measure.OVERDUE, day__lte=scope.until)
    overdue &= Q(dossier__in=overdue_on(scope))
    return LedgerEntry.objects.filter(within | overdue, scope.booked_here)


def _has_letter(scope: Scope) -> Exists:
    """Form 04 issued before the day after the report, with no reopening between it and the booking."""
    before = start_of_day(scope.until + timedelta(days=1))
    forms = IssuedForm.objects.filter(dossier=OuterRef("dossier"), form="04", issued_at__lt=before)
    letter, booking = OuterRef("event__number"), OuterRef(OuterRef("event_number"))
    after_letter = Q(number__gt=letter, number__lte=booking)
    after_booking = Q(number__lte=letter, number__gt=booking)
    reopened = DossierEvent.objects.filter(
        after_letter | after_booking, dossier=OuterRef("dossier"), transition="reopen"
    )
    return Exists(forms.filter(~Exists(reopened)))


def _wanted(fate: LetterFate, scope: Scope) -> Q:
    if fate is LetterFate.EXEMPT:
        return EXEMPTED
    has_letter = Q(_has_letter(scope))
    return ~EXEMPTED & (has_letter if fate is LetterFate.ISSUED else ~has_letter)

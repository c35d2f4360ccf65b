"""Which dossiers may be rated, and what the ratings say; only together with enough others."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from common.clock import local_date
from dossiers.models import Dossier
from dossiers.queries.public import ANSWERED
from feedback.models import Contacts, Grade, RatedDossier, Rating
from policies.catalogue import PolicyKey
from policies.queries import number


@dataclass(frozen=True)
class Shares:
    """Ratings of one center: how many, and shares in percent; None where there are too few to be shown."""

    center: str
    count: int
    satisfied: float | None  # overall: satisfied or very satisfied
    attitude: float | None
    one_visit: float | None  # once or not at all

    @property
    def is_shown(self) -> bool:
        return self.satisfied is not None


def may_rate(dossier: Dossier, at: datetime) -> bool:
    """Whether its applicant may rate it now, once."""
    end = dossier.delivered_at or dossier.ended_at
    if dossier.status not in ANSWERED or end is None:
        return False
    return at <= end + timedelta(days=number(PolicyKey.RATING_OPEN_DAYS, on=local_date(at)))


def is_rated(dossier: Dossier) -> bool:
    return RatedDossier.objects.filter(dossier=dossier).exists()


def shares_of(centers: Collection[int], *, first: date, last: date, at: datetime) -> Sequence[Shares]:
    """By center, months that begin within the days; one statement."""
    least = number(PolicyKey.RATING_LEAST_SHOWN, on=local_date(at))
    rows = (
        Rating.objects.filter(center__in=list(centers), month__gte=first.replace(day=1), month__lte=last)
        .values("center__name")
        .annotate(
            count=Count("pk"),
            satisfied=Count("pk", filter=Q(overall__gte=Grade.SATISFIED)),
            attitude=Count("pk", filter=Q(attitude__gte=Grade.SATISFIED)),
            one_visit=Count("pk", filter=Q(contacts=Contacts.ONCE)),
        )
        .order_by("center__name_sort")
    )
    return [_shares(row, least) for row in rows]


def dislikes(place: Mapping[str, Collection[int]], *, first: date, last: date, at: datetime) -> int | None:
    """How many were not satisfied, in months that begin within the days; None while there are too few to be shown.

    Places as in `grades_of`.
    """
    least = number(PolicyKey.RATING_LEAST_SHOWN, on=local_date(at))
    rows = Rating.objects.filter(month__gte=first.replace(day=1), month__lte=last, **place)
    found = rows.aggregate(count=Count("pk"), bad=Count("pk", filter=Q(overall=Grade.NOT_SATISFIED)))
    return found["bad"] if found["count"] >= least else None


@dataclass(frozen=True)
class Grades:
    """Answers to one question, by value; `by_value` is None while there are too few to be shown."""

    question: str
    count: int
    by_value: Mapping[int, int] | None

    @property
    def mean(self) -> float | None:
        """From 0 (worst) to 2 (best)."""
        if not self.by_value:
            return None
        return sum(value * number for value, number in self.by_value.items()) / self.count


QUESTIONS: Mapping[str, type[Grade] | type[Contacts]] = {"overall": Grade, "attitude": Grade, "contacts": Contacts}


def grades_of(place: Mapping[str, Collection[int]], *, first: date, last: date, at: datetime) -> Sequence[Grades]:
    """By question, of receiving centers or deciding units (`center__in`, `unit__in`; nothing: all).

    Months as in `shares_of`.
    """
    least = number(PolicyKey.RATING_LEAST_SHOWN, on=local_date(at))
    rows = Rating.objects.filter(month__gte=first.replace(day=1), month__lte=last, **place)
    counts = {
        f"{question}_{value}": Count("pk", filter=Q(**{question: value}))
        for question, values in QUESTIONS.items()
        for value in values.values
    }
    found = rows.aggregate(count=Count("pk"), **counts)
    return [
        Grades(
            question,
            found["count"],
            {value: found[f"{question}_{value}"] for value in values.values} if found["count"] >= least else None,
        )
        for question, values in QUESTIONS.items()
    ]


def _shares(row: Mapping[str, Any], least: int) -> Shares:
    count = row["count"]
    parts = {name: 100 * row[name] / count if count >= least else None for name in NAMES}
    return Shares(center=row["center__name"], count=count, **parts)


NAMES = ("satisfied", "attitude", "one_visit")

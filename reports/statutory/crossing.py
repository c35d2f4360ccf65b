"""Dossiers that are received in one place, decided in another, returned in a third (Decree 118/2025/NĐ-CP, art. 14).

Numbers come from the ledger, which keeps the receiving center and the deciding unit of every booking. Times come from
the legs of the latest endings: on the way from the handing over to its confirmation, late beyond the share of a step,
for whoever held the dossier. Late minutes are working minutes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import F, Q

from centers.models import Center
from dossiers.calendars import SHELF
from dossiers.measures import Measure
from dossiers.models import LedgerEntry, Leg
from reports.left_out import KNOWN
from reports.measures import TOTAL, By, Figures, by_level
from reports.queries import Scope, booked_by

LATEST = 500  # endings whose legs are looked at
ENDINGS = (Measure.EARLY, Measure.ON_TIME, Measure.LATE, Measure.RETURNED, Measure.WITHDRAWN)


@dataclass
class Ways:
    """Of some dossiers: working minutes of each way there and back, and late ones before, at, and after who decides."""

    there: list[int] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    late_before: int = 0
    late_deciding: int = 0
    late_after: int = 0


def hours(minutes: list[int]) -> float | None:
    """The median in hours; None of nothing."""
    return round(median(minutes) / 60, 1) if minutes else None


@dataclass(frozen=True)
class Side:
    """By key of the other place: figures, and the ways of their dossiers."""

    figures: Mapping[int, Figures]
    ways: Mapping[int, Ways]


def for_others(scope: Scope, center: Center) -> Side:
    """What the center received, by deciding unit. Three statements."""
    return _side(scope, center, By.RECEIVING, "unit_id")


def by_others(scope: Scope, center: Center) -> Side:
    """What the unit of the center decides, by receiving center. Three statements."""
    return _side(scope, center, By.DECIDING, "center_id")


def _side(scope: Scope, center: Center, by: By, other: str) -> Side:
    here = replace(scope, center=center, by=by)
    figures = {place: by_level(rows)[TOTAL] for place, rows in booked_by(here, other).items()}
    return Side(figures, _ways(here, other))


def _ways(here: Scope, other: str) -> dict[int, Ways]:
    """The legs of the latest endings that crossed from one place to another."""
    assert here.center is not None
    center = here.center
    crossed = ~Q(unit=center.unit_id) if here.by is By.RECEIVING else ~Q(center=center.pk)
    place = {"center": center.pk} if here.by is By.RECEIVING else {"unit": center.unit_id}
    endings = LedgerEntry.objects.filter(
        crossed, KNOWN, **place, measure__in=ENDINGS, day__range=(here.start, here.until)
    ).order_by("-day", "-pk")
    places = dict(endings.values_list("dossier", other)[:LATEST])
    legs = Leg.objects.filter(dossier__in=places, confirmed_at__isnull=False).order_by("dossier", "number")
    found: dict[int, Ways] = {}
    rows = legs.values_list("dossier", *COLUMNS).annotate(calendar=F("dossier__calendar_version"))
    for pk, group in _by_dossier(rows).items():
        _follow(found.setdefault(places[pk], Ways()), group)
    return found


COLUMNS = (
    "from_office__unit",
    "office__unit",
    "dossier__deciding_unit",
    "given_at",
    "confirmed_at",
    "ended_at",
    "step_due_at",
)


def _by_dossier(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = {}
    for pk, *row in rows:
        found.setdefault(pk, []).append(tuple(row))
    return found


def _follow(ways: Ways, legs: Iterable[tuple[Any, ...]]) -> None:
    """One dossier along its legs."""
    has_been_there = False
    for giver, office, decides, given_at, confirmed_at, ended_at, due_at, calendar in legs:
        if office == decides and giver != decides:
            ways.there.append(_minutes(calendar, given_at, confirmed_at))
        elif giver == decides and office != decides:
            ways.back.append(_minutes(calendar, given_at, confirmed_at))
        has_been_there = has_been_there or office == decides
        late = _minutes(calendar, due_at, ended_at)
        if office == decides:
            ways.late_deciding += late
        elif has_been_there:
            ways.late_after += late
        else:
            ways.late_before += late


def _minutes(calendar: int | None, start: datetime | None, end: datetime | None) -> int:
    if calendar is None or start is None or end is None or end <= start:
        return 0
    return SHELF[calendar].working_minutes_between(start, end)


def returned_elsewhere(scope: Scope, center: Center) -> int:
    """Of what the center received in the period, how many results are wanted at another center. One statement."""
    rows = LedgerEntry.objects.filter(
        center=center, measure=Measure.RECEIVED, day__range=(scope.start, scope.until)
    ).exclude(dossier__return_center=center)
    return rows.count()

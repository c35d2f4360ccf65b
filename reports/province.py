"""All centers of a province side by side: volume beside rate, how sure that is, where it moves, what is doubtful.

Three statements for any number of centers (the period, the one before, and how long results took), one for the
deciding units, and two for the legs of the latest late endings.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import MAXYEAR, date
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from centers.models import Center, Unit
from common.text import fold
from dossiers.calendars import SHELF
from dossiers.measures import Measure
from dossiers.models import LedgerEntry, Leg

from . import durations, honesty
from .durations import Spread
from .intervals import Interval, wilson
from .left_out import KNOWN
from .measures import TOTAL, By, Figures, by_level
from .pages import behind_address, overview_address, total_address
from .periods import ONE_DAY, Period, month_before, month_of, reporting_period_before, reporting_period_of
from .queries import Account, Scope, accounts_by_place, booked_by

LATEST = 500  # late endings whose legs are looked at
NOTHING = Account(by_level(()), honesty.by_level(()))
OPENED = {"received": "received.total", "resolved": "resolved.total", "overdue": "pending.overdue"}
OPENED_BY_UNIT = {"resolved": "resolved.total", "late": "resolved.late"}
NOTEWORTHY = Decimal("0.5")  # percentage points from which on anybody cares


@dataclass(frozen=True)
class CenterLine:
    """One center. Rates in percent or None; `before` is the legal rate of the period before.

    `opens`: the dossiers behind "received", "resolved", "overdue". Where they are out of reach there are no addresses,
    and None stands for a number that is withheld (`withholding.py`): a small one, or one of `kept_back`.
    """

    center: int
    name: str
    href: str
    received: int | None
    resolved: int | None
    overdue: int | None
    legal: Decimal | None
    interval: Interval | None
    before: Decimal | None
    resolved_before: int
    direction: str  # "up", "down", "same" (nothing that chance does not explain), "" where one of both is unknown
    moved: Decimal | None
    citizen: Decimal | None
    available: int  # results that count for the citizen's rate
    doubtful: Decimal | None
    judged: int  # endings on time that are judged at all
    doubtful_number: int
    doubtful_href: str
    took: Spread | None
    opens: Mapping[str, str] = field(default_factory=dict)
    kept_back: frozenset[str] = frozenset()

    @property
    def is_quiet(self) -> bool:
        """Nothing came, ended or is overdue: there is nothing to compare. What is withheld is not nothing."""
        return self.received == self.resolved == self.overdue == 0

    @property
    def bar(self) -> tuple[str, str, str] | None:
        """Where the interval begins, how wide it is, and the rate itself, as SVG wants them."""
        if self.interval is None or self.legal is None:
            return None
        low, high = self.interval.low, self.interval.high
        return f"{low:.1f}%", f"{max(high - low, 0.5):.1f}%", f"{self.legal}%"


@dataclass(frozen=True)
class UnitLine:
    """One deciding unit; `late_hours` working hours beyond the share of its steps, of the latest late endings.

    `opens`: the dossiers behind "resolved" and "late". `…_elsewhere`: of what others than the centers of the reader
    received. None stands for a number that is withheld, as in `CenterLine`.
    """

    unit: int
    name: str
    resolved: int | None
    late: int | None
    rate: Decimal | None
    late_legs: int | None
    late_hours: float | None
    opens: Mapping[str, str] = field(default_factory=dict)
    resolved_elsewhere: int = 0
    legs_elsewhere: int = 0
    kept_back: frozenset[str] = frozenset()


def _number(value: Decimal | int | None) -> tuple[bool, Decimal | int]:
    return (value is not None, value if value is not None else 0)


SORTS: Mapping[str, tuple[Any, Callable[[CenterLine], Any]]] = {
    "tiep-nhan": (_("Received"), lambda line: _number(line.received)),
    "giai-quyet": (_("Resolved"), lambda line: _number(line.resolved)),
    "qua-han": (_("Pending and overdue"), lambda line: _number(line.overdue)),
    "dung-han": (_("Legal rate"), lambda line: _number(line.legal)),
    "nguoi-dan": (_("Citizen's rate"), lambda line: _number(line.citizen)),
    "can-xem-lai": (_("Doubtful rate"), lambda line: _number(line.doubtful)),
}
"""What the address may ask the table to be sorted by, highest first; anything else: the names."""


def period_before(scope: Scope) -> Period:
    """The month before a month, the 15th–14th before one, else as many days before."""
    asked, last = Period(scope.start, scope.end), scope.start - ONE_DAY
    if scope.end.year < MAXYEAR:  # no month follows the last one of the calendar
        if asked == month_of(scope.start):
            return month_before(scope.start)
        if asked == reporting_period_of(scope.start):
            return reporting_period_before(scope.start)
    return Period(last - min(scope.end - scope.start, last - date.min), last)


def center_lines(scope: Scope, centers: Sequence[Center], query: Mapping[str, str]) -> list[CenterLine]:
    """In the order of `centers`. Three statements."""
    earlier = period_before(scope)
    now = accounts_by_place(replace(scope, center=None, by=By.RECEIVING))
    until = min(earlier.end, scope.until)
    before = accounts_by_place(Scope(None, earlier.start, earlier.end, By.RECEIVING, until, within=scope.within))
    took = durations.by_center(scope, [one.pk for one in centers])
    return [
        _line(one, now.get(one.pk, NOTHING), before.get(one.pk, NOTHING), took.get(one.pk), query) for one in centers
    ]


def _line(center: Center, now: Account, before: Account, took: Spread | None, query: Mapping[str, str]) -> CenterLine:
    figures, honest = now.figures[TOTAL], now.honesty[TOTAL]
    then = before.figures[TOTAL]
    legal, earlier = figures.on_time_rate, then.on_time_rate
    asked = {**query, "center": center.slug, "by": By.RECEIVING.value}
    return CenterLine(
        center=center.pk,
        name=center.unit.name,
        href=overview_address({name: given for name, given in asked.items() if name != "back"}),
        received=figures.received.total,
        resolved=figures.resolved.total,
        overdue=figures.pending.overdue,
        legal=legal,
        interval=_interval(figures),
        before=earlier,
        resolved_before=then.resolved.total,
        direction=direction_of(figures, then),
        moved=None if legal is None or earlier is None else legal - earlier,
        citizen=honest.citizen_rate,
        available=honest.citizen.on_time + honest.citizen.late,
        doubtful=honest.doubtful_rate,
        judged=honest.kept.total - honest.kept.exempt,
        doubtful_number=honest.kept.doubtful,
        doubtful_href=behind_address("kept.doubtful", TOTAL, asked) if honest.kept.doubtful else "",
        took=took,
        opens=_opened(figures, asked, OPENED),
    )


def _opened(figures: Figures, query: Mapping[str, str], keys: Mapping[str, str]) -> dict[str, str]:
    """By name: the dossiers behind a figure, "" where there are none."""
    return {name: total_address(key, figures, query) for name, key in keys.items()}


def _interval(figures: Figures) -> Interval | None:
    return wilson(figures.resolved.early + figures.resolved.on_time, figures.resolved.total)


def direction_of(now: Figures, before: Figures) -> str:
    """Of the legal rate, as `CenterLine.direction`.

    A change is told only where the intervals of both periods lie apart: of 99 centers hardly one does so by chance.
    """
    rate, earlier, span, span_before = now.on_time_rate, before.on_time_rate, _interval(now), _interval(before)
    if rate is None or earlier is None or span is None or span_before is None:
        return ""
    if span.overlaps(span_before) or abs(rate - earlier) < NOTEWORTHY:
        return "same"
    return "up" if rate > earlier else "down"


def in_order(lines: Sequence[CenterLine], wish: str) -> list[CenterLine]:
    """Sorted by one of `SORTS`, highest first; by name for anything else."""
    return sorted(lines, key=SORTS[wish][1], reverse=True) if wish in SORTS else list(lines)


def named(lines: Sequence[CenterLine], wanted: str) -> list[CenterLine]:
    """Those whose name has these words in it, with or without accents and spaces; all of them for no word."""
    return [line for line in lines if _letters(wanted) in _letters(line.name)]


def _letters(name: str) -> str:
    """So that "sapa" finds Sa Pa."""
    return fold(name).replace(" ", "")


def doubtful_list(lines: Sequence[CenterLine]) -> list[CenterLine]:
    """Centers with doubtful endings, the highest share first; of equal shares the one with more of them."""
    found = [line for line in lines if line.doubtful_number]
    return sorted(found, key=lambda line: (line.doubtful or 0, line.doubtful_number), reverse=True)


def unit_lines(
    scope: Scope, centers: Collection[Center], query: Mapping[str, str], own: Collection[Center] = ()
) -> list[UnitLine]:
    """Who decides what the centers received, most late endings first, with the late hours of its own legs.

    Four statements; one more for the part of the centers `own`.
    """
    everywhere = replace(scope, center=None, by=By.RECEIVING)
    booked = booked_by(everywhere, "unit_id")
    found = {pk: by_level(rows)[TOTAL] for pk, rows in booked.items()}
    here = booked_by(replace(everywhere, within=tuple(own)), "unit_id") if own else {}
    names = dict(Unit.objects.filter(pk__in=list(found)).values_list("pk", "name"))
    legs = late_legs(scope, [one.pk for one in centers], {one.pk for one in own})
    rows = [
        (one.resolved.late, legs.hours(pk), one.resolved.total, names[pk], pk)
        for pk, one in found.items()
        if one.resolved.total or legs.counted[pk]
    ]
    rows.sort(key=lambda row: (-row[0], -row[1], -row[2], row[3]))
    return [
        UnitLine(
            pk,
            name,
            resolved,
            late,
            found[pk].on_time_rate,
            legs.counted[pk],
            round(late_hours, 1),
            _opened(found[pk], {**query, "unit": str(pk)}, OPENED_BY_UNIT),
            resolved - by_level(here.get(pk, ()))[TOTAL].resolved.total,
            legs.elsewhere[pk],
        )
        for late, late_hours, resolved, name, pk in rows
    ]


@dataclass(frozen=True)
class LateLegs:
    """By unit: legs that went over their share, those of them of other centers than one's own, and working minutes."""

    counted: Counter[int]
    elsewhere: Counter[int]
    minutes: Counter[int]

    def hours(self, unit: int) -> float:
        return self.minutes[unit] / 60


def late_legs(scope: Scope, centers: Collection[int], own: Collection[int] = ()) -> LateLegs:
    """Of the latest late endings, by how much they went over their share."""
    late = LedgerEntry.objects.filter(
        KNOWN, center__in=centers, measure=Measure.LATE, day__range=(scope.start, scope.until)
    ).order_by("-day", "-pk")
    dossiers = list(late.values_list("dossier", flat=True)[:LATEST])
    rows = Leg.objects.filter(dossier__in=dossiers, ended_at__gt=F("step_due_at")).order_by("pk")
    found = LateLegs(Counter(), Counter(), Counter())
    columns = ("office__unit", "dossier__receiving_center", "dossier__calendar_version", "step_due_at", "ended_at")
    for unit, center, version, due_at, ended_at in rows.values_list(*columns):
        found.counted[unit] += 1
        found.elsewhere[unit] += center not in own
        found.minutes[unit] += SHELF[version].working_minutes_between(due_at, ended_at)
    return found

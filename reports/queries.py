"""From the ledger to figures, and from a figure back to its dossiers. Reads totals plus the entries not yet in them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Sum, When

from centers.models import Center
from common.clock import end_of_day, local_date, start_of_day
from common.replica import reading
from dossiers.measures import STOCKS, Measure
from dossiers.models import Channel, Dossier, DossierEvent, LedgerEntry, Source
from dossiers.models.dossier import ASSISTED

from . import honesty
from .honesty import Honesty
from .measures import TOTAL, By, Figures, Row, Window, by_level

COLUMNS = {By.RECEIVING: "center_id", By.DECIDING: "unit_id"}
RATED = {By.RECEIVING: "center", By.DECIDING: "unit"}


@dataclass(frozen=True)
class Scope:
    """What a report covers: a center (none: all of them), a period with both its days, and for whom dossiers count.

    `until` is the day at whose end stocks are taken: the end of the period, or today if that comes first. `asked_at` is
    the moment of the question, where one is known. `within`: without a center, only these together.
    """

    center: Center | None
    start: date
    end: date
    by: By
    until: date
    asked_at: datetime | None = None
    within: tuple[Center, ...] | None = None

    @classmethod
    def of(
        cls,
        center: Center | None,
        start: date,
        end: date,
        by: By | str,
        at: datetime,
        within: tuple[Center, ...] | None = None,
    ) -> "Scope":
        return cls(center, start, end, By(by), min(end, local_date(at)), at, within)

    @property
    def cut(self) -> datetime:
        """The last moment that the report covers, for what is told by moments: the end of `until`, or the question."""
        last = end_of_day(self.until)
        return last if self.asked_at is None else min(last, self.asked_at)

    @property
    def place(self) -> int | None:
        """The id that the ledger column of `by` must have."""
        if self.center is None:
            return None
        return self._place(self.center)

    @property
    def centers(self) -> list[int] | None:
        """The ids of the centers it covers, for what is counted by center only; None: all there are."""
        chosen = self._chosen
        return None if chosen is None else [center.pk for center in chosen]

    @property
    def places(self) -> list[int] | None:
        """The ids that the ledger column of `by` may have; None: any."""
        chosen = self._chosen
        return None if chosen is None else [self._place(center) for center in chosen]

    @property
    def of_place(self) -> str:
        """The condition on the ledger as SQL, with the parameters of `placed`; "" for all there is."""
        if self.place is not None:
            return f"AND {COLUMNS[self.by]} = %(place)s"
        return "" if self.within is None else f"AND {COLUMNS[self.by]} = ANY(%(places)s)"

    @property
    def placed(self) -> dict[str, Any]:
        return {"place": self.place, "places": self.places}

    @property
    def booked_here(self) -> Q:
        """The same condition on ledger entries."""
        return Q() if self.places is None else Q(**{f"{COLUMNS[self.by]}__in": self.places})

    def of_dossiers(self, prefix: str = "") -> Q:
        """The same condition on dossiers; `prefix` leads to them."""
        column = "receiving_center" if self.by is By.RECEIVING else "deciding_unit"
        return Q() if self.places is None else Q(**{f"{prefix}{column}__in": self.places})

    @property
    def of_ratings(self) -> dict[str, list[int]]:
        """The same condition on ratings."""
        return {} if self.places is None else {f"{RATED[self.by]}__in": self.places}

    @property
    def _chosen(self) -> tuple[Center, ...] | None:
        return self.within if self.center is None else (self.center,)

    def _place(self, center: Center) -> int:
        return center.pk if self.by is By.RECEIVING else center.unit_id


def figures(
    center: Center | None, start: date, end: date, by: By | str = By.RECEIVING, *, at: datetime
) -> dict[str, Figures]:
    """The figures of every level and "total" from `start` to `end`, as known at `at`. One statement."""
    scope = Scope.of(center, start, end, by, at)
    return by_level(row for _place, row in _rows(scope, "NULL::bigint"))


@dataclass(frozen=True)
class Account:
    """The figures of every level and "total", and what stands beside them."""

    figures: dict[str, Figures]
    honesty: dict[str, Honesty]


def booked(scope: Scope) -> list[Row]:
    """All bookings of one place and period, added up by level, channel, who filed and measure. One statement."""
    return [row for _place, row in _rows(scope, "NULL::bigint")]


def booked_by(scope: Scope, column: str) -> dict[int, list[Row]]:
    """The same by "center_id" or "unit_id": what a place received for whom, or who received for it. One statement."""
    found: dict[int, list[Row]] = {}
    for place, row in _rows(scope, column):
        found.setdefault(place, []).append(row)
    return found


def account(scope: Scope) -> Account:
    """Everything that a page tells about one place and period. One statement."""
    rows = booked(scope)
    return Account(by_level(rows), honesty.by_level(rows))


def accounts_by_place(scope: Scope) -> dict[int | None, Account]:
    """The same for every center (deciding: unit) with bookings up to the end, by id; None: all together.

    One statement.
    """
    rows: dict[int | None, list[Row]] = {None: []}
    for place, row in _rows(replace(scope, center=None), COLUMNS[scope.by]):
        rows.setdefault(place, []).append(row)
        rows[None].append(row)
    return {place: Account(by_level(found), honesty.by_level(found)) for place, found in rows.items()}


def figures_by_place(
    start: date, end: date, by: By, *, at: datetime, within: tuple[Center, ...] | None = None
) -> dict[int | None, dict[str, Figures]]:
    """Their figures alone. One statement."""
    found = accounts_by_place(Scope.of(None, start, end, by, at, within))
    return {place: account.figures for place, account in found.items()}


ADDED_UP = """
SELECT {place}, level, channel, filed_by, measure,
       coalesce(sum(n) FILTER (WHERE first < %(start)s), 0),
       coalesce(sum(n) FILTER (WHERE first >= %(start)s), 0),
       sum(n)
FROM (
    SELECT center_id, unit_id, level, channel, filed_by, measure, first, n FROM dossiers_ledgerspan
    WHERE span = 'month' AND (first < %(start_month)s AND measure = ANY(%(stocks)s)
                              OR first >= %(full_from)s AND first < %(full_to)s) {of_place}
    UNION ALL
    SELECT center_id, unit_id, level, channel, filed_by, measure, first, n FROM dossiers_ledgerspan
    WHERE span = 'day' AND first <= %(until)s
          AND (first >= %(start_month)s AND first < %(full_from)s OR first >= %(full_to)s) {of_place}
    UNION ALL
    SELECT center_id, unit_id, level, channel, filed_by, measure, day, n FROM dossiers_ledgerentry
    WHERE NOT totalled AND day <= %(until)s AND (measure = ANY(%(stocks)s) OR day >= %(start)s) {of_place}
) booked
GROUP BY 1, 2, 3, 4, 5
"""
"""Months that lie wholly before or within the period, the days of those that do not, and what is not added up yet.

Flows before the period fall out where figures are made: they are counted within only.
"""


def _rows(scope: Scope, place: str) -> Iterator[tuple[int, Row]]:
    given = {**_months(scope), **scope.placed, "start": scope.start, "until": scope.until, "stocks": sorted(STOCKS)}
    with reading().cursor() as cursor:
        cursor.execute(ADDED_UP.format(place=place, of_place=scope.of_place), given)
        for found, level, channel, filed_by, measure, *sums in cursor.fetchall():
            yield found, Row(level, channel, filed_by, Measure(measure), *map(int, sums))


def _months(scope: Scope) -> dict[str, date]:
    """Where whole months can be taken: `full_from` to before `full_to`, and all before `start_month`.

    Without a whole month in between both are one day, and all days are read one by one.
    """
    start = min(scope.start, scope.until + timedelta(days=1))  # a period may lie in the future
    start_month = start.replace(day=1)
    full_from = start_month if start == start_month else _next_month(start_month)
    full_to = (scope.until + timedelta(days=1)).replace(day=1)
    if full_to <= full_from:
        full_from = full_to = max(full_from, full_to)
    return {"start_month": start_month, "full_from": full_from, "full_to": full_to}


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def behind(key: str, level: str, scope: Scope, among: list[int] | None = None) -> QuerySet[LedgerEntry, Any]:
    """The dossiers behind a figure: rows of `dossier` and `times`, whose sum is the figure; or those `among` some.

    `times` is 1 but where something happened twice in the period (resolved, reopened, resolved), or −1 where it moved
    away. KeyError for a figure that is not defined.
    """
    definition = honesty.definition_of(key)
    entries = LedgerEntry.objects.filter(
        _days(definition.window, scope), scope.booked_here, measure__in=definition.terms
    )
    if among is not None:
        entries = entries.filter(dossier__in=among)
    elif set(definition.terms) == {Measure.OVERDUE}:
        entries = entries.filter(dossier__in=overdue_on(scope))
    elif definition.window is not Window.WITHIN and scope.place is None:
        entries = entries.filter(dossier__in=_running(_after(last_day(definition.window, scope))).values("pk"))
    if level != TOTAL:
        entries = entries.filter(level=level)
    if definition.channel is not None:
        entries = entries.filter(channel=definition.channel)
    if definition.assisted:
        entries = entries.filter(filed_by__in=ASSISTED)
    minus = [measure for measure, sign in definition.terms.items() if sign < 0]
    times = Sum(Case(When(measure__in=minus, then=-F("n")), default=F("n")) if minus else F("n"))
    return entries.values("dossier").annotate(times=times).exclude(times=0).order_by()


def overdue_on(scope: Scope) -> list[int]:
    """The dossiers that were overdue at the end of a scope: few, while every dossier has bookings of that stock."""
    booked = LedgerEntry.objects.filter(scope.booked_here, measure=Measure.OVERDUE, day__lte=scope.until)
    if scope.place is None:
        booked = booked.filter(dossier__in=_running_late(_after(scope.until)))
    return list(booked.values("dossier").annotate(n=Sum("n")).exclude(n=0).order_by().values_list("dossier", flat=True))


def _running(at: datetime) -> QuerySet[Dossier]:
    """All that a stock of that moment can hold: whatever had ended by then for the last time is in none."""
    return Dossier.objects.filter(Q(ended_at=None) | Q(ended_at__gte=at)).order_by()


def _after(day: date) -> datetime:
    """The first moment after a day."""
    return start_of_day(day + timedelta(days=1))


def _running_late(at: datetime) -> list[int]:
    """Of what was running then: past the due date that it has now, or that was moved later on."""
    moved = DossierEvent.objects.filter(transition__in=MOVING, at__gte=at).order_by().values("dossier")
    by_date, by_event = _running(at).filter(due_at__lt=at), _running(at).filter(pk__in=moved)
    return [pk for (pk,) in by_date.values_list("pk").union(by_event.values_list("pk"))]  # an index for each


MOVING = ("reopen", "reschedule", "reclassify")  # what moves the due date of a dossier that is late


def days_of_figures(scope: Scope) -> Q:
    """The bookings that any figure of a period adds up: flows within it, stocks up to its end."""
    return Q(day__gte=scope.start, day__lte=scope.end) | Q(measure__in=STOCKS, day__lte=scope.end)


def _days(window: Window, scope: Scope) -> Q:
    if window is Window.WITHIN:
        return Q(day__gte=scope.start, day__lte=scope.until)
    return Q(day__lte=last_day(window, scope))


def last_day(window: Window, scope: Scope) -> date:
    """The last day whose bookings a figure adds up."""
    return min(scope.start - timedelta(days=1), scope.until) if window is Window.BEFORE else scope.until


def assumed_post(scope: Scope) -> int:
    """How many replayed dossiers of the scope came by post only by assumption (reports/facts/sa_pa_2025_07.json)."""
    replayed = Dossier.objects.filter(
        scope.of_dossiers(),
        source=Source.REPLAY,
        channel=Channel.POST,
        received_at__gte=start_of_day(scope.start),
        received_at__lte=end_of_day(scope.until),
    )
    return replayed.count()

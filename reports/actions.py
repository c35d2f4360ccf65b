"""Computes the on-time rates that leaders see, each with the moment of its computation."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import OperationalError, connection, transaction
from django.db.models import Max

from centers.models import Center
from common.clock import local_date
from dossiers.models import LedgerEntry

from . import periods, queries
from .measures import TOTAL, By, Figures
from .models import NamedPeriod, PeriodKind, RateSnapshot
from .periods import Period

WAIT_FOR_WRITERS = "2s"  # how long a booking may have to wait while the last entry is looked up


@dataclass(frozen=True)
class Wanted:
    """A period to compute, and what kind of period it is."""

    kind: PeriodKind
    period: Period


def compute_snapshots(*, at: datetime, over_too: bool = True) -> int:
    """Compute the rates of all wanted periods, for every center with bookings and for all together.

    A period that is over is computed again only when a booking of it has arrived since, and not at all with `over_too`
    False. Returns the number of snapshots written. Safe to run twice and side by side.
    """
    through, today, written = _last_entry(), local_date(at), 0
    for wanted in wanted_periods(today):
        is_over = wanted.period.is_over(today)
        if is_over and (through is None or not over_too):
            continue
        for by in By:
            places = _places_to_renew(wanted.period, by) if is_over else None
            if places is None or places:
                written += _compute(wanted, by, places, through or 0, at)
    return written


def wanted_periods(today: date) -> list[Wanted]:
    """This and last month, this and last 15th to 14th, this year, every named period that has begun; each once."""
    kinds = {Period(named.start, named.end): PeriodKind.NAMED for named in NamedPeriod.objects.filter(start__lte=today)}
    for kind, period in (
        (PeriodKind.MONTH, periods.month_of(today)),
        (PeriodKind.MONTH, periods.month_before(today)),
        (PeriodKind.REPORTING, periods.reporting_period_of(today)),
        (PeriodKind.REPORTING, periods.reporting_period_before(today)),
        (PeriodKind.YEAR, periods.year_of(today)),
    ):
        kinds.setdefault(period, kind)
    return [Wanted(kind, period) for period, kind in kinds.items()]


def _places_to_renew(period: Period, by: By) -> set[int] | None:
    """Centers (deciding: units) of a period that is over for which a booking has arrived since its computation.

    None: all of them, because it was last computed before it was over, or never.
    """
    last = RateSnapshot.objects.filter(
        center=None, period_start=period.start, period_end=period.end, by=by, level=TOTAL
    ).first()
    if last is None or local_date(last.computed_at) < period.end:
        return None
    arrived = LedgerEntry.objects.filter(id__gt=last.through_entry, day__lte=period.end).order_by()
    return set(arrived.values_list(queries.COLUMNS[by], flat=True).distinct())


def _compute(wanted: Wanted, by: By, places: set[int] | None, through: int, at: datetime) -> int:
    """The snapshots of one period for some places (None: all), and those of all centers together."""
    found = queries.figures_by_place(wanted.period.start, wanted.period.end, by, at=at)
    rows = list(_snapshots(wanted, by, None, found.pop(None), through, at))
    for center in Center.objects.all():
        place = center.pk if by is By.RECEIVING else center.unit_id
        if place in found and (places is None or place in places):
            rows += _snapshots(wanted, by, center.pk, found[place], through, at)
    _write(rows)
    return len(rows)


def _snapshots(
    wanted: Wanted, by: By, center: int | None, levels: Mapping[str, Figures], through: int, at: datetime
) -> Iterator[RateSnapshot]:
    for level, figures in levels.items():
        yield RateSnapshot(
            center_id=center,
            period_kind=wanted.kind,
            period_start=wanted.period.start,
            period_end=wanted.period.end,
            by=by,
            level=level,
            computed_at=at,
            figures=figures.as_json(),
            on_time_rate=figures.on_time_rate,
            through_entry=through,
        )


def _write(rows: Iterable[RateSnapshot]) -> None:
    """New rows, or new content for those that are there; in one order, so that two workers never block each other."""
    RateSnapshot.objects.bulk_create(
        sorted(rows, key=lambda row: (row.center_id or 0, row.level)),
        update_conflicts=True,
        unique_fields=["center", "period_start", "period_end", "by", "level"],
        update_fields=["period_kind", "computed_at", "figures", "on_time_rate", "through_entry"],
        batch_size=1000,
    )


def _last_entry() -> int | None:
    """The last ledger entry; none with a smaller id can still come. None when that could not be made sure.

    Ids are given before their transaction ends. So bookings on their way are waited for and new ones wait, for two
    seconds at most; when somebody books for longer, periods that are over wait for the next run.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{WAIT_FOR_WRITERS}'")
            cursor.execute(f"LOCK TABLE {LedgerEntry._meta.db_table} IN SHARE MODE")
            return LedgerEntry.objects.aggregate(last=Max("id"))["last"] or 0
    except OperationalError:
        return None

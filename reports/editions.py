"""Periods that a person has closed: what the figures were, whether they still are, and which dossiers changed since."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from common.clock import start_of_day
from dossiers.measures import STOCKS, TOOK, Measure
from dossiers.models import DossierEvent, LedgerEntry

from . import honesty, labels
from .measures import LEVELS, By, Row, by_level
from .models import Edition
from .queries import COLUMNS, Account, Scope, account, days_of_figures

BOOKED = """
SELECT e.measure, e.level, e.channel, e.filed_by, e.dossier_id,
       coalesce(sum(e.n) FILTER (WHERE e.day < %(start)s), 0), coalesce(sum(e.n) FILTER (WHERE e.day >= %(start)s), 0)
FROM dossiers_ledgerentry e
JOIN dossiers_dossierevent ev ON ev.dossier_id = e.dossier_id AND ev.number = e.event_number
WHERE e.day <= %(end)s AND e.measure <> ALL(%(took)s) AND (e.measure = ANY(%(stocks)s) OR e.day >= %(start)s)
      AND ev.recorded_at <= %(known_at)s {of_place}
GROUP BY 1, 2, 3, 4, 5
HAVING coalesce(sum(e.n) FILTER (WHERE e.day < %(start)s), 0) <> 0
    OR coalesce(sum(e.n) FILTER (WHERE e.day >= %(start)s), 0) <> 0
ORDER BY 1, 2, 3, 4, 5
"""
CHUNK = 20_000
RATES: Mapping[str, Any] = {
    "on_time_rate": _("On-time rate"),
    "citizen_rate": _("Citizen's rate"),
    "doubtful_rate": _("Doubtful"),
    "online_rate": _("Online rate"),
}


@dataclass(frozen=True)
class Frozen:
    """The figures of a period as known at a moment, how many dossiers stand behind them, and their hash (hex)."""

    account: Account
    dossiers: int
    dossiers_hash: str


def freeze(scope: Scope, known_at: datetime) -> Frozen:
    """Read booking by booking, in bounded memory. What was recorded after `known_at` is not in it."""
    of_place = "" if scope.place is None else f"AND e.{COLUMNS[scope.by]} = %(place)s"
    given = {
        "start": scope.start, "end": scope.end, "place": scope.place, "known_at": known_at, "stocks": sorted(STOCKS),
        "took": list(TOOK),
    }  # fmt: skip
    told, sums, dossiers = hashlib.sha256(), Counter[tuple[str, ...]](), set[int]()
    for *key, dossier, before, within in _streamed(BOOKED.format(of_place=of_place), given):
        told.update("|".join(map(str, (*key, dossier, before, within))).encode() + b"\n")
        dossiers.add(dossier)
        sums[(*key, "before")] += before
        sums[(*key, "within")] += within
    rows = [
        Row(key[1], key[2], key[3], Measure(key[0]), sums[(*key, "before")], sums[(*key, "within")],
            sums[(*key, "before")] + sums[(*key, "within")])
        for key in sorted({key[:4] for key in sums})
    ]  # fmt: skip
    return Frozen(Account(by_level(rows), honesty.by_level(rows)), len(dossiers), told.hexdigest())


def _streamed(statement: str, given: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement through a cursor of the server, so that memory stays small."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, given)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


def document(found: Account) -> dict[str, dict[str, Any]]:
    """By level: the figures as `ontime --json` prints them, and under "beside" what stands beside them."""
    return {
        level: {
            **found.figures[level].as_json(),
            "beside": {
                **{key: found.honesty[level].value(key) for key in honesty.DEFINITIONS},
                "citizen_rate": _number(found.honesty[level].citizen_rate),
                "doubtful_rate": _number(found.honesty[level].doubtful_rate),
            },
        }
        for level in LEVELS
    }


def _number(rate: Any) -> float | None:
    return None if rate is None else float(rate)


def scope_of(edition: Edition) -> Scope:
    return Scope(edition.center, edition.start, edition.end, By(edition.by), edition.end)


def value_in(edition: Edition, level: str, key: str) -> int:
    """A number of the edition by its dotted key."""
    return int(_told(edition.figures[level], key) or 0)


def rate_in(edition: Edition, level: str, key: str) -> float | None:
    """A rate of the edition by its name in `RATES`, in percent; None where there was nothing to divide by."""
    return _told(edition.figures[level], key)


def _told(figures: Mapping[str, Any], key: str) -> Any:
    """What the figures of a level tell of a key; None also where their definitions did not know it yet."""
    if key in honesty.DEFINITIONS or (key in RATES and key not in figures):
        return figures["beside"].get(key)
    group, _dot, name = key.partition(".")
    return figures[group][name] if name else figures[group]


@dataclass(frozen=True)
class Comparison:
    """One figure of one level: as closed, as it is now. A rate is None where there is nothing to divide by."""

    key: str
    level_key: str
    closed: float | None
    now: float | None

    @property
    def is_rate(self) -> bool:
        return self.key in RATES

    @property
    def label(self) -> str:
        return str(RATES[self.key]) if self.is_rate else labels.full(self.key)

    @property
    def level(self) -> Any:
        return labels.LEVELS[self.level_key]

    @property
    def difference(self) -> float | None:
        """Of rates in percentage points; None where one of both is unknown."""
        return None if self.closed is None or self.now is None else round(self.now - self.closed, 2)


def compared(edition: Edition) -> list[Comparison]:
    """Every figure and rate that is another one now than in the edition; empty when all are the same."""
    return changed(edition.figures, document(account(scope_of(edition))), (*labels.FIGURES, *labels.BESIDE, *RATES))


def corrected(older: Edition, newer: Edition) -> list[Comparison]:
    """What a later edition corrected, of all that everybody is shown."""
    return changed(older.figures, newer.figures, (*labels.FIGURES, *RATES))


def changed(then: Mapping[str, Any], now: Mapping[str, Any], keys: Sequence[str]) -> list[Comparison]:
    """Of two documents of figures. A number that the definitions of one of them did not know is no difference."""
    found = [
        Comparison(key, level, _told(then[level], key), _told(now[level], key)) for level in LEVELS for key in keys
    ]
    return [one for one in found if one.closed != one.now and (one.is_rate or None not in (one.closed, one.now))]


def late_events(edition: Edition) -> QuerySet[DossierEvent]:
    """What was recorded after the edition and changed its figures, newest first."""
    scope = scope_of(edition)
    entries = LedgerEntry.objects.filter(
        days_of_figures(scope), dossier=OuterRef("dossier"), event_number=OuterRef("number")
    )
    if scope.place is not None:
        entries = entries.filter(**{COLUMNS[scope.by]: scope.place})
    events = DossierEvent.objects.filter(Exists(entries), recorded_at__gt=edition.known_at)
    events = events.filter(at__lt=end_of(edition.end))
    return events.select_related("dossier__owner", "by").order_by("-recorded_at", "-pk")


def end_of(day: date) -> datetime:
    """The first moment after a local day."""
    return start_of_day(day + timedelta(days=1))


def latest(rows: QuerySet[Edition]) -> QuerySet[Edition]:
    """The last edition of each period and place."""
    newest = Edition.objects.order_by("center_id", "by", "start", "end", "-number")
    return rows.filter(pk__in=newest.distinct("center_id", "by", "start", "end").values("pk"))

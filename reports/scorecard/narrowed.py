"""Items of the scorecard that are a part of the dossiers received, or resolved, in the period: one condition each.

The same condition counts a part and opens its dossiers. Rows and papers are looked at as they are now: a dossier
received in July counts as handled online once its result exists, whenever the scorecard of July is asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Avg, Exists, F, OuterRef, Q, QuerySet

from accounts.models import GATEWAY_PREFIX
from common.clock import end_of_day
from common.signatures import Signed
from dossiers.lifecycle import Status
from dossiers.measures import Measure
from dossiers.models import (
    Channel,
    Charge,
    Dossier,
    LedgerEntry,
    LedgerTotal,
    Paper,
    PaperKind,
    Payment,
    PayMethod,
    Source,
)
from reports.measures import TOTAL, Figures
from reports.queries import Scope

from .promptness import Rows, added_up, entries_of, number_in

DAY = 86_400  # seconds
RECEIVED = (Measure.RECEIVED,)
RESOLVED = (Measure.EARLY, Measure.ON_TIME, Measure.LATE)


@dataclass(frozen=True)
class Part:
    """Of the bookings of `measures` within the period, those that fulfil `condition`."""

    measures: tuple[Measure, ...]
    condition: Q


_PAPERS = Paper.objects.filter(dossier=OuterRef("dossier"))
_HANDED_IN = _PAPERS.filter(kind__in=(PaperKind.APPLICATION, PaperKind.SUPPLEMENT))
_ON_PAPER = Q(originals__gt=0) | Q(certified__gt=0) | Q(copies__gt=0)
_CHARGED = Charge.objects.filter(dossier=OuterRef("dossier"), due_vnd__gt=0)
_TRANSFERS = Payment.objects.filter(
    dossier=OuterRef("dossier"), method__in=(PayMethod.BANK, PayMethod.GATEWAY), cancels=None, cancelled_by=None
)

E_RESULT = Q(Exists(_PAPERS.filter(kind=PaperKind.RESULT, signed=Signed.WHOLE.value)))
"""A file of the result that carries an electronic signature over all of it (not verified here)."""
NO_RESULT_DUE = Q(dossier__status__in=(Status.RETURNED, Status.WITHDRAWN)) | Q(
    dossier__status__in=(Status.RESOLVED, Status.DELIVERED), dossier__version__result=[]
)
ALL_DIGITISED = Q(Exists(_HANDED_IN.exclude(sha256=""))) & ~Q(Exists(_HANDED_IN.filter(_ON_PAPER, sha256="")))
WITH_HOURS = ~Q(dossier__source=Source.REPLAY)
"""Its moments are known: of what was taken over the other system told them, those of a published example are drawn."""
OWES = Q(Exists(_CHARGED))

PARTS: Mapping[str, Part] = {
    "kpi.2_2.all": Part(RESOLVED, WITH_HOURS),
    "kpi.3_3.part": Part(RECEIVED, Q(channel=Channel.ONLINE) & (E_RESULT | NO_RESULT_DUE)),
    "kpi.3_6.whole": Part(RECEIVED, OWES),
    "kpi.3_6.part": Part(RECEIVED, OWES & Q(Exists(_TRANSFERS))),
    "kpi.4_1.part": Part(RESOLVED, E_RESULT),
    "kpi.4_2.part": Part(RESOLVED, ALL_DIGITISED & E_RESULT),
    "kpi.4_3.part": Part(RESOLVED, Q(Exists(_PAPERS.filter(reused__isnull=False)))),
    "kpi.4_5.part": Part(RECEIVED, Q(channel=Channel.ONLINE, dossier__account__username__startswith=GATEWAY_PREFIX)),
}


def rows(key: str, level: str, scope: Scope) -> Rows:
    """The dossiers of a part: rows of `dossier` and `times`."""
    return added_up(_entries(key, level, scope))


def numbers(scope: Scope, figures: Figures) -> dict[str, int]:
    """How many every part has, in total. One statement each: joined once, a condition is cheap even for a province.

    What has hours is told by what has none, since the figures know all of them, and played dossiers are few.
    """
    found = {key: number_in(_entries(key, TOTAL, scope)) for key in PARTS if key != "kpi.2_2.all"}
    return {**found, "kpi.2_2.all": figures.resolved.total - _played(scope)}


def _played(scope: Scope) -> int:
    """Results of a published example in the period."""
    dossiers = Dossier.objects.filter(source=Source.REPLAY, received_at__lte=end_of_day(scope.until))
    entries = entries_of(TOTAL, scope).filter(_within(RESOLVED, scope), dossier__in=dossiers.order_by().values("pk"))
    return number_in(entries)


def _within(measures: tuple[Measure, ...], scope: Scope) -> Q:
    return Q(measure__in=measures, day__gte=scope.start, day__lte=scope.until)


def _entries(key: str, level: str, scope: Scope) -> QuerySet[LedgerEntry]:
    part = PARTS[key]
    return entries_of(level, scope).filter(_within(part.measures, scope), part.condition)


def online_procedures(scope: Scope) -> set[int]:
    """The procedures with a dossier received online in the period: from totals, and what is not in them yet."""
    received = Q(_within(RECEIVED, scope), scope.booked_here, channel=Channel.ONLINE)
    totals = LedgerTotal.objects.filter(received).order_by().values_list("procedure", flat=True)
    entries = LedgerEntry.objects.filter(received, totalled=False).order_by().values_list("procedure", flat=True)
    return set(totals.union(entries))


def time_to_settle(scope: Scope) -> tuple[float, float] | None:
    """Calendar days taken and allowed, on average, of what was resolved and has hours; None where nothing was."""
    entries = entries_of(TOTAL, scope).filter(
        WITH_HOURS, _within(RESOLVED, scope), n=1, dossier__ended_at__isnull=False
    )
    found = entries.aggregate(
        taken=Avg(F("dossier__ended_at") - F("dossier__clock_from")),
        allowed=Avg(F("dossier__due_at") - F("dossier__clock_from")),
    )
    if found["taken"] is None:
        return None
    return found["taken"].total_seconds() / DAY, found["allowed"].total_seconds() / DAY

"""Item 2.1 of the scorecard: by the due *moment*, and a second request for papers counts as late.

Nothing is booked for it. The ledger tells who ended and who was open; rows of dossiers tell by which moment. What was
reopened after the period began is folded from its events, since its row shows a later life. Of a dossier that was taken
over or played, requests for papers are not held against anybody (docs/figures.md, exempt).
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When

from common.clock import end_of_day, start_of_day
from dossiers.batches import batch_of_all
from dossiers.calendars import SHELF
from dossiers.history import walk
from dossiers.measures import Measure
from dossiers.models import DossierEvent, LedgerEntry
from dossiers.signals import Signal
from dossiers.state import State
from reports.measures import TOTAL, By, Figures
from reports.queries import Scope

Rows = QuerySet[LedgerEntry, Any]
ENDS = (Measure.EARLY, Measure.ON_TIME, Measure.LATE, Measure.RETURNED, Measure.WITHDRAWN)
"""How a received dossier ends; those that ended late are among them."""
MIXED = (Measure.ON_TIME, Measure.RETURNED, Measure.WITHDRAWN)
"""Of these the ones whose moment the measure does not tell."""


def ended_late(state: State) -> bool:
    """Of a dossier that has just ended: after its due moment, or with more than one request for papers."""
    assert state.ended_at is not None
    assert state.due_at is not None
    asked_twice = Signal.MORE_SUPPLEMENTS in state.signals and not state.is_exempt
    return asked_twice or state.ended_at > state.due_at


def everything(level: str, scope: Scope) -> Rows:
    """Ended in the period or open at its end: rows of `dossier` and `times`."""
    return added_up(entries_of(level, scope).filter(_ended(scope) | _open(scope)))


def late(level: str, scope: Scope) -> Rows:
    """Of these the late ones."""
    return added_up(entries_of(level, scope).filter(_ended_late(scope) | _open_late(scope)))


def kept(level: str, scope: Scope) -> Rows:
    """All others: `everything` less `late`, dossier by dossier."""
    asked_twice = Q(dossier__in=_asked_twice(scope))
    not_kept = _ended_late(scope) | Q(measure=Measure.OPEN) & asked_twice
    taken_off = Q(measure=Measure.OVERDUE)
    times = Case(When(not_kept, then=Value(0)), When(taken_off, then=-F("n")), default=F("n"))
    wanted = _ended(scope) | _open(scope) | _overdue(scope) & ~asked_twice
    return added_up(entries_of(level, scope).filter(wanted), times)


def number_late(scope: Scope, figures: Figures) -> int:
    """How many `late` are, in total, without looking at those whose date alone tells: the figures have them.

    Late by date is late by the moment; early is late only with a second request. Three statements, and three more where
    something was reopened since.
    """
    entries, asked_twice, again = entries_of(TOTAL, scope), _asked_twice(scope), _reopened_since(scope)
    once = ~Q(dossier__in=again)
    by_moment = Q(dossier__ended_at__gt=F("dossier__due_at")) | Q(dossier__in=asked_twice)
    mixed = number_in(entries.filter(_ended(scope), once, by_moment, measure__in=MIXED))
    others = entries.filter(dossier__in=asked_twice).aggregate(
        early=Sum("n", filter=_ended(scope) & once & Q(measure=Measure.EARLY)),
        open=Sum("n", filter=_open(scope)),
        overdue=Sum("n", filter=_overdue(scope)),
    )
    twice = (others["early"] or 0) + (others["open"] or 0) - (others["overdue"] or 0)
    gone = number_in(entries.filter(_gone_on_the_last_day(scope), measure=Measure.OVERDUE))
    endings = _any_of(_late_endings(again))
    reopened = number_in(entries.filter(_ended(scope), endings).exclude(measure=Measure.LATE)) if endings else 0
    return figures.resolved.late + figures.pending.overdue + mixed + twice + gone + reopened


def number_in(entries: QuerySet[LedgerEntry]) -> int:
    """What bookings add up to; 0 of none."""
    return entries.aggregate(n=Sum("n"))["n"] or 0


def added_up(entries: QuerySet[LedgerEntry], times: Any = "n") -> Rows:
    """By dossier: rows of `dossier` and `times`."""
    added = Sum(times, output_field=IntegerField())
    return entries.values("dossier").annotate(times=added).exclude(times=0).order_by()


def entries_of(level: str, scope: Scope) -> QuerySet[LedgerEntry]:
    """All bookings of a place and level, of any day."""
    entries = LedgerEntry.objects.filter(scope.booked_here)
    return entries if level == TOTAL else entries.filter(level=level)


def _ended(scope: Scope) -> Q:
    return Q(measure__in=ENDS, day__gte=scope.start, day__lte=scope.until)


def _open(scope: Scope) -> Q:
    return Q(measure=Measure.OPEN, day__lte=scope.until)


def _ended_late(scope: Scope) -> Q:
    again = _reopened_since(scope)
    plain = Q(dossier__ended_at__gt=F("dossier__due_at")) | Q(dossier__in=_asked_twice(scope))
    return _ended(scope) & (~Q(dossier__in=again) & plain | _any_of(_late_endings(again)))


def _any_of(endings: Iterable[tuple[int, int]]) -> Q:
    """Bookings of these events; an empty condition for none."""
    found = Q()
    for pk, number in endings:
        found |= Q(dossier=pk, event_number=number)
    return found


def _open_late(scope: Scope) -> Q:
    asked_twice = Q(dossier__in=_asked_twice(scope))
    return _overdue(scope) & ~asked_twice | _open(scope) & asked_twice


def _overdue(scope: Scope) -> Q:
    """Overdue by date, and due on the last day with the moment gone: those are booked for the day after."""
    return Q(measure=Measure.OVERDUE) & (Q(day__lte=scope.until) | _gone_on_the_last_day(scope))


def _gone_on_the_last_day(scope: Scope) -> Q:
    """Of bookings for the day after the last: at its end as the events until then made them, during it by the hour."""
    day_after = Q(day=scope.until + timedelta(days=1))
    if scope.cut < end_of_day(scope.until):
        return day_after & Q(dossier__due_at__lt=scope.cut)
    event = DossierEvent.objects.filter(dossier=OuterRef("dossier"), number=OuterRef("event_number"))
    return day_after & Q(Exists(event.filter(at__lte=scope.cut)))


def _asked_twice(scope: Scope) -> QuerySet[LedgerEntry, Any]:
    """Dossiers with a second request for papers by the end of the report.

    A dossier keeps its receiving center, so only bookings there count; the deciding unit may have been another one.
    """
    asked = LedgerEntry.objects.filter(measure=Measure.MORE_SUPPLEMENTS, day__lte=scope.until)
    if scope.by is By.RECEIVING:
        asked = asked.filter(scope.booked_here)
    return asked.values("dossier").annotate(times=Sum("n")).filter(times__gt=0).order_by().values("dossier")


def _reopened_since(scope: Scope) -> list[int]:
    """Dossiers that ended in the period and were opened again in it or later."""
    events = DossierEvent.objects.filter(transition="reopen", at__gte=start_of_day(scope.start))
    ended = entries_of(TOTAL, scope).filter(_ended(scope), dossier__in=events.values("dossier"))
    return sorted(set(ended.values_list("dossier", flat=True)))


def _late_endings(dossiers: Sequence[int]) -> list[tuple[int, int]]:
    """Dossier and number of the event, of every ending that was late."""
    found = []
    for pk, events in batch_of_all(dossiers).events.items():
        ended_at = None
        for event, state in walk(events, SHELF):
            if state.ended_at is not None and ended_at is None and state.received_at is not None and ended_late(state):
                found.append((pk, event.order))
            ended_at = state.ended_at
    return found

"""What is in no duration of an officer or a step: results worked on elsewhere, or whose hours were drawn.

Of what was taken over nobody knows here how it was worked on, and a published example tells sums only: its moments are
drawn (docs/figures.md). The same two are exempt from the doubtful rate and from how long results took.
"""

from dataclasses import dataclass

from django.db.models import Q, Sum

from dossiers.measures import Measure
from dossiers.models import LedgerEntry, Source

from .queries import COLUMNS, Scope

EXEMPT = (Source.TAKE_OVER, Source.REPLAY)
KNOWN = ~Q(dossier__source__in=EXEMPT)
"""Of ledger entries: the dossier was worked on here, so its hours are known."""
RESOLVED = (Measure.EARLY, Measure.ON_TIME, Measure.LATE)


@dataclass(frozen=True)
class LeftOut:
    """Results of a period without known hours."""

    taken_over: int
    played: int

    def __bool__(self) -> bool:
        return bool(self.taken_over or self.played)


def left_out(scope: Scope) -> LeftOut:
    """Of one center or unit. One statement."""
    entries = LedgerEntry.objects.filter(
        **{COLUMNS[scope.by]: scope.place}, measure__in=RESOLVED, day__range=(scope.start, scope.until)
    )
    found = dict(entries.exclude(KNOWN).values_list("dossier__source").annotate(n=Sum("n")).order_by())
    return LeftOut(found.get(Source.TAKE_OVER, 0), found.get(Source.REPLAY, 0))

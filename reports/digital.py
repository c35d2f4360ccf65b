"""What of results and papers is digital, as conditions: the same counts a number and opens its dossiers.

A signed electronic result is that of the scorecard (`scorecard/narrowed.py`: a file with a signature over all of it,
which nobody verified). Looked at as rows are now.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from dossiers.measures import Measure
from dossiers.models import Paper, PaperKind, Result

from .measures import TOTAL
from .queries import Scope
from .scorecard.narrowed import E_RESULT, RESOLVED
from .scorecard.promptness import entries_of

_NUMBERED = Q(Exists(Result.objects.filter(dossier=OuterRef("dossier")).exclude(number="")))
_FILED = Q(Exists(Paper.objects.filter(dossier=OuterRef("dossier"), kind=PaperKind.RESULT).exclude(sha256="")))
HANDED_IN = (PaperKind.APPLICATION, PaperKind.SUPPLEMENT)

RESULTS: Mapping[str, tuple[Any, Q]] = {
    "number": (_("result with a number"), _NUMBERED),
    "file": (_("result with a file"), _FILED),
    "signed": (_("result with a file that is signed electronically"), E_RESULT),
    "whole": (_("result with number and signed file"), _NUMBERED & E_RESULT),
}
"""Of what was resolved in the period, by the words that addresses use."""


@dataclass(frozen=True)
class Papers:
    """Papers handed in for the dossiers received in the period: with a file, described for later use, used again."""

    total: int
    filed: int
    described: int
    reused: int


def results(scope: Scope) -> dict[str, int]:
    """How many of what was resolved have each of `RESULTS`. One statement."""
    entries = entries_of(TOTAL, scope).filter(measure__in=RESOLVED, day__gte=scope.start, day__lte=scope.until)
    sums = {name: Sum("n", filter=condition) for name, (_words, condition) in RESULTS.items()}
    return {name: number or 0 for name, number in entries.aggregate(**sums).items()}


def papers(scope: Scope) -> Papers:
    """One statement."""
    received = entries_of(TOTAL, scope).filter(measure=Measure.RECEIVED, day__gte=scope.start, day__lte=scope.until)
    rows = Paper.objects.filter(dossier__in=received.values("dossier"), kind__in=HANDED_IN)
    found = rows.aggregate(
        total=Count("pk"),
        filed=Count("pk", filter=~Q(sha256="")),
        described=Count("pk", filter=Q(digitised__isnull=False)),
        reused=Count("pk", filter=Q(reused__isnull=False)),
    )
    return Papers(**found)

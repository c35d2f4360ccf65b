"""Results that wait at a counter, as lines: whom to call, how long it waits, when the applicant was reminded last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from common.clock import local_date
from dossiers.models import Dossier
from dossiers.uncollected import reminded_on

SHOWN = 15


@dataclass(frozen=True)
class UncollectedLine:
    """`days` since the day on which the result was ready."""

    id: int
    code: str
    procedure: str
    owner: str
    phone: str
    ready_at: datetime
    days: int
    reminded_at: datetime | None


@dataclass(frozen=True)
class Uncollected:
    """The first lines and how many there are."""

    lines: Sequence[UncollectedLine]
    total: int


def uncollected_lines(found: QuerySet[Dossier], *, at: datetime) -> Uncollected:
    """Of `dossiers.uncollected.uncollected`, in three queries whatever their number."""
    rows = list(found.select_related("version__procedure", "owner", "submitter")[:SHOWN])
    reminded = reminded_on(rows)
    return Uncollected([_line(row, reminded.get(row.pk), at) for row in rows], found.count())


def _line(row: Dossier, reminded_at: datetime | None, at: datetime) -> UncollectedLine:
    assert row.ended_at is not None  # resolved
    return UncollectedLine(
        id=row.pk,
        code=row.code or "",
        procedure=row.version.procedure.name,
        owner=row.owner.name,
        phone=row.submitter.phone or row.owner.phone,
        ready_at=row.ended_at,
        days=(local_date(at) - local_date(row.ended_at)).days,
        reminded_at=reminded_at,
    )

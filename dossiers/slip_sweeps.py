"""Coordination slips whose answer is due soon or overdue: set-based, once per slip, kind and due moment.

A batch is one transaction: it writes the `SlipReminder` rows that are not there yet and, for exactly these, notices.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q

from common.clock import local_date, start_of_day
from notifications.actions import put_up
from notifications.models import Notice

from .coordination import SlipState
from .models import CoordinationSlip, SlipReminder, SlipReminderKind

BATCH = 500


@dataclass(frozen=True)
class SlipSweep:
    """What to look for; `tells_who_asked`: not only the office that owes the answer."""

    kind: SlipReminderKind
    wanted: Callable[[datetime], Q]
    tells_who_asked: bool = False


SWEEPS = (
    SlipSweep(SlipReminderKind.DUE_SOON, lambda at: Q(soon_at__lte=at, due_at__gte=start_of_day(local_date(at)))),
    SlipSweep(SlipReminderKind.OVERDUE, lambda at: Q(due_at__lt=start_of_day(local_date(at))), tells_who_asked=True),
)


def remind(*, at: datetime) -> int:
    """Remind once of every slip that a sweep finds at this moment; returns how many reminders were new.

    A dossier that is paused does not stop the clock of a slip.
    """
    return sum(_remind(sweep, batch, at) for sweep in SWEEPS for batch in _batches(sweep, at))


def _batches(sweep: SlipSweep, at: datetime) -> Iterator[Sequence[CoordinationSlip]]:
    known = SlipReminder.objects.filter(slip=OuterRef("pk"), kind=sweep.kind, due_at=OuterRef("due_at"))
    wanted = CoordinationSlip.objects.filter(~Exists(known), sweep.wanted(at), state=SlipState.OPEN)
    last = 0
    while rows := list(
        wanted.filter(pk__gt=last)
        .select_related("office")
        .annotate(code=F("dossier__code"), holder_id=F("dossier__holder_id"))
        .order_by("pk")[:BATCH]
    ):
        last = rows[-1].pk
        yield rows


INSERT = """
INSERT INTO dossiers_slipreminder (slip_id, kind, due_at, at)
SELECT unnest(%s::bigint[]), %s, unnest(%s::timestamptz[]), %s
ON CONFLICT (slip_id, kind, due_at) DO NOTHING
RETURNING slip_id
"""


@transaction.atomic
def _remind(sweep: SlipSweep, batch: Sequence[CoordinationSlip], at: datetime) -> int:
    """Two sweeps side by side never get the same slip."""
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [[slip.pk for slip in batch], sweep.kind.value, [slip.due_at for slip in batch], at])
        new = {row[0] for row in cursor.fetchall()}
    put_up(notice for slip in batch if slip.pk in new for notice in _notices(sweep, slip, at))
    return len(new)


def _notices(sweep: SlipSweep, slip: CoordinationSlip, at: datetime) -> Iterator[Notice]:
    """The asked office; of an overdue answer also whoever has the dossier now."""
    offices = {slip.office_id}
    if sweep.tells_who_asked:
        offices.add(slip.holder_id)  # type: ignore[attr-defined]  # annotated by _batches
    for office_id in sorted(offices):
        yield Notice(
            key=f"slip/{slip.pk}/{sweep.kind}/{slip.due_at.isoformat()}/{office_id}",
            office_id=office_id,
            template=f"slip_{sweep.kind}",
            context={
                "code": slip.code or "",  # type: ignore[attr-defined]  # annotated by _batches
                "asked": slip.office.name,
                "due_at": slip.due_at.isoformat(),
            },
            url=f"/xu-ly/phoi-hop/{slip.pk}/",
            created_at=at,
        )

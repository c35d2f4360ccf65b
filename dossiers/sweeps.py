"""The regular looks over all dossiers: set-based, safe to run twice, safe to be killed.

A batch is one transaction: it writes the `Reminder` rows that are not there yet and, for exactly these, the notices.
A killed worker loses the batch it was in; the next run finds it again.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from django.db import connection, transaction
from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from centers.absences import stand_ins
from centers.models import Office, OfficeKind
from centers.queries import heads_of, memberships
from common.clock import local_date, start_of_day
from common.errors import Refusal
from notifications.actions import put_up
from notifications.models import Notice

from . import uncollected
from .actions import expire, lapse
from .lifecycle import AWAITING, OPEN, Status
from .models import Dossier, Leg, Reminder, ReminderKind

log = structlog.get_logger(__name__)

BATCH = 500


@dataclass(frozen=True)
class Found:
    """A dossier that a sweep speaks of: `due_at` is the moment the reminder is about."""

    dossier_id: int
    code: str
    due_at: datetime
    office_id: int
    center_id: int
    assignee_id: int | None  # None as well while it is on its way to another office


@dataclass(frozen=True)
class Sweep:
    """What to look for, which moment it is about, and who hears of it."""

    kind: ReminderKind
    due: str  # the column of the moment
    wanted: Callable[[datetime], Q]
    leaders_too: bool = False


def _not_held() -> Q:
    return Q(status__in=OPEN, held_by_pause=False)


SWEEPS: dict[ReminderKind, Sweep] = {
    sweep.kind: sweep
    for sweep in (
        Sweep(
            ReminderKind.DUE_SOON,
            "due_at",
            lambda at: _not_held() & Q(soon_at__lte=at, due_at__gte=start_of_day(local_date(at))),
        ),
        Sweep(
            ReminderKind.OVERDUE,
            "due_at",
            lambda at: _not_held() & Q(due_at__lt=start_of_day(local_date(at))),
            leaders_too=True,
        ),
        Sweep(ReminderKind.FIRST_ANSWER, "answer_due_at", lambda at: Q(status=Status.SUBMITTED, answer_due_at__lte=at)),
        Sweep(ReminderKind.STEP_OVERDUE, "step_due_at", lambda at: _not_held() & Q(step_due_at__lt=at)),
    )
}


def sweep(kind: ReminderKind, *, at: datetime) -> int:
    """Remind once of every dossier that the sweep of this kind finds at this moment; returns how many were new."""
    if kind is ReminderKind.UNCOLLECTED:
        return uncollected.remind(at=at)
    rule = SWEEPS[kind]
    return sum(_remind(rule, batch, at) for batch in _batches(rule, at))


def _batches(rule: Sweep, at: datetime) -> Iterator[list[Found]]:
    """Dossiers without their reminder yet, in the order of their keys, `BATCH` at a time."""
    last = 0
    while True:
        rows = list(_unreminded(rule, at).filter(pk__gt=last).order_by("pk")[:BATCH])
        if not rows:
            return
        last = rows[-1].pk
        yield [_found(row, rule) for row in rows]


def _found(row: Dossier, rule: Sweep) -> Found:
    office = row.answering_office  # type: ignore[attr-defined]  # annotated by _unreminded
    assignee = row.assignee_id if office == row.holder_id else None
    return Found(row.pk, row.code or "", getattr(row, rule.due), office, row.receiving_center_id, assignee)


def _unreminded(rule: Sweep, at: datetime) -> QuerySet[Dossier]:
    """What the rule wants and no reminder speaks of; an office to which it is on its way answers, else the holder."""
    known = Reminder.objects.filter(kind=rule.kind, due_at=F(f"dossier__{rule.due}"))
    on_its_way_to = Leg.objects.filter(dossier=OuterRef("pk"), confirmed_at=None).values("office")[:1]
    columns = ("pk", "code", rule.due, "receiving_center_id", "holder_id", "assignee_id")
    wanted = Dossier.objects.filter(rule.wanted(at)).exclude(pk__in=known.values("dossier")).only(*columns)
    return wanted.annotate(
        answering_office=Coalesce(Subquery(on_its_way_to), F("holder_id"), output_field=BigIntegerField())
    )


@transaction.atomic
def _remind(rule: Sweep, batch: list[Found], at: datetime) -> int:
    new = set(_insert_reminders(rule.kind, batch, at))
    fresh = [found for found in batch if found.dossier_id in new]
    put_up(_notices(rule, fresh, at))
    return len(fresh)


def _insert_reminders(kind: ReminderKind, batch: list[Found], at: datetime) -> Iterable[int]:
    """Ids of the dossiers whose reminder was not there; two sweeps side by side never get the same one."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO dossiers_reminder (dossier_id, kind, due_at, at)
            SELECT unnest(%s::bigint[]), %s, unnest(%s::timestamptz[]), %s
            ON CONFLICT (dossier_id, kind, due_at) DO NOTHING
            RETURNING dossier_id
            """,
            [[found.dossier_id for found in batch], kind.value, [found.due_at for found in batch], at],
        )
        return [row[0] for row in cursor.fetchall()]


def _notices(rule: Sweep, found: list[Found], at: datetime) -> Iterator[Notice]:
    """Who has the dossier and the head of the office hear of it; the whole office where nobody there has it."""
    leaders = _leader_offices({row.center_id for row in found}) if rule.leaders_too else {}
    in_hand = _in_hand(found, local_date(at))
    heads = heads_of({row.office_id for row in found if row.dossier_id in in_hand}, local_date(at))
    for row in found:
        offices = {leaders[row.center_id]} if row.center_id in leaders else set()
        if row.dossier_id in in_hand:
            for person in sorted({in_hand[row.dossier_id], *heads[row.office_id]}):
                yield _notice(rule, row, at, f"u{person}", user_id=person)
        else:
            offices.add(row.office_id)
        for office in sorted(offices):
            yield _notice(rule, row, at, f"{office}", office_id=office)


def _in_hand(found: list[Found], on: date) -> dict[int, int]:
    """Dossier → who has it, or stands in for that person; none whose officer does not work in the office any more."""
    instead = stand_ins(on)
    hands = {row.dossier_id: instead.get(row.assignee_id, row.assignee_id) for row in found if row.assignee_id}
    members = memberships(set(hands.values()), on)
    offices = {row.dossier_id: row.office_id for row in found}
    return {dossier: person for dossier, person in hands.items() if (offices[dossier], person) in members}


def _notice(rule: Sweep, row: Found, at: datetime, to: str, **subject: int) -> Notice:
    return Notice(
        key=f"{rule.kind}/{row.dossier_id}/{row.due_at.isoformat()}/{to}",
        template=f"dossier_{rule.kind}",
        context={"code": row.code, "due_at": row.due_at.isoformat()},
        url=f"/xu-ly/ho-so/{row.dossier_id}/",
        created_at=at,
        **subject,
    )


def _leader_offices(centers: set[int]) -> dict[int, int]:
    """The leadership office of each center: overdue is heard of there too."""
    offices = Office.objects.filter(center__in=centers, kind=OfficeKind.LEADERSHIP).values_list("center_id", "id")
    return {center: office for center, office in offices if center is not None}


def end_what_ran_out(*, at: datetime) -> int:
    """Lapse and expire what the applicant did not complete in the set time; returns how many ended.

    One dossier is one transaction; one that moved on meanwhile, or cannot end, does not keep the others from it.
    """
    waiting = Dossier.objects.filter(applicant_due_at__lte=at, status__in=[*AWAITING, Status.INCOMPLETE])
    ended = 0
    for dossier in waiting.order_by("pk").iterator(chunk_size=BATCH):
        verb = expire if dossier.status == Status.INCOMPLETE else lapse
        try:
            verb(dossier, at=at, seen=dossier.revision)
        except Refusal as refusal:
            log.warning("dossier not ended", dossier=dossier.pk, reason=str(refusal))
        else:
            ended += 1
    return ended

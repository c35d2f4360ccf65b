"""Results that nobody collects: the applicant is reminded after the days of policy result.reminder_days.

A run that was missed is made up for: of several reminders whose time has come only the last one is sent. Each exists
once (`Reminder`), whatever happens to the worker.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from common.clock import local_date, start_of_day
from notifications.actions import office_notice, put_up
from notifications.models import Notice, OutboxMessage
from policies.catalogue import PolicyKey
from policies.queries import value

from .letterbox import post, to_applicant
from .lifecycle import Status
from .models import Dossier, DossierEvent, Reminder, ReminderKind, Source
from .reference import reception_at

BATCH = 500


@dataclass(frozen=True)
class Stage:
    """Results that are ready since a day from `earliest` on and up to `latest` are in this stage."""

    days: int
    earliest: date | None
    latest: date


def stages(at: datetime) -> list[Stage]:
    """One per reminder, the longest wait first."""
    today = local_date(at)
    waits = sorted(value(PolicyKey.RESULT_REMINDER_DAYS, on=today) or (), reverse=True)
    longer: int | None = None
    found = []
    for days in waits:
        earliest = today - timedelta(days=longer - 1) if longer is not None else None
        found.append(Stage(days, earliest, today - timedelta(days=days)))
        longer = days
    return found


def uncollected(dossiers: QuerySet[Dossier], at: datetime) -> QuerySet[Dossier]:
    """Of these, the results that wait at a counter since the first reminder's day, the oldest first."""
    waits = stages(at)
    if not waits:
        return dossiers.none()
    waiting = dossiers.filter(_waits(), ended_at__lt=start_of_day(waits[-1].latest + timedelta(days=1)))
    return waiting.order_by("ended_at", "id")


def _waits() -> Q:
    """Ready and not given to the post since."""
    posted = DossierEvent.objects.filter(dossier=OuterRef("pk"), transition="post_result", at__gte=OuterRef("ended_at"))
    return Q(status=Status.RESOLVED) & ~Q(Exists(posted))


def remind(*, at: datetime) -> int:
    """Remind of every result whose stage has no reminder yet; returns how many reminders are new."""
    return sum(_remind(stage, batch, at) for stage in stages(at) for batch in _batches(stage, at))


def _batches(stage: Stage, at: datetime) -> Iterator[list[Dossier]]:
    last = 0
    while rows := list(_unreminded(stage).filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = rows[-1].pk
        yield rows


def _unreminded(stage: Stage) -> QuerySet[Dossier]:
    """Only results that came about here speak: what was taken over, replayed or made up as a sample is silent."""
    here = DossierEvent.objects.filter(dossier=OuterRef("pk"), transition="resolve").order_by("-number")
    known = Reminder.objects.filter(
        dossier=OuterRef("pk"),
        kind=ReminderKind.UNCOLLECTED,
        due_at=OuterRef("ended_at") + timedelta(days=stage.days),
    )
    ready = Q(ended_at__lt=start_of_day(stage.latest + timedelta(days=1)))
    if stage.earliest is not None:
        ready &= Q(ended_at__gte=start_of_day(stage.earliest))
    rows = Dossier.objects.filter(_waits(), ready).exclude(Exists(known))
    rows = rows.annotate(spoken=Subquery(here.values("source")[:1])).filter(spoken=Source.HERE)
    return rows.select_related("submitter", "account", "version__procedure", "return_center__unit")


@transaction.atomic
def _remind(stage: Stage, batch: Sequence[Dossier], at: datetime) -> int:
    due = {dossier.pk: _due(dossier, stage) for dossier in batch}
    rows = [Reminder(dossier_id=pk, kind=ReminderKind.UNCOLLECTED, due_at=moment, at=at) for pk, moment in due.items()]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    post(_message(dossier, stage, at) for dossier in batch)
    put_up([_notice(dossier, stage, at) for dossier in batch])
    return len(batch)


def _due(dossier: Dossier, stage: Stage) -> datetime:
    assert dossier.ended_at is not None  # resolved
    return dossier.ended_at + timedelta(days=stage.days)


def _message(dossier: Dossier, stage: Stage, at: datetime) -> OutboxMessage | None:
    return to_applicant(
        dossier,
        key=f"dossier/{dossier.pk}/{dossier.revision}/uncollected/{stage.days}",
        template="dossier_uncollected",
        at=at,
        days=stage.days,
        center=dossier.return_center.name,
    )


def _notice(dossier: Dossier, stage: Stage, at: datetime) -> Notice:
    return office_notice(
        key=f"uncollected/{dossier.pk}/{dossier.revision}/{stage.days}",
        office_id=reception_at(dossier.return_center).pk,
        template="dossier_uncollected",
        context={"code": dossier.code or "", "days": stage.days, "phone": dossier.submitter.phone},
        url=f"/quay/ho-so/{dossier.pk}/tra-ket-qua/",
        at=at,
    )


def reminded_on(dossiers: Sequence[Dossier]) -> dict[int, datetime]:
    """When the applicant was reminded last, by dossier, since the result is ready."""
    rows = Reminder.objects.filter(
        dossier__in=[dossier.pk for dossier in dossiers],
        kind=ReminderKind.UNCOLLECTED,
        due_at__gt=F("dossier__ended_at"),
    )
    return dict(rows.order_by("at").values_list("dossier_id", "at"))

"""Form 04 by itself: drafts what is due, withdraws what is not needed any more, reminds leaders. Set-based, safe to run
twice; a batch is one transaction, so a killed worker loses only the batch it was in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from centers.models import Office, OfficeKind
from common.clock import local_date, start_of_day
from notifications.actions import put_up
from notifications.models import Notice
from policies.catalogue import PolicyKey
from policies.queries import number
from workcalendar.engine import OutsideCalendar
from workcalendar.models import CalendarVersion

from .apologies import proposal_for
from .calendars import SHELF
from .deadlines import SHORT, latest_due_day
from .letters import FIRST_TEXTS, LIVE, Cause, LetterKind, LetterState
from .lifecycle import OPEN
from .models import Dossier, Leg, Letter, LetterStep, Reminder, ReminderKind, Source

log = structlog.get_logger(__name__)

BATCH = 500


@dataclass(frozen=True)
class Told:
    """A dossier that a notice speaks of, and the office that reads it."""

    dossier_id: int
    code: str
    about_at: datetime
    office_id: int


def draft(*, at: datetime) -> int:
    """Draft form 04 for every dossier that is due within policy apology.draft_days; for short limits, when due soon.

    Not for one that is paused, has ended, or got its letter since the clock started. Returns how many were drafted.
    """
    return sum(_draft(batch, at) for batch in _batches(_undrafted(at)))


def withdraw_outdated(*, at: datetime) -> int:
    """Withdraw letters whose dossier ended (or was opened again) or whose due date moved; returns how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WITHDRAW, {"live": [str(state) for state in LIVE]})
        gone = [row[0] for row in cursor.fetchall()]
        LetterStep.objects.bulk_create([LetterStep(letter_id=pk, step="withdraw", at=at) for pk in gone])
    return len(gone)


WITHDRAW = """
UPDATE dossiers_letter letter SET state = 'withdrawn', revision = letter.revision + 1
FROM dossiers_dossier d
WHERE d.id = letter.dossier_id AND letter.state = ANY(%(live)s)
  AND ((d.ended_at IS NOT NULL) <> letter.is_afterwards OR letter.about_at NOT IN (d.due_at, d.appointment_at))
RETURNING letter.id
"""


def remind_leaders(*, at: datetime) -> int:
    """Tell the leaders of the deciding unit once of each letter that has to be signed by now (apology.lead_days)."""
    return sum(_remind(batch, at) for batch in _batches(_unsigned(at)))


def _batches(wanted: QuerySet[Dossier]) -> Iterator[list[Dossier]]:
    last = 0
    while rows := list(wanted.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = rows[-1].pk
        yield rows


def due_within(working_days: int, at: datetime) -> Q:
    """Due within so many working days, each dossier by its own calendar; short limits once they are due soon."""
    near = Q(unit__in=SHORT, soon_at__lte=at)
    for day, versions in _latest_days(working_days, local_date(at)):
        limit = start_of_day(date.fromordinal(day.toordinal() + 1))
        near |= ~Q(unit__in=SHORT) & Q(calendar_version__in=versions, due_at__lt=limit)
    return near


def _latest_days(working_days: int, today: date) -> Iterator[tuple[date, list[int]]]:
    """The latest due day within reach, with the calendar versions for which it is that one."""
    found: list[tuple[date, int]] = []
    for version in CalendarVersion.objects.order_by("pk").values_list("pk", flat=True):
        try:
            found.append((latest_due_day(SHELF[version], today, working_days), version))
        except OutsideCalendar:
            continue  # it does not cover today; nothing that runs is counted by it
    for day, group in groupby(sorted(found), key=lambda one: one[0]):
        yield day, [version for _day, version in group]


def _running(at: datetime) -> QuerySet[Dossier]:
    """Open, not held by a pause; the published example is history and gets no letters."""
    on_its_way_to = Leg.objects.filter(dossier=OuterRef("pk"), confirmed_at=None).values("office")[:1]
    running = Dossier.objects.filter(status__in=OPEN, held_by_pause=False).exclude(source=Source.REPLAY)
    return running.annotate(
        answering_office=Coalesce(Subquery(on_its_way_to), F("holder_id"), output_field=BigIntegerField())
    )


def _undrafted(at: datetime) -> QuerySet[Dossier]:
    days = number(PolicyKey.APOLOGY_DRAFT_DAYS, on=local_date(at))
    letters = Letter.objects.filter(dossier=OuterRef("pk"), kind=LetterKind.APOLOGY)
    waiting = letters.filter(state__in=LIVE, about_at=OuterRef("due_at"))
    signed = letters.filter(state=LetterState.SIGNED, signed_at__gte=OuterRef("clock_from"))
    return _running(at).filter(due_within(days, at), ~Exists(waiting), ~Exists(signed))


def _unsigned(at: datetime) -> QuerySet[Dossier]:
    days = number(PolicyKey.APOLOGY_LEAD_DAYS, on=local_date(at))
    waiting = Letter.objects.filter(dossier=OuterRef("pk"), state__in=LIVE, about_at=OuterRef("due_at"))
    told = Reminder.objects.filter(dossier=OuterRef("pk"), kind=ReminderKind.SIGN_APOLOGY, due_at=OuterRef("due_at"))
    return _running(at).filter(due_within(days, at), Exists(waiting), ~Exists(told))


@transaction.atomic
def _draft(batch: Sequence[Dossier], at: datetime) -> int:
    proposed = {dossier.pk: new for dossier in batch if (new := _proposal(dossier, at))}
    drafted = _insert([dossier for dossier in batch if dossier.pk in proposed], proposed, at)
    LetterStep.objects.bulk_create([LetterStep(letter_id=pk, step="draft", at=at) for pk in drafted.values()])
    told = [_told(dossier, dossier.answering_office) for dossier in batch if dossier.pk in drafted]  # type: ignore[attr-defined]
    _tell(ReminderKind.APOLOGY, told, at)
    return len(drafted)


def _proposal(dossier: Dossier, at: datetime) -> datetime | None:
    try:
        return proposal_for(dossier, at=at)
    except OutsideCalendar as refusal:  # one dossier must not keep the others from their letters
        log.warning("no new appointment can be proposed", dossier=dossier.pk, reason=str(refusal))
        return None


INSERT = """
INSERT INTO dossiers_letter
    (dossier_id, kind, about_at, state, revision, cause, text, new_at, is_afterwards, created_at, is_late)
SELECT unnest(%(dossiers)s::bigint[]), %(kind)s, unnest(%(about)s::timestamptz[]), 'draft', 1, %(cause)s, %(text)s,
       unnest(%(new)s::timestamptz[]), false, %(at)s, false
ON CONFLICT (dossier_id, kind, about_at) DO UPDATE
SET state = 'draft', revision = dossiers_letter.revision + 1, new_at = excluded.new_at, is_afterwards = false
WHERE dossiers_letter.state = 'withdrawn'
RETURNING dossier_id, id
"""


def _insert(batch: Sequence[Dossier], proposed: dict[int, datetime], at: datetime) -> dict[int, int]:
    """Dossier → letter for those that had none; two sweeps side by side never get the same one."""
    values: dict[str, Any] = {
        "dossiers": [dossier.pk for dossier in batch],
        "about": [dossier.due_at for dossier in batch],
        "new": [proposed[dossier.pk] for dossier in batch],
        "kind": LetterKind.APOLOGY.value,
        "cause": Cause.AGENCY.value,
        "text": FIRST_TEXTS[Cause.AGENCY],
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
        return dict(cursor.fetchall())


@transaction.atomic
def _remind(batch: Sequence[Dossier], at: datetime) -> int:
    leaders = leader_offices({dossier.deciding_unit_id for dossier in batch})
    told = [_told(dossier, leaders.get(dossier.deciding_unit_id, dossier.deciding_office_id)) for dossier in batch]
    _tell(ReminderKind.SIGN_APOLOGY, told, at)
    return len(told)


def leader_offices(units: set[int]) -> dict[int, int]:
    """The leadership office of each unit that has one."""
    offices = Office.objects.filter(unit__in=units, kind=OfficeKind.LEADERSHIP).order_by("-pk")
    return dict(offices.values_list("unit_id", "id"))


def _told(dossier: Dossier, office_id: int) -> Told:
    assert dossier.due_at is not None
    return Told(dossier.pk, dossier.code or "", dossier.due_at, office_id)


def _tell(kind: ReminderKind, told: Sequence[Told], at: datetime) -> None:
    """One reminder on the dossier and one notice to the office."""
    reminders = [Reminder(dossier_id=one.dossier_id, kind=kind, due_at=one.about_at, at=at) for one in told]
    Reminder.objects.bulk_create(reminders, ignore_conflicts=True)
    put_up(
        Notice(
            key=f"{kind}/{one.dossier_id}/{one.about_at.isoformat()}/{one.office_id}",
            office_id=one.office_id,
            template=f"dossier_{kind}",
            context={"code": one.code, "due_at": one.about_at.isoformat()},
            url="/xu-ly/ky/",
            created_at=at,
        )
        for one in told
    )

"""What beat asks the worker to do. Each is one call; the clock is asked once."""

from uuid import UUID

import structlog
from celery import shared_task
from kombu.exceptions import OperationalError

from common.clock import now

from . import compaction, filings, lapse_warnings, letter_sweeps, slip_sweeps, sweeps, uploads
from .actions.standing_in import settle
from .exports import prepared
from .importing import uploads as take_over
from .models import CalendarChange, ReminderKind
from .rescheduling import moving

log = structlog.get_logger(__name__)


@shared_task(time_limit=600, soft_time_limit=570)
def sweep(kind: str) -> int:
    """One of due_soon, overdue, first_answer, step_overdue, uncollected; safe to run twice and side by side."""
    return sweeps.sweep(ReminderKind(kind), at=now())


@shared_task(time_limit=600, soft_time_limit=570)
def draft_letters() -> int:
    """Form 04: drafts that are due, reminders to sign; safe to run twice and side by side."""
    at = now()
    return letter_sweeps.withdraw_outdated(at=at) + letter_sweeps.draft(at=at) + letter_sweeps.remind_leaders(at=at)


@shared_task(time_limit=600, soft_time_limit=570)
def remind_of_slips() -> int:
    """Answers of other offices that are due soon or overdue; safe to run twice and side by side."""
    return slip_sweeps.remind(at=now())


@shared_task(time_limit=600, soft_time_limit=570)
def warn_of_lapse() -> int:
    return lapse_warnings.warn(at=now())


@shared_task(time_limit=600, soft_time_limit=570)
def end_what_ran_out() -> int:
    return sweeps.end_what_ran_out(at=now())


@shared_task(time_limit=600, soft_time_limit=570)
def settle_absences() -> int:
    """Dossiers of people who are away pass to their stand-ins, and come back."""
    return settle(at=now())


@shared_task(time_limit=600, soft_time_limit=570)
def compact_ledger() -> int:
    return compaction.compact()


@shared_task(time_limit=300, soft_time_limit=270)
def drop_expired_filings() -> int:
    at = now()
    return filings.drop_expired(at=at) + take_over.forget_old(at=at)


@shared_task(time_limit=300, soft_time_limit=270)
def scan_waiting_uploads() -> int:
    """Files that wait for the virus scanner; safe to run twice and side by side."""
    return uploads.scan_waiting(at=now())


@shared_task(time_limit=300, soft_time_limit=270)
def drop_abandoned_uploads() -> int:
    return uploads.drop_abandoned(at=now())


@shared_task(time_limit=3600, soft_time_limit=3570)
def move_dossiers(change_id: int) -> int:
    """Move what a confirmed change of the calendar would move; safe to run twice and side by side."""
    row = CalendarChange.objects.select_related("confirmed_by").get(pk=change_id)
    return moving.move_waiting(row, at=now())


@shared_task(time_limit=3600, soft_time_limit=3570)
def write_export(key: str) -> None:
    """A long list for the person who waits for it; safe to run twice."""
    row = prepared.begin(key, at=now())
    if row is not None:
        prepared.write(row, at=now())


def nudge_writing(key: str) -> None:
    """Ask the worker to write a list. A broker that is away is no error: beat looks for what waits."""
    try:
        write_export.apply_async((key,), retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        log.info("broker away, the schedule does it instead", error=str(error))


@shared_task(time_limit=300, soft_time_limit=270)
def tidy_exports() -> int:
    """Files of yesterday are forgotten; what still waits is asked for again."""
    waiting = prepared.tidy(at=now())
    for key in waiting:
        nudge_writing(key)
    return len(waiting)


@shared_task(time_limit=3600, soft_time_limit=3570)
def list_dossiers(key: str) -> None:
    """Make the list of a change that many open dossiers may belong to; safe to run twice."""
    moving.make_list(UUID(key), at=now())


def nudge_moving(change: CalendarChange) -> None:
    """Ask the worker to make the list, or to move its dossiers. A broker that is away is no error: beat looks for what
    waits."""
    task, argument = (move_dossiers, change.pk) if change.listed_at else (list_dossiers, str(change.key))
    try:
        task.apply_async((argument,), retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        log.info("broker away, the schedule does it instead", error=str(error))


@shared_task(time_limit=3600, soft_time_limit=3570)
def continue_rescheduling() -> int:
    return moving.continue_all(at=now())

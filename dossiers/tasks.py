"""What beat asks the worker to do. Each is one call; the clock is asked once."""

from celery import shared_task

from common.clock import now

from . import compaction, filings, sweeps
from .importing import uploads
from .models import ReminderKind


@shared_task(time_limit=600, soft_time_limit=570)
def sweep(kind: str) -> int:
    """One of due_soon, overdue, first_answer, step_overdue, uncollected; safe to run twice and side by side."""
    return sweeps.sweep(ReminderKind(kind), at=now())


@shared_task(time_limit=600, soft_time_limit=570)
def end_what_ran_out() -> int:
    return sweeps.end_what_ran_out(at=now())


@shared_task(time_limit=600, soft_time_limit=570)
def compact_ledger() -> int:
    return compaction.compact()


@shared_task(time_limit=300, soft_time_limit=270)
def drop_expired_filings() -> int:
    at = now()
    return filings.drop_expired(at=at) + uploads.forget_old(at=at)

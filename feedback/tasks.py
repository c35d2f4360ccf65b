"""What beat asks the worker to do."""

from celery import shared_task

from common.clock import now
from feedback import sweeps


@shared_task(time_limit=300, soft_time_limit=270)
def remind_of_petitions() -> int:
    """Answers and publications that are due; safe to run twice and side by side."""
    return sweeps.remind(at=now())

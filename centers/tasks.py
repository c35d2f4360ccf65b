"""What the worker does for centers."""

from celery import shared_task

from centers.api import idempotency
from common import clock


@shared_task(time_limit=120)
def drop_kept_answers() -> int:
    """Delete answers under idempotency keys whose time is over."""
    return idempotency.drop_expired(at=clock.now())

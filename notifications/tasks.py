"""The worker's part: deliver outbox and webhooks. Beat runs both every minute: a lost nudge costs a minute at most."""

import structlog
from celery import shared_task
from django.core.cache import cache
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from common.clock import now

from . import dispatch, gateway, reports, webhooks

log = structlog.get_logger(__name__)


NUDGED = "notifications.nudged"  # a nudge is under way that nobody has followed yet
NUDGE_COUNTS_FOR = 20.0  # seconds; a worker that is dead by then is not waited for


@shared_task(time_limit=300, soft_time_limit=270, acks_late=True)
def deliver_outbox() -> int:
    """Send what is due; safe to run twice and side by side."""
    cache.delete(NUDGED)  # before the outbox is read: what is queued from here on nudges again
    return gateway.deliver_due(now())


def nudge() -> None:
    """Ask the worker to look at the outbox now; while one nudge waits for the worker, others are not needed.

    A broker that is away is no error: beat polls the outbox.
    """
    try:
        if cache.add(NUDGED, True, NUDGE_COUNTS_FOR):
            deliver_outbox.apply_async(retry=False, ignore_result=True)
    except (OperationalError, OSError, RedisError) as error:
        log.info("broker away, the outbox is polled instead", error=str(error))


@shared_task(time_limit=900, soft_time_limit=840)
def ask_for_reports() -> int:
    """Ask about messages that were taken and never reported; safe to run twice and side by side."""
    told = reports.ask_for_reports(now())
    if told:
        nudge()
    return told


@shared_task(time_limit=150, soft_time_limit=120, acks_late=True)
def deliver_webhooks() -> int:
    """Send to webhooks what is due; safe to run twice and side by side."""
    return dispatch.deliver_due(now())


@shared_task(time_limit=300, soft_time_limit=270)
def drop_old_deliveries() -> int:
    return webhooks.drop_old(now())


def nudge_webhooks() -> None:
    """Ask the worker to deliver now. As with `nudge`, a broker that is away is no error."""
    try:
        deliver_webhooks.apply_async(retry=False, ignore_result=True, expires=60)
    except (OperationalError, OSError) as error:
        log.info("broker away, webhooks are polled instead", error=str(error))

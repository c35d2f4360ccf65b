"""The worker's part: deliver outbox and webhooks. Beat runs both every minute: a lost nudge costs a minute at most."""

import structlog
from celery import shared_task
from kombu.exceptions import OperationalError

from common.clock import now

from . import actions, dispatch, webhooks

log = structlog.get_logger(__name__)


@shared_task(time_limit=300, soft_time_limit=270, acks_late=True)
def deliver_outbox() -> int:
    """Send what is due; safe to run twice and side by side."""
    return actions.deliver_due(now())


def nudge() -> None:
    """Ask the worker to look at the outbox now. A broker that is away is no error: beat polls the outbox."""
    try:
        deliver_outbox.apply_async(retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        log.info("broker away, the outbox is polled instead", error=str(error))


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

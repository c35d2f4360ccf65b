"""Deliver to webhooks what is due: in order within a topic, topics apart from each other, as often as it takes.

Each delivery is locked while it is sent. A dispatcher that is killed in the middle leaves it waiting, and the next one
sends it again under the same uid: at least once, never out of order.
"""

import json
import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from common import crypto
from common.clock import local_date
from policies.catalogue import PolicyKey
from policies.queries import number

from . import outbound
from .models import DeliveryState, Webhook, WebhookDelivery
from .signing import HEADER, signature
from .webhooks import secrets_of

log = structlog.get_logger(__name__)

BUDGET_SECONDS = 50.0  # of one run: what is left waits for the next, so that the worker has time for other work
FAILURES_OF_A_HOOK = 3  # in one run: then it is left alone for the rest of it, others are not held up
AGENT = "Sapa-Webhooks/1"


@dataclass(frozen=True)
class Limits:
    """The policies webhook.* of one day."""

    seconds: int
    first_wait: timedelta
    longest_wait: timedelta
    attempts: int

    def wait_after(self, attempts: int, chance: float) -> timedelta:
        """How long to wait after so many failures: doubled each time, up to a fifth less by `chance` (0 to 1)."""
        doubled = self.first_wait * 2 ** min(attempts - 1, 30)
        return min(self.longest_wait, doubled) * (1 - 0.2 * chance)


def deliver_due(at: datetime, *, limit: int = 1000, budget: float = BUDGET_SECONDS) -> int:
    """Send what is due, oldest first, for at most `budget` seconds; returns how many were accepted.

    Safe to run side by side: a delivery goes out only when all earlier ones of its hook and topic were accepted.
    """
    limits, ends, accepted = limits_on(at), monotonic() + budget, 0
    failures = Counter[int]()
    for _round in range(limit):
        if monotonic() > ends:
            break
        tired = [hook_id for hook_id, count in failures.items() if count >= FAILURES_OF_A_HOOK]
        with transaction.atomic():
            delivery = _due(at).exclude(hook__in=tired).first()
            if delivery is None:
                break
            if _deliver(delivery, limits, at):
                accepted += 1
                failures.pop(delivery.hook_id, None)
            else:
                failures[delivery.hook_id] += 1
    return accepted


def limits_on(at: datetime) -> Limits:
    on = local_date(at)
    return Limits(
        seconds=number(PolicyKey.WEBHOOK_TIMEOUT_SECONDS, on=on),
        first_wait=timedelta(seconds=number(PolicyKey.WEBHOOK_FIRST_WAIT_SECONDS, on=on)),
        longest_wait=timedelta(minutes=number(PolicyKey.WEBHOOK_LONGEST_WAIT_MINUTES, on=on)),
        attempts=number(PolicyKey.WEBHOOK_MAX_ATTEMPTS, on=on),
    )


def _due(at: datetime) -> QuerySet[WebhookDelivery]:
    earlier = WebhookDelivery.objects.filter(
        hook=OuterRef("hook"), topic=OuterRef("topic"), sequence__lt=OuterRef("sequence")
    ).exclude(state=DeliveryState.DELIVERED)
    waiting = WebhookDelivery.objects.filter(~Exists(earlier), state=DeliveryState.WAITING, next_at__lte=at)
    return (
        waiting.filter(hook__is_active=True, hook__account__is_active=True)
        .select_related("hook")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("next_at", "id")
    )


def _deliver(delivery: WebhookDelivery, limits: Limits, at: datetime) -> bool:
    delivery.attempts += 1
    answer = _send(delivery, delivery.hook, limits, at)
    delivery.last_status, delivery.last_error = answer.status, answer.error
    if answer.is_accepted:
        delivery.state, delivery.delivered_at = DeliveryState.DELIVERED, at
    else:
        if delivery.attempts >= limits.attempts:
            delivery.state = DeliveryState.PARKED
        delivery.next_at = at + limits.wait_after(delivery.attempts, random.random())
        log.warning(
            "webhook not delivered",
            hook=delivery.hook_id,
            topic=delivery.topic,
            attempts=delivery.attempts,
            status=answer.status,
            state=delivery.state,
        )
    delivery.save(update_fields=["attempts", "last_status", "last_error", "state", "delivered_at", "next_at"])
    return answer.is_accepted


def _send(delivery: WebhookDelivery, hook: Webhook, limits: Limits, at: datetime) -> outbound.Answer:
    body = body_of(delivery)
    try:
        signed = signature(secrets_of(hook, at=at), body, at=at)
    except crypto.CannotDecrypt as error:
        return outbound.Answer(None, f"the secret cannot be read: {error}"[:400])
    headers = {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "Sapa-Delivery": str(delivery.uid),
        "Sapa-Event": delivery.event,
        "Sapa-Topic": delivery.topic,
        "Sapa-Sequence": str(delivery.sequence),
        "Sapa-Attempt": str(delivery.attempts),
        HEADER: signed,
    }
    return outbound.post(hook.url, body, headers, seconds=limits.seconds)


def body_of(delivery: WebhookDelivery) -> bytes:
    """The JSON document that is sent: the same bytes at every attempt."""
    document = {
        "delivery": str(delivery.uid),
        "topic": delivery.topic,
        "sequence": delivery.sequence,
        "event": delivery.event,
        "data": delivery.payload,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()

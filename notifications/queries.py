"""Notices as pages show them, webhooks as their owners see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from . import reports
from .models import OVER, DeliveryState, MessageChannel, MessageState, Notice, OutboxMessage, Webhook, WebhookDelivery
from .wording import notice_text


@dataclass(frozen=True)
class NoticeLine:
    id: int
    text: str
    url: str
    created_at: datetime


def _unread(user_id: int, office_ids: Collection[int]) -> QuerySet[Notice]:
    return Notice.objects.filter(Q(user_id=user_id) | Q(office_id__in=office_ids), read_at=None)


def unread_count(user_id: int, office_ids: Collection[int]) -> int:
    """How many unread notices, at most 100 (the page says 99+)."""
    return _unread(user_id, office_ids)[:100].count()


def unread(user_id: int, office_ids: Collection[int], *, limit: int = 50) -> list[NoticeLine]:
    notices = _unread(user_id, office_ids).order_by("-created_at", "-id")[:limit]
    return [NoticeLine(n.pk, notice_text(n.template, n.context), n.url, n.created_at) for n in notices]


@dataclass(frozen=True)
class WebhookLine:
    """A webhook without its secret; `waiting` and `parked` count its deliveries."""

    id: int
    url: str
    events: tuple[str, ...]
    is_active: bool
    counts_from: datetime
    old_secret_until: datetime | None
    waiting: int
    parked: int


@dataclass(frozen=True)
class DeliveryLine:
    uid: str
    topic: str
    sequence: int
    event: str
    state: str
    attempts: int
    created_at: datetime
    next_at: datetime | None  # of one that waits
    delivered_at: datetime | None
    last_status: int | None
    last_error: str


def webhooks_of(account_id: int) -> list[WebhookLine]:
    """The webhooks of one system account."""
    hooks = Webhook.objects.filter(account=account_id).annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=DeliveryState.WAITING)),
        parked=Count("deliveries", filter=Q(deliveries__state=DeliveryState.PARKED)),
    )
    return [
        WebhookLine(
            id=hook.pk,
            url=hook.url,
            events=tuple(hook.events),
            is_active=hook.is_active,
            counts_from=hook.counts_from,
            old_secret_until=hook.previous_until,
            waiting=hook.waiting,
            parked=hook.parked,
        )
        for hook in hooks.order_by("id")
    ]


def deliveries_of(hook_id: int, *, state: str = "", topic: str = "", limit: int = 50) -> list[DeliveryLine]:
    """Deliveries of a webhook, newest first; of one state or one topic when given."""
    rows = WebhookDelivery.objects.filter(hook=hook_id)
    if state:
        rows = rows.filter(state=state)
    if topic:
        rows = rows.filter(topic=topic)
    return [
        DeliveryLine(
            uid=str(row.uid),
            topic=row.topic,
            sequence=row.sequence,
            event=row.event,
            state=row.state,
            attempts=row.attempts,
            created_at=row.created_at,
            next_at=row.next_at if row.state == DeliveryState.WAITING else None,
            delivered_at=row.delivered_at,
            last_status=row.last_status,
            last_error=row.last_error,
        )
        for row in rows.order_by("-created_at", "-id")[:limit]
    ]


@dataclass(frozen=True)
class MessageCounts:
    """How many messages of a channel are in which state."""

    channel: str
    sent: int
    arrived: int  # of these: the provider told that it reached the phone
    waiting: int  # to be sent, being sent, being asked about
    unclear: int
    to_call: int
    failed: int


def message_counts(center_id: int, since: datetime) -> list[MessageCounts]:
    """The messages of a center queued since a moment, one line per channel in use."""
    rows = OutboxMessage.objects.filter(center=center_id, created_at__gte=since).order_by()
    found = {
        (channel, state): count
        for channel, state, count in rows.values_list("channel", "state").annotate(count=Count("pk"))
    }
    arrived = reports.counts(center_id, since)
    waiting = (MessageState.WAITING, MessageState.SENDING, MessageState.ASKING)
    return [
        MessageCounts(
            channel=str(channel.label),
            sent=found.get((channel, MessageState.SENT), 0),
            arrived=arrived.get(channel, 0),
            waiting=sum(found.get((channel, state), 0) for state in waiting),
            unclear=found.get((channel, MessageState.UNCLEAR), 0),
            to_call=found.get((channel, MessageState.TO_CALL), 0),
            failed=found.get((channel, MessageState.FAILED), 0),
        )
        for channel in MessageChannel
        if any(key[0] == channel for key in found)
    ]


def open_messages() -> dict[str, dict[str, int]]:
    """How many messages are not over, by channel and state."""
    rows = OutboxMessage.objects.exclude(state__in=OVER).order_by("channel", "state").values_list("channel", "state")
    found: dict[str, dict[str, int]] = {}
    for channel, state, count in rows.annotate(count=Count("pk")):
        found.setdefault(channel, {})[state] = count
    return found

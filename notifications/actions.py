"""Queue messages, put up notices, deliver what is due."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.core.mail import EmailMessage
from django.db import transaction

from common import rows

from .models import Notice, OutboxMessage
from .wording import subject_and_body

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 12
FIRST_WAIT = timedelta(minutes=1)  # doubled after each failure, at most six hours
LONGEST_WAIT = timedelta(hours=6)


def email(
    *,
    key: str,
    address: str,
    language: str,
    template: str,
    context: Mapping[str, Any],
    at: datetime,
) -> OutboxMessage:
    """An unsaved e-mail for `queue_emails`."""
    return OutboxMessage(
        key=key,
        address=address,
        language=language,
        template=template,
        context=dict(context),
        created_at=at,
        not_before=at,
    )


def queue_emails(messages: Iterable[OutboxMessage]) -> None:
    """Write e-mails into the outbox, in the transaction of what they tell. The same `key` twice is once."""
    rows.insert(list(messages), "ON CONFLICT DO NOTHING")


def office_notice(
    *, key: str, office_id: int, template: str, context: Mapping[str, Any], url: str, at: datetime
) -> Notice:
    """An unsaved notice for everybody in an office, for `put_up`."""
    return Notice(key=key, office_id=office_id, template=template, context=dict(context), url=url, created_at=at)


def put_up(notices: Iterable[Notice]) -> None:
    """Put up many notices in one statement; those whose key is there already are left as they are."""
    rows.insert(list(notices), "ON CONFLICT DO NOTHING")


def mark_read(notices: Iterable[int], *, user_id: int, at: datetime) -> None:
    Notice.objects.filter(pk__in=list(notices), read_at=None).update(read_at=at, read_by_id=user_id)


def deliver_due(at: datetime, *, limit: int = 200) -> int:
    """Deliver up to `limit` messages whose time has come, oldest first; returns how many were sent.

    Each message is locked while it is sent, so several workers never send the same one at once.
    """
    sent = 0
    for _round in range(limit):
        with transaction.atomic():
            waiting = OutboxMessage.objects.select_for_update(skip_locked=True)
            message = (
                waiting.filter(sent_at=None, failed_at=None, not_before__lte=at).order_by("not_before", "id").first()
            )
            if message is None:
                break
            sent += _deliver(message, at)
    return sent


def _deliver(message: OutboxMessage, at: datetime) -> bool:
    message.attempts += 1
    try:
        subject, body = subject_and_body(message.template, message.language, message.context)
        EmailMessage(subject, body, to=[message.address], headers={"X-Message-Key": message.key}).send()
    except Exception as error:  # whatever is wrong with one message, the others behind it leave
        message.last_error = f"{type(error).__name__}: {error}"
        if message.attempts >= MOST_ATTEMPTS:
            message.failed_at = at
        message.not_before = at + min(LONGEST_WAIT, FIRST_WAIT * 2 ** (message.attempts - 1))
        log.warning("message not delivered", key=message.key, attempts=message.attempts, error=message.last_error)
    else:
        message.sent_at, message.last_error = at, ""
    message.save(update_fields=["attempts", "last_error", "failed_at", "not_before", "sent_at"])
    return message.sent_at is not None

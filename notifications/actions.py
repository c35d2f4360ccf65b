"""Queue messages, put up notices. What is queued is delivered by the gateway."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from common import rows
from common.clock import local_date
from policies.catalogue import PolicyKey
from policies.queries import text

from . import gateway
from .models import MessageChannel, MessageState, Notice, OutboxMessage
from .routes import mobile, route


def email(
    *,
    key: str,
    address: str,
    language: str,
    template: str,
    context: Mapping[str, Any],
    at: datetime,
) -> OutboxMessage:
    """An unsaved e-mail for `queue`."""
    return OutboxMessage(
        key=key,
        address=address,
        language=language,
        template=template,
        context=dict(context),
        created_at=at,
        not_before=at,
    )


def message(
    *,
    key: str,
    email: str,
    phone: str,
    language: str,
    template: str,
    context: Mapping[str, Any],
    center_id: int | None,
    may_call: bool,
    at: datetime,
    is_urgent: bool = False,
) -> OutboxMessage | None:
    """An unsaved message for `queue` that takes the best way to a person; None where none is known.

    `center_id` is the center whose staff look after it, `may_call` whether it is worth a call when nothing else works.
    """
    on = local_date(at)
    way = route(
        email=email,
        phone=phone,
        first=text(PolicyKey.MESSAGE_FIRST, on=on),
        configured=gateway.configured(),
        may_call=may_call and text(PolicyKey.MESSAGE_CALLS, on=on) == "yes",
    )
    if not way:
        return None
    return OutboxMessage(
        key=key,
        channel=way[0],
        route=way[1:],
        state=MessageState.TO_CALL if way[0] == MessageChannel.CALL else MessageState.WAITING,
        address=email,
        phone=phone,
        center_id=center_id,
        is_urgent=is_urgent,
        language=language,
        template=template,
        context=dict(context),
        created_at=at,
        not_before=at,
    )


def code_message(
    *,
    key: str,
    phone: str,
    email: str,
    language: str,
    template: str,
    context: Mapping[str, Any],
    center_id: int | None,
    at: datetime,
) -> OutboxMessage | None:
    """An unsaved message with a one-time code: by SMS, by e-mail only to who has no phone that takes one. At any hour.

    None where neither is known.
    """
    by_sms = MessageChannel.SMS in gateway.configured() and bool(mobile(phone))
    if not by_sms and not email:
        return None
    return OutboxMessage(
        key=key,
        channel=MessageChannel.SMS if by_sms else MessageChannel.EMAIL,
        address="" if by_sms else email,
        phone=phone if by_sms else "",
        center_id=center_id,
        is_urgent=True,
        language=language,
        template=template,
        context=dict(context),
        created_at=at,
        not_before=at,
    )


def forget_code(key: str) -> None:
    """A one-time code that was used or replaced does not stay in the outbox."""
    OutboxMessage.objects.filter(key=key).update(context={"code": "", "minutes": ""})


def queue(messages: Iterable[OutboxMessage]) -> None:
    """Write messages into the outbox, in the transaction of what they tell. The same `key` twice is once."""
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

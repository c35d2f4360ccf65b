"""What a provider tells of a message after it has taken it: it reached the phone, or not. Taken is not delivered.

A report is believed once it is signed (`channels.zalo_report`, `channels.sms_report`). It says something new once:
heard again it changes nothing. What is told to be delivered settles a message, whatever was thought of it; what failed
goes the next way of its route, once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Count, Q

from common.clock import local_date
from policies.catalogue import PolicyKey
from policies.queries import number

from . import gateway
from .channels import zalo
from .channels.outcome import Verdict, refused
from .models import AttemptReport, AttemptState, MessageAttempt, MessageChannel, MessageState

log = structlog.get_logger(__name__)

ASK_FOR = timedelta(days=3)  # then nobody asks any more; the message stays taken, without a report
MOST_ASKED = 50  # in one run


@dataclass(frozen=True)
class Report:
    """`uid` is our id of the try, `provider_id` theirs; one of them is enough."""

    channel: MessageChannel
    is_delivered: bool
    told_at: datetime
    uid: str = ""
    provider_id: str = ""
    code: str = ""


def take(report: Report, *, at: datetime) -> bool:
    """Write a report down; whether it says something new. About messages that are not ours it says nothing."""
    with transaction.atomic():
        attempt = _attempt_of(report)
        if attempt is None:
            log.info("report about a message that is not known", channel=report.channel)
            return False
        if attempt.report == AttemptReport.DELIVERED or (attempt.report and not report.is_delivered):
            return False
        attempt.report = AttemptReport.DELIVERED if report.is_delivered else AttemptReport.FAILED
        attempt.reported_at = min(report.told_at, at)
        if report.is_delivered:
            _delivered(attempt, at)
        else:
            _failed(attempt, report.code, at)
        attempt.save()
        attempt.message.save()
    return True


def ask_for_reports(at: datetime) -> int:
    """Ask Zalo about what it took long ago (policy message.zalo_report_hours) and told nothing of; it reports only what
    arrived. Returns how many were told of."""
    hours = number(PolicyKey.MESSAGE_ZALO_REPORT_HOURS, on=local_date(at))
    silent = MessageAttempt.objects.filter(
        channel=MessageChannel.ZALO,
        state=AttemptState.ACCEPTED,
        report="",
        started_at__lte=at - timedelta(hours=hours),
        started_at__gt=at - ASK_FOR,
    ).exclude(provider_id="")
    told = 0
    for attempt in list(silent.order_by("started_at")[:MOST_ASKED]):
        is_delivered = zalo.is_delivered(attempt, at)
        if is_delivered is not None:
            report = Report(MessageChannel.ZALO, is_delivered, at, uid=attempt.uid.hex, code="status")
            told += take(report, at=at)
    return told


def _attempt_of(report: Report) -> MessageAttempt | None:
    """Locked with its message."""
    names = Q()
    try:
        names |= Q(uid=UUID(report.uid)) if report.uid else Q(pk=None)
    except ValueError:
        names |= Q(pk=None)
    if report.provider_id:
        names |= Q(provider_id=report.provider_id)
    found = MessageAttempt.objects.select_for_update().select_related("message")
    return found.filter(names, channel=report.channel).order_by("-pk").first()


def _is_last(attempt: MessageAttempt) -> bool:
    return not attempt.message.tries.filter(number__gt=attempt.number).exists()


def _delivered(attempt: MessageAttempt, at: datetime) -> None:
    """Nobody has to call, or to decide, any more. Another try that is just under way ends by itself."""
    message = attempt.message
    if attempt.state in {AttemptState.SENDING, AttemptState.UNCLEAR}:
        attempt.state, attempt.ended_at = AttemptState.ACCEPTED, at
    if message.state != MessageState.SENT and (message.state != MessageState.SENDING or _is_last(attempt)):
        message.state, message.sent_at, message.failed_at = MessageState.SENT, at, None


def _failed(attempt: MessageAttempt, code: str, at: datetime) -> None:
    """On to the next channel; nothing where the message went on, or was told, otherwise."""
    attempt.code, attempt.error = code[:40], "reported as not delivered"
    if attempt.state in {AttemptState.SENDING, AttemptState.UNCLEAR}:
        attempt.state, attempt.ended_at = AttemptState.REFUSED, at
    message = attempt.message
    over = {MessageState.TO_CALL, MessageState.FAILED, MessageState.WAITING}
    if message.state not in over and message.channel == attempt.channel and _is_last(attempt):
        message.sent_at = None
        gateway.settle_message(message, refused(Verdict.NEXT, code, attempt.error), at)


def counts(center_id: int, since: datetime) -> dict[str, int]:
    """By channel, how many messages of a center are known to have reached the phone."""
    rows = MessageAttempt.objects.filter(
        message__center=center_id, message__created_at__gte=since, report=AttemptReport.DELIVERED
    )
    return dict(rows.order_by().values_list("channel").annotate(count=Count("message", distinct=True)))


def tries_of(messages: list[int]) -> dict[int, list[MessageAttempt]]:
    """What was tried for each of these messages, oldest first, in one statement."""
    found: dict[int, list[MessageAttempt]] = {}
    for attempt in MessageAttempt.objects.filter(message__in=messages).order_by("message", "number"):
        found.setdefault(attempt.message_id, []).append(attempt)
    return found

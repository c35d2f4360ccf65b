"""The one way out of the house: e-mail, Zalo, SMS and the list of people to be called.

Each try is written down and committed before anything leaves, under an id that goes to the provider. What a lost worker
or a lost connection leaves open is asked about, and when nobody can tell, it is listed for a person: it is never sent
blindly a second time (an e-mail may be, under the same Message-ID).
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from time import monotonic
from types import ModuleType

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction

from common.clock import local_date
from policies.catalogue import PolicyKey
from policies.queries import time_of_day

from .channels import email, sms, zalo
from .channels.outcome import Outcome, Verdict, refused
from .models import AttemptState, MessageAttempt, MessageChannel, MessageState, OutboxMessage
from .routes import may_leave_at

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 12  # on the last channel
MOST_BEFORE_NEXT = 5  # where another channel comes after it: about half an hour
FIRST_WAIT = timedelta(minutes=1)  # doubled after each failure, at most six hours
LONGEST_WAIT = timedelta(hours=6)
LOST_AFTER = timedelta(minutes=6)  # a task is ended after five: what is under way longer has lost its worker
ASK_EVERY = timedelta(minutes=2)
ASK_FOR = timedelta(minutes=30)  # then it is for a person
BUDGET_SECONDS = 200.0  # of one run, within the time limit of its task
FAILURES_OF_A_CHANNEL = 3  # one after the other in one run: then it is left alone for the rest of it

CHANNELS: Mapping[str, ModuleType] = {
    MessageChannel.EMAIL: email,
    MessageChannel.ZALO: zalo,
    MessageChannel.SMS: sms,
}
STATE_OF_TRY = {
    Verdict.ACCEPTED: AttemptState.ACCEPTED,
    Verdict.LATER: AttemptState.REFUSED,
    Verdict.NEXT: AttemptState.REFUSED,
    Verdict.UNCLEAR: AttemptState.UNCLEAR,
}


def configured() -> frozenset[str]:
    """The channels by phone for which a provider is set."""
    found = {MessageChannel.ZALO: settings.ZALO_API_URL, MessageChannel.SMS: settings.SMS_API_URL}
    return frozenset(channel for channel, url in found.items() if url)


def deliver_due(at: datetime, *, limit: int = 200, budget: float = BUDGET_SECONDS) -> int:
    """Deliver up to `limit` messages whose time has come, oldest first, for some `budget` seconds; returns how many
    were sent.

    Several may run side by side: each message is taken by one of them.
    """
    settle(at, limit=limit)
    sent, failures, ends = 0, Counter[str](), monotonic() + budget
    for _round in range(limit):
        if monotonic() > ends:
            break
        tired = [channel for channel, count in failures.items() if count >= FAILURES_OF_A_CHANNEL]
        attempt = _take(at, tired)
        if attempt is None:
            break
        outcome = _try(attempt)
        _note(attempt.pk, outcome, at)
        sent += outcome.verdict is Verdict.ACCEPTED
        if outcome.verdict in {Verdict.LATER, Verdict.UNCLEAR}:
            failures[attempt.channel] += 1
        else:
            failures.pop(attempt.channel, None)
    return sent


def settle(at: datetime, *, limit: int = 200) -> None:
    """Ask about what is not known: messages of lost workers, and those whose answer was lost."""
    lost = MessageAttempt.objects.filter(
        message__state=MessageState.SENDING, state=AttemptState.SENDING, started_at__lte=at - LOST_AFTER
    )
    for pk in list(lost.order_by("pk").values_list("pk", flat=True)[:limit]):
        _note(pk, refused(Verdict.UNCLEAR, "lost-worker", "the worker was lost while it was sent"), at)
    open_ = MessageAttempt.objects.filter(
        message__state=MessageState.ASKING, state=AttemptState.UNCLEAR, message__not_before__lte=at
    )
    for attempt in list(open_.select_related("message").order_by("pk")[:limit]):
        _ask(attempt, at)


def _take(at: datetime, tired: list[str]) -> MessageAttempt | None:
    """The next message with a new try of it, committed; what lies in quiet hours is put off to their end."""
    while True:
        with transaction.atomic():
            waiting = OutboxMessage.objects.select_for_update(skip_locked=True, of=("self",))
            due = waiting.filter(state=MessageState.WAITING, not_before__lte=at).exclude(channel__in=tired)
            message = due.order_by("not_before", "id").first()
            if message is None:
                return None
            leaves_at = _may_leave_at(message, at)
            if leaves_at > at:
                message.not_before = leaves_at
                message.save(update_fields=["not_before"])
                continue
            message.state, message.attempts = MessageState.SENDING, message.attempts + 1
            message.save(update_fields=["state", "attempts"])
            number = message.tries.count() + 1
            return MessageAttempt.objects.create(message=message, number=number, channel=message.channel, started_at=at)


def _may_leave_at(message: OutboxMessage, at: datetime) -> datetime:
    on = local_date(at)
    return may_leave_at(
        message.channel,
        at,
        quiet_from=time_of_day(PolicyKey.MESSAGE_QUIET_FROM, on=on),
        quiet_until=time_of_day(PolicyKey.MESSAGE_QUIET_UNTIL, on=on),
        is_urgent=message.is_urgent,
    )


def _try(attempt: MessageAttempt, *, asking: bool = False) -> Outcome:
    channel = CHANNELS[attempt.channel]
    try:
        return (channel.ask if asking else channel.send)(attempt.message, attempt)
    except SoftTimeLimitExceeded:
        raise  # the try stays open, and is asked about
    except Exception as error:  # whatever is wrong with one message, the others behind it leave
        log.warning("message not sent", key=attempt.message.key, channel=attempt.channel, error=type(error).__name__)
        verdict = Verdict.LATER if attempt.channel == MessageChannel.EMAIL else Verdict.UNCLEAR
        return refused(verdict, type(error).__name__, f"{type(error).__name__}: {error}")


def _ask(attempt: MessageAttempt, at: datetime) -> None:
    if at - attempt.started_at > ASK_FOR and attempt.channel != MessageChannel.EMAIL:
        OutboxMessage.objects.filter(pk=attempt.message_id, state=MessageState.ASKING).update(
            state=MessageState.UNCLEAR
        )
        return
    _note(attempt.pk, _try(attempt, asking=True), at)


def _note(attempt_pk: int, outcome: Outcome, at: datetime) -> None:
    """Write down what became of a try. Whoever settled it meanwhile (a report, a person) has the last word."""
    with transaction.atomic():
        attempt = MessageAttempt.objects.select_related("message").select_for_update().get(pk=attempt_pk)
        if attempt.state not in {AttemptState.SENDING, AttemptState.UNCLEAR}:
            return
        attempt.state, attempt.ended_at = STATE_OF_TRY[outcome.verdict], at
        attempt.provider_id, attempt.code = outcome.provider_id or attempt.provider_id, outcome.code
        attempt.error, attempt.segments = outcome.error, outcome.segments
        attempt.save()
        settle_message(attempt.message, outcome, at)


def settle_message(message: OutboxMessage, outcome: Outcome, at: datetime) -> None:
    """What the outcome of its last try means for a message; the caller has locked it."""
    message.last_error = outcome.error
    if outcome.verdict is Verdict.ACCEPTED:
        message.state, message.sent_at = MessageState.SENT, at
    elif outcome.verdict is Verdict.UNCLEAR:
        message.state, message.not_before = MessageState.ASKING, at + ASK_EVERY
    elif outcome.verdict is Verdict.LATER and message.attempts < _most(message):
        message.state = MessageState.WAITING
        message.not_before = at + min(LONGEST_WAIT, FIRST_WAIT * 2 ** (message.attempts - 1))
    else:
        _to_next_channel(message, at)
    if outcome.verdict is not Verdict.ACCEPTED:
        log.warning("message not delivered", key=message.key, state=message.state, code=outcome.code)
    message.save()


def _most(message: OutboxMessage) -> int:
    return MOST_BEFORE_NEXT if message.route else MOST_ATTEMPTS


def _to_next_channel(message: OutboxMessage, at: datetime) -> None:
    if not message.route:
        message.state, message.failed_at = MessageState.FAILED, at
        return
    message.channel, *message.route = message.route
    message.attempts, message.not_before = 0, at
    message.state = MessageState.TO_CALL if message.channel == MessageChannel.CALL else MessageState.WAITING

"""What people do about messages: they call, and they decide what nobody else can know."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.clock import local_date
from common.errors import Refusal
from policies.catalogue import PolicyKey
from policies.queries import number

from .models import AttemptState, MessageAttempt, MessageChannel, MessageState, OutboxMessage

CALL_AGAIN_AFTER = timedelta(hours=1)


class CallResult(StrEnum):
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    WRONG_NUMBER = "wrong_number"


class Decision(StrEnum):
    """About a message of which nobody knows whether it arrived."""

    ARRIVED = "arrived"
    AGAIN = "again"
    CALL = "call"


class NotToBeCalled(Refusal):
    default_message = _("This message is not on the list of calls any more: somebody else was quicker.")


class NothingToDecide(Refusal):
    default_message = _("It is already clear what became of this message.")


@transaction.atomic
def note_call(message_id: int, result: CallResult, *, by_id: int, at: datetime) -> OutboxMessage:
    """Write down a call. Reached: told. A wrong number, or too many calls without an answer (policy
    message.call_tries): not delivered. Raises NotToBeCalled."""
    message = OutboxMessage.objects.select_for_update().get(pk=message_id)
    if message.state != MessageState.TO_CALL:
        raise NotToBeCalled
    message.attempts += 1
    _write(message, AttemptState(result.value), MessageChannel.CALL, by_id=by_id, at=at)
    if result is CallResult.REACHED:
        message.state, message.sent_at = MessageState.SENT, at
    elif result is CallResult.WRONG_NUMBER or message.attempts >= _most_calls(at):
        message.state, message.failed_at = MessageState.FAILED, at
    else:
        message.not_before = at + CALL_AGAIN_AFTER
    message.save()
    return message


@transaction.atomic
def decide(message_id: int, decision: Decision, *, by_id: int, at: datetime) -> OutboxMessage:
    """Settle a message whose outcome is not known. Raises NothingToDecide."""
    message = OutboxMessage.objects.select_for_update().get(pk=message_id)
    if message.state != MessageState.UNCLEAR:
        raise NothingToDecide
    arrived = decision is Decision.ARRIVED
    message.tries.filter(state=AttemptState.UNCLEAR).update(
        state=AttemptState.ACCEPTED if arrived else AttemptState.REFUSED, ended_at=at, by_id=by_id
    )
    if arrived:
        message.state, message.sent_at = MessageState.SENT, at
    elif decision is Decision.AGAIN:
        message.state, message.not_before, message.attempts = MessageState.WAITING, at, 0
    else:
        message.state, message.channel, message.route = MessageState.TO_CALL, MessageChannel.CALL, []
        message.not_before, message.attempts = at, 0
    message.save()
    return message


def _most_calls(at: datetime) -> int:
    return number(PolicyKey.MESSAGE_CALL_TRIES, on=local_date(at))


def _write(message: OutboxMessage, state: AttemptState, channel: MessageChannel, *, by_id: int, at: datetime) -> None:
    MessageAttempt.objects.create(
        message=message,
        number=message.tries.count() + 1,
        channel=channel,
        state=state,
        started_at=at,
        ended_at=at,
        by_id=by_id,
    )

"""The messages of a center that need a person: whom to call, and what nobody knows. And how many left how."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from accounts.models import User
from centers.models import Center
from dossiers import access
from dossiers.lifecycle import Status
from dossiers.models import Dossier
from notifications.models import MessageAttempt, MessageChannel, MessageState, OutboxMessage
from notifications.queries import MessageCounts, message_counts
from notifications.reports import tries_of
from notifications.short_texts import short_text

SHOWN = 50
COUNTED = timedelta(days=30)


@dataclass(frozen=True)
class MessageLine:
    """`say` is what is told, in the language of the applicant; `tries` counts on the present channel."""

    id: int
    dossier_id: int
    code: str
    name: str
    phone: str
    language: str
    say: str
    channel: str
    status: str
    since: datetime
    tries: int
    told: Sequence[str]  # "Zalo: did not reach the phone", for what was tried before


@dataclass(frozen=True)
class MessagesPage:
    """`totals` count what is listed and what is not."""

    to_call: Sequence[MessageLine]
    to_call_total: int
    unclear: Sequence[MessageLine]
    unclear_total: int
    counts: Sequence[MessageCounts]
    counted_from: datetime


def messages_page(user: User, center: Center, *, at: datetime) -> MessagesPage:
    """What somebody at the desk of this center has to do about messages of dossiers that they may see."""
    calls, unclear = _open(center, MessageState.TO_CALL), _open(center, MessageState.UNCLEAR)
    since = at - COUNTED
    return MessagesPage(
        to_call=_lines(user, calls, at),
        to_call_total=calls.count(),
        unclear=_lines(user, unclear, at),
        unclear_total=unclear.count(),
        counts=message_counts(center.pk, since),
        counted_from=since,
    )


def waiting_for_people(center: Center) -> int:
    """How many messages of the center need somebody."""
    return OutboxMessage.objects.filter(center=center, state__in=[MessageState.TO_CALL, MessageState.UNCLEAR]).count()


def dossier_of(message: OutboxMessage) -> int | None:
    """The key of the dossier a message tells of; None for messages about something else."""
    found = message.context.get("dossier")
    return found if isinstance(found, int) else None


def _open(center: Center, state: MessageState) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(center=center, state=state).order_by("not_before", "id")


def _lines(user: User, messages: QuerySet[OutboxMessage], at: datetime) -> list[MessageLine]:
    shown = list(messages[:SHOWN])
    keys = {pk for one in shown if (pk := dossier_of(one)) is not None}
    seen = access.visible_to(user, at).filter(pk__in=keys).select_related("submitter")
    dossiers = {dossier.pk: dossier for dossier in seen}
    tried = tries_of([one.pk for one in shown])
    return [
        _line(one, dossiers[pk], tried.get(one.pk, ()))
        for one in shown
        if (pk := dossier_of(one)) in dossiers and pk is not None
    ]


def _line(message: OutboxMessage, dossier: Dossier, tries: Sequence[MessageAttempt]) -> MessageLine:
    before = [one for one in tries if one.channel != MessageChannel.CALL]
    return MessageLine(
        id=message.pk,
        dossier_id=dossier.pk,
        code=dossier.code or "",
        name=dossier.submitter.name,
        phone=message.phone,
        language=message.language,
        say=short_text(message.template, message.language, message.context).whole,
        channel=str(MessageChannel(message.channel).label),
        status=str(Status(dossier.status).label),
        since=message.created_at,
        tries=message.attempts,
        told=[f"{one.get_channel_display()}: {one.get_report_display() or one.get_state_display()}" for one in before],
    )

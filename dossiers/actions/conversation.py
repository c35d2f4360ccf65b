"""Writing a message about a dossier, and remembering who has read how far. Nothing of it is the dossier's life."""

from datetime import datetime

from django.db import transaction

from common.clock import local_date
from dossiers.actors import Actor
from dossiers.conversation import (
    ConversationOver,
    NothingSaid,
    NotInConversation,
    WaitForAnswer,
    answers,
    is_applicant,
    is_over,
)
from dossiers.folder import folder_of
from dossiers.letterbox import post, to_applicant
from dossiers.models import ConversationLine, ConversationMark, Dossier
from notifications.actions import office_notice, put_up
from policies.catalogue import PolicyKey
from policies.queries import number


@transaction.atomic
def say(dossier: Dossier, text: str, *, at: datetime, by: Actor) -> ConversationLine:
    """Write to the other side, which is told that there is a message, never what it says.

    Raises `NothingSaid`, `NotInConversation`, `ConversationOver`, `WaitForAnswer`.
    """
    if not text.strip():
        raise NothingSaid
    locked = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    from_applicant = is_applicant(folder_of(locked), by, at)
    if by.account_id is None or not (from_applicant or answers(locked, by)):
        raise NotInConversation
    if is_over(locked, at):
        raise ConversationOver
    unanswered = _unanswered(locked)
    if from_applicant and len(unanswered) >= number(PolicyKey.MESSAGES_MOST_UNANSWERED, on=local_date(at)):
        raise WaitForAnswer
    office_id = None if from_applicant else locked.holder_id
    line = ConversationLine.objects.create(
        dossier=locked, by_id=by.account_id, office_id=office_id, text=text.strip(), at=at
    )
    if from_applicant:
        _tell_office(locked, unanswered[0] if unanswered else line.pk, at)
    else:
        post([to_applicant(locked, key=f"dossier/{locked.pk}/message/{line.pk}", template="dossier_message", at=at)])
    return line


def mark_read(dossier: Dossier, *, at: datetime, by: Actor) -> None:
    """Everything written so far has been seen by this person."""
    last = dossier.conversation.order_by("-pk").values_list("pk", flat=True).first()
    if last is None or by.account_id is None:
        return
    ConversationMark.objects.update_or_create(
        dossier=dossier, reader_id=by.account_id, defaults={"line": last, "at": at}
    )


def _unanswered(dossier: Dossier) -> list[int]:
    """Keys of the applicant's lines since an office wrote last, oldest first."""
    answer = dossier.conversation.filter(office__isnull=False).order_by("-pk").values_list("pk", flat=True).first()
    own = dossier.conversation.filter(office=None, pk__gt=answer or 0)
    return list(own.order_by("pk").values_list("pk", flat=True))


def _tell_office(dossier: Dossier, first: int, at: datetime) -> None:
    """One notice for all messages that wait for one answer."""
    notice = office_notice(
        key=f"dossier/{dossier.pk}/message/{first}/{dossier.holder_id}",
        office_id=dossier.holder_id,
        template="dossier_message",
        context={"code": dossier.code or "", "dossier": dossier.pk},
        url=f"/xu-ly/ho-so/{dossier.pk}/#conversation",
        at=at,
    )
    put_up([notice])

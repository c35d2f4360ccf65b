"""Messages to the applicant of a dossier: whom they reach, and what all of them say."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from notifications.actions import email, queue_emails
from notifications.models import OutboxMessage
from notifications.tasks import nudge

from .models import Dossier


def to_applicant(dossier: Dossier, *, key: str, template: str, at: datetime, **context: Any) -> OutboxMessage | None:
    """An unsaved e-mail to who submitted the dossier; None where no address is known.

    `key` names what is told, `context` what `template` says besides the dossier and how to follow it.
    """
    address = dossier.submitter.email or (dossier.account.email if dossier.account else "")
    if not address:
        return None
    known = {
        "code": dossier.code or "",
        "procedure": dossier.version.procedure.name,
        "check_word": dossier.check_word,
        "secret": dossier.secret,
    }
    return email(
        key=key, address=address, language=dossier.language, template=template, context={**known, **context}, at=at
    )


def post(messages: Iterable[OutboxMessage | None]) -> None:
    """Queue those there are, in the transaction of what they tell; the worker is nudged once it has been committed."""
    found = [message for message in messages if message]
    if found:
        queue_emails(found)
        transaction.on_commit(nudge, robust=True)

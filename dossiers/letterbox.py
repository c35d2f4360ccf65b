"""Messages to the applicant of a dossier: whom they reach, and what all of them say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from notifications.actions import message, queue
from notifications.models import OutboxMessage
from notifications.tasks import nudge

from .models import Dossier, FiledBy

WORTH_A_CALL = frozenset(
    {
        "dossier_incomplete",
        "dossier_not_accepted",
        "dossier_supplement_requested",
        "dossier_payment_requested",
        "dossier_extended",
        "dossier_lapse_soon",
        "dossier_lapsed",
        "dossier_returned",
        "dossier_stopped",
        "dossier_resolved",
        "dossier_uncollected",
    }
)
"""Those after which the person has to do or know something; nobody is called only to hear that all goes well."""


@dataclass(frozen=True)
class Address:
    """Where somebody is reached."""

    email: str
    phone: str


def to_applicant(
    dossier: Dossier, *, key: str, template: str, at: datetime, to: Address | None = None, **context: Any
) -> OutboxMessage | None:
    """An unsaved message to who submitted the dossier, on the best way to them; None where no way is known. Where a
    helper filed, that is the owner.

    `key` names what is told, `context` what `template` says besides the dossier and how to follow it; `to` is another
    address of the same person.
    """
    submitter = dossier.submitter
    account = dossier.account if dossier.filed_by != FiledBy.HELPER else None  # nobody is told in the owner's place
    known = {
        "dossier": dossier.pk,
        "code": dossier.code or "",
        "procedure": dossier.version.procedure.name,
        "check_word": dossier.check_word,
        "secret": dossier.secret,
    }
    to = to or Address(
        email=submitter.email or (account.email if account else ""),
        phone=submitter.phone or (account.phone if account else ""),
    )
    return message(
        key=key,
        email=to.email,
        phone=to.phone,
        language=dossier.language,
        template=template,
        context={**known, **context},
        center_id=dossier.receiving_center_id,
        may_call=template in WORTH_A_CALL,
        at=at,
    )


def post(messages: Iterable[OutboxMessage | None]) -> None:
    """Queue those there are, in the transaction of what they tell; the worker is nudged once it has been committed."""
    found = [message for message in messages if message]
    if found:
        queue(found)
        transaction.on_commit(nudge, robust=True)

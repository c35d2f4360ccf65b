"""Messages of a transition: queued in the same transaction, delivered by the worker after commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from dossiers.models import Channel
from notifications.actions import notify_office, queue_email
from notifications.tasks import nudge

from . import webhooks

if TYPE_CHECKING:
    from .interpreter import Move


def tell(move: Move) -> None:
    """Queue the message to the applicant, and the notice to the office that has to act next."""
    if not move.speaks:
        return
    _tell_applicant(move)
    _tell_office(move)
    webhooks.queue(move)
    transaction.on_commit(nudge, robust=True)


def _tell_applicant(move: Move) -> None:
    dossier = move.dossier
    if not move.transition.message:
        return
    address = dossier.submitter.email or (dossier.account.email if dossier.account else "")
    if not address:
        return
    queue_email(
        key=f"dossier/{dossier.pk}/{move.event.number}",
        address=address,
        language=dossier.language,
        template=f"dossier_{move.transition.message}",
        context={
            "code": dossier.code or "",
            "procedure": dossier.version.procedure.name,
            "check_word": dossier.check_word,
            "secret": dossier.secret,
            "status": dossier.status,
            "due_at": dossier.appointment_at.isoformat() if dossier.appointment_at else "",
        },
        at=move.at,
    )


def _tell_office(move: Move) -> None:
    dossier, name = move.dossier, move.transition.name
    target = {
        "submit": dossier.holder_id if dossier.channel == Channel.ONLINE else None,
        "resubmit": dossier.holder_id,
        "hand_over": move.facts.get("to_office"),
        "supply": dossier.holder_id,
        "confirm_payment": dossier.holder_id,
    }.get(name)
    if target and target not in move.by.office_ids:
        notify_office(
            key=f"dossier/{dossier.pk}/{move.event.number}",
            office_id=int(target),
            template=f"dossier_{name}",
            context={"code": dossier.code or "", "dossier": dossier.pk},
            url=f"/xu-ly/ho-so/{dossier.pk}/",
            at=move.at,
        )

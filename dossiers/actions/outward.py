"""Messages of a transition: queued in the same transaction, delivered by the worker after commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from centers.models import Office, OfficeKind
from dossiers.letterbox import post, to_applicant
from dossiers.models import Channel, FiledBy
from notifications.actions import office_notice, put_up
from notifications.models import Notice, OutboxMessage

from . import webhooks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .interpreter import Move


def tell(moves: Sequence[Move]) -> None:
    """Queue the messages to the applicant, and the notices to the offices that have to act next."""
    speaking = [move for move in moves if move.speaks]
    notices = [notice for move in speaking if (notice := _to_office(move))]
    notices += [notice for move in speaking for notice in _of_missing_originals(move)]
    notices += [notice for move in speaking for notice in _of_slips(move)]
    post(_to_applicant(move) for move in speaking)
    if notices:
        put_up(notices)
    webhooks.queue(speaking)


def _to_applicant(move: Move) -> OutboxMessage | None:
    dossier = move.dossier
    if not move.transition.message or _moves_no_date(move):
        return None
    due = dossier.appointment_at
    return to_applicant(
        dossier,
        key=_key(move),
        template=_template(move),
        at=move.at,
        status=str(move.state.status),
        due_at=due.isoformat() if due else "",
        **{name: move.facts[name] for name in ("carrier", "parcel") if name in move.facts},
    )


def _template(move: Move) -> str:
    """Who was helped hears by whom it was sent, and how to end that."""
    if move.transition.name == "submit" and move.dossier.filed_by == FiledBy.HELPER:
        return "dossier_sent_for_you"
    return f"dossier_{move.transition.message}"


def _moves_no_date(move: Move) -> bool:
    """A dossier whose clock stands still only takes a new calendar over; there is no new date to tell yet."""
    return move.transition.name == "reschedule" and move.before.due_at == move.state.due_at


def _to_office(move: Move) -> Notice | None:
    dossier, name = move.dossier, move.transition.name
    target = {
        "submit": move.holder_id if dossier.channel == Channel.ONLINE else None,
        "resubmit": move.holder_id,
        "hand_over": move.facts.get("to_office"),
        "supply": move.holder_id,
        "confirm_payment": move.holder_id,
    }.get(name)
    if not target or target in move.by.office_ids:
        return None
    return office_notice(
        key=_key(move),
        office_id=int(target),
        template=f"dossier_{name}",
        context={"code": dossier.code or "", "dossier": dossier.pk},
        url=f"/xu-ly/ho-so/{dossier.pk}/",
        at=move.at,
    )


def _of_missing_originals(move: Move) -> Iterator[Notice]:
    """Both offices of a hand-over hear what did not arrive, and the leadership of their centers; who leads a department
    hears what its offices hear."""
    if not move.facts.get("missing") or move.waiting is None:
        return
    offices = list(Office.objects.filter(pk__in={move.waiting.office_id, move.holder_id}))
    centers = [office.center_id for office in offices if office.center_id]
    leaders = Office.objects.filter(center__in=centers, kind=OfficeKind.LEADERSHIP)
    for office_id in sorted({office.pk for office in (*offices, *leaders)}):
        yield office_notice(
            key=f"{_key(move)}/missing/{office_id}",
            office_id=office_id,
            template="dossier_originals_missing",
            context={"code": move.dossier.code or "", "names": [row["name"] for row in move.facts["missing"]]},
            url=f"/xu-ly/ho-so/{move.dossier.pk}/",
            at=move.at,
        )


def _of_slips(move: Move) -> Iterator[Notice]:
    """The other side of a coordination slip hears of it; an answer also goes to whoever has the dossier by now."""
    facts, dossier = move.facts, move.dossier
    heard_by = {
        "ask_opinion": lambda: {facts["asked_office"]},
        "withdraw_opinion": lambda: {facts["asked_office"]},
        "answer_opinion": lambda: {facts["asking_office"], dossier.holder_id},
    }.get(move.transition.name)
    if heard_by is None:
        return
    names = dict(
        Office.objects.filter(pk__in=[facts["asking_office"], facts["asked_office"]]).values_list("pk", "name")
    )
    for office_id in sorted(heard_by()):
        yield office_notice(
            key=f"{_key(move)}/{office_id}",
            office_id=office_id,
            template=f"dossier_{move.transition.name}",
            context={
                "code": dossier.code or "",
                "asking": names[facts["asking_office"]],
                "asked": names[facts["asked_office"]],
                "due_at": facts.get("answer_by", ""),
                "is_competent": facts.get("competent", True),
            },
            url=f"/xu-ly/phoi-hop/{facts['slip']}/",
            at=move.at,
        )


def _key(move: Move) -> str:
    """Names one event of one dossier; call it once the dossier is saved."""
    return f"dossier/{move.dossier.pk}/{move.event.number}"

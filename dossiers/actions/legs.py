"""The way of a dossier from office to office, leg by leg, and whom it is opened to on the way. In memory;
the folder writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from dossiers.models import FiledBy, Ground, Leg

from . import originals
from .dates import due_of_step

if TYPE_CHECKING:
    from .interpreter import Move


class WayIsTaken(Refusal):
    default_message = _("The dossier was with another office at that moment. Enter a later date and time.")


def change_holder(move: Move) -> None:
    """Whoever confirms the hand-over has the dossier, and nobody there is assigned yet. Raises `WayIsTaken`."""
    dossier, leg = move.dossier, _leg_under_way(move)
    if move.at < leg.given_at:
        raise WayIsTaken(field="at")
    if dossier.holder_id != leg.office_id:
        dossier.holder_id, dossier.assignee_id, dossier.stands_in_for_id = leg.office_id, None, None


def let_in(move: Move) -> None:
    """Open the dossier to receiving and deciding office, to the submitter, and to the owner once that is proven."""
    dossier, folder, since = move.dossier, move.folder, move.at
    if move.event.number > 1:
        return
    folder.grant(Ground.RECEIVING, since=since, offices=[dossier.holder_id])
    folder.grant(Ground.DECIDING, since=since, offices=[dossier.deciding_office_id])
    if dossier.account_id:
        ground = Ground.HELPER if dossier.filed_by == FiledBy.HELPER else Ground.SUBMITTER
        folder.grant(ground, since=since, account_id=dossier.account_id)
    owner = dossier.owner
    if owner.account_id and owner.account_proven_at:
        folder.grant(Ground.OWNER, since=since, account_id=owner.account_id)


def begin_way(move: Move) -> None:
    """The first leg: with whoever receives, confirmed at once."""
    dossier = move.dossier
    let_in(move)
    move.folder.add_leg(
        Leg(
            dossier=dossier,
            number=1,
            given_by_id=move.by.account_id,
            given_at=move.at,
            office_id=dossier.holder_id,
            confirmed_by_id=move.by.account_id,
            confirmed_at=move.at,
            step_number=dossier.step_number,
            step_due_at=dossier.step_due_at,
        )
    )


def send_on(move: Move) -> None:
    """The next leg, which the other office is to confirm; the originals go with it. Raises `WayIsTaken`."""
    dossier, folder = move.dossier, move.folder
    to_office = int(move.facts["to_office"])
    last = folder.legs[-1] if folder.legs else None
    if last is not None and last.confirmed_at is not None and move.at < last.confirmed_at:
        raise WayIsTaken(field="at")
    leg = Leg(
        dossier=dossier,
        number=last.number + 1 if last else 1,
        from_office_id=dossier.holder_id,
        given_by_id=move.by.account_id,
        given_at=move.at,
        office_id=to_office,
        step_number=dossier.step_number,
    )
    folder.add_leg(leg)
    originals.send_along(move, leg)
    folder.grant(Ground.STEP, since=move.at, offices=[to_office])


def arrive(move: Move) -> None:
    """The leg under way is confirmed, all earlier ones are over, and the office that gave it only reads."""
    folder, leg = move.folder, _leg_under_way(move)
    for earlier in folder.legs:
        if earlier.number < leg.number and earlier.ended_at is None:
            earlier.ended_at = move.at
            folder.change_leg(earlier)
    leg.confirmed_at, leg.confirmed_by_id = move.at, move.by.account_id
    folder.change_leg(leg)
    originals.arrive(move, leg)
    if move.holder_id != leg.office_id:
        folder.make_read_only(Ground.STEP, move.holder_id, move.at)


def keep_leg_in_time(move: Move) -> None:
    """Who has it answers for the step it has come to, by the due date of now: no pause and no new limit makes a leg
    late. While it is on its way the dossier is in the receiver's step already, the giver's stays what it was."""
    dossier, leg = move.dossier, move.folder.under_way
    if leg is None or dossier.due_at is None:
        return
    step, due_at = dossier.step_number, dossier.step_due_at
    if move.folder.waiting is not None:
        step = leg.step_number
        due_at = due_of_step(dossier, step)
    if (leg.step_number, leg.step_due_at) != (step, due_at):
        leg.step_number, leg.step_due_at = step, due_at
        move.folder.change_leg(leg)


def call_back(move: Move, leg: Leg) -> None:
    """A hand-over that nobody confirmed before the dossier ended or was opened again: closed at once, by nobody."""
    leg.confirmed_at = leg.ended_at = move.at
    move.folder.change_leg(leg)
    originals.call_back(move, leg)
    if leg.office_id != move.holder_id:
        move.folder.make_read_only(Ground.STEP, leg.office_id, move.at)


def close_way(move: Move) -> None:
    """Delivered by the system while a hand-over waited: nobody has to confirm it any more."""
    if move.waiting:
        call_back(move, move.waiting)


def _leg_under_way(move: Move) -> Leg:
    assert move.waiting is not None  # guard the_receiver
    return move.waiting

"""What else a transition changes beside status and dates: access, assignee, pauses, hand-overs (`legs`), forms
(`issued_forms`). In memory; the unit of work writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from common.clock import end_of_day, local_date
from dossiers.lifecycle import AWAITING, Clock, Status
from dossiers.models import Dossier, DossierPause, Ground
from dossiers.reference import process_of, reception_at
from dossiers.state import Halt
from policies.catalogue import PolicyKey
from policies.queries import value

from . import issued_forms, legs
from .dates import put_state

if TYPE_CHECKING:
    from .interpreter import Move


def put_columns(move: Move) -> None:
    """Change the columns of the dossier."""
    column = _COLUMNS.get(move.transition.name)
    if column:
        column(move)
    put_state(move.dossier, move.state, step=_step_after(move))
    if move.transition.target:
        move.dossier.applicant_due_at = applicant_due(move.state.status, move.at)


def add_rows(move: Move) -> None:
    """Add and change the rows that belong to the dossier."""
    if move.transition.clock in ENDS_OR_RESTARTS and move.waiting:
        legs.call_back(move, move.waiting)
    effect = _ROWS.get(move.transition.name)
    if effect:
        effect(move)
    if move.transition.form:
        move.work.forms.append(issued_forms.form_of(move, move.transition.form))
    if move.state.ended_at is not None and move.before.ended_at is None:
        _let_out(move)
    legs.keep_leg_in_time(move)


def _let_out(move: Move) -> None:
    """A helper sees the dossier until it ends, and so do offices that were asked something. Opened again, it needs the
    citizen's consent and the question again."""
    move.folder.end(Ground.HELPER, move.at)
    if move.folder.end(Ground.COORDINATION, move.at):
        move.work.slips_end_at = move.at


def keep_pauses(dossier: Dossier, stored: Sequence[Halt], halts: Sequence[Halt]) -> None:
    """Write the pauses of a saved dossier as rows, when they are not those that are stored."""
    if halts == stored:
        return
    pauses = [
        DossierPause(
            dossier=dossier,
            number=number,
            status=halt.status,
            started_at=halt.start,
            ended_at=halt.end,
            holds=halt.holds,
        )
        for number, halt in enumerate(halts, start=1)
    ]
    DossierPause.objects.bulk_create(
        pauses,
        update_conflicts=True,
        unique_fields=["dossier", "number"],
        update_fields=["status", "started_at", "ended_at", "holds"],
    )


def applicant_due(status: Status | None, at: datetime) -> datetime | None:
    """When the applicant's own time to complete is over, counted from `at`; None where nothing is asked of them."""
    if status in AWAITING:
        days = value(PolicyKey.SUPPLEMENT_LAPSE_DAYS, on=local_date(at))
    elif status is Status.INCOMPLETE:
        days = value(PolicyKey.INCOMPLETE_EXPIRY_DAYS, on=local_date(at))
    else:
        return None
    return end_of_day(local_date(at) + timedelta(days=int(days))) if days else None


def _step_after(move: Move) -> int | None:
    """The step in which the dossier is: the first one from reception on; handing over finishes it and begins the next,
    so that the giver's step is not late by the time the receiver takes to confirm."""
    if move.transition.name == "receive":
        return 1
    if move.transition.name == "hand_over":
        return move.facts.get("step") or move.dossier.step_number
    if move.transition.name == "confirm_hand_over" and move.waiting:
        return move.waiting.step_number
    if move.transition.name == "start":
        return _step_of_the_work(move.dossier)
    if move.transition.name == "reclassify" and move.state.received_at:
        return _step_of_the_work(move.dossier, after=0) if move.state.status is not Status.RECEIVED else 1
    return move.dossier.step_number


def _mend(move: Move) -> None:
    if move.state.status is Status.RESOLVED:
        _open_to_return_office(move)
    issued_forms.reissue_slip(move)


def _turn_to_deciders(move: Move) -> None:
    """The office that decides now is let in; the one that decided before only reads."""
    dossier, folder = move.dossier, move.folder
    for row in folder.access:
        if row.ground == Ground.DECIDING and row.office_id and row.office_id != dossier.deciding_office_id:
            folder.make_read_only(Ground.DECIDING, row.office_id, move.at)
    folder.grant(Ground.DECIDING, since=move.at, offices=[dossier.deciding_office_id])
    issued_forms.reissue_slip(move)


def _step_of_the_work(dossier: Dossier, *, after: int | None = None) -> int | None:
    """Who starts work is past the sorting and assigning: the step ahead that has the largest share of the time."""
    at_least = (dossier.step_number or 0) if after is None else after
    ahead = [step for step in process_of(dossier) if step.number >= at_least]
    return max(ahead, key=lambda step: step.share).number if ahead else dossier.step_number


def _assign(move: Move) -> None:
    move.dossier.assignee_id = move.facts.get("to_user")
    move.dossier.stands_in_for_id = move.facts.get("stands_in_for")


def _assign_if_nobody_is(move: Move) -> None:
    if move.dossier.assignee_id is None:
        move.dossier.assignee_id = move.by.account_id


def _open_to_return_office(move: Move) -> None:
    office = reception_at(move.dossier.return_center)
    move.folder.grant(Ground.RETURNING, since=move.at, offices=[office.pk])


def _let_the_asked_read(move: Move) -> None:
    move.folder.let_read(Ground.COORDINATION, int(move.facts["asked_office"]), move.at)


def _let_the_asked_out(move: Move) -> None:
    move.folder.end(Ground.COORDINATION, move.at, office_id=int(move.facts["asked_office"]))


def _let_the_helper_out(move: Move) -> None:
    move.folder.end(Ground.HELPER, move.at)


ENDS_OR_RESTARTS = frozenset({Clock.STOP, Clock.RESTART})

_COLUMNS: Mapping[str, Callable[[Move], None]] = {
    "assign": _assign,
    "start": _assign_if_nobody_is,
    "confirm_hand_over": legs.change_holder,
}
_ROWS: Mapping[str, Callable[[Move], None]] = {
    "submit": legs.let_in,
    "receive": legs.begin_way,
    "hand_over": legs.send_on,
    "confirm_hand_over": legs.arrive,
    "ask_opinion": _let_the_asked_read,
    "answer_opinion": _let_the_asked_out,
    "withdraw_opinion": _let_the_asked_out,
    "end_help": _let_the_helper_out,
    "resolve": _open_to_return_office,
    "deliver": legs.close_way,
    "correct": _mend,
    "reclassify": _turn_to_deciders,
}

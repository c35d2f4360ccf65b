"""What else a transition changes beside status and dates: access, hand-overs, assignee, pauses, forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from centers.queries import reception_of
from common.clock import end_of_day, local_date
from common.errors import Refusal
from dossiers import access
from dossiers.codes import next_form_number
from dossiers.lifecycle import AWAITING, Clock, Status
from dossiers.models import Dossier, DossierPause, FiledBy, Ground, IssuedForm, Leg
from policies.catalogue import PolicyKey
from policies.queries import value
from procedures.queries import steps_of

from .dates import put_state

if TYPE_CHECKING:
    from .interpreter import Move


class WayIsTaken(Refusal):
    default_message = _("The dossier was with another office at that moment. Enter a later date and time.")


def put_columns(move: Move) -> None:
    """Change the columns of the dossier, before it is saved."""
    column = _COLUMNS.get(move.transition.name)
    if column:
        column(move)
    put_state(move.dossier, move.state, step=_step_after(move))
    if move.transition.target:
        move.dossier.applicant_due_at = applicant_due(move.state.status, move.at)


def add_rows(move: Move) -> None:
    """Add and change the rows that belong to the dossier, after it and the event were saved."""
    _keep_pauses(move)
    if move.transition.clock in ENDS_OR_RESTARTS and move.waiting:
        _call_back(move, move.waiting)
    effect = _ROWS.get(move.transition.name)
    if effect:
        effect(move)
    if move.transition.form:
        _issue_form(move)
    if move.state.ended_at is not None and move.before.ended_at is None:
        access.end_help(move.dossier, move.at)


def _keep_pauses(move: Move) -> None:
    halts = move.state.halts
    if halts == move.before.halts:
        return
    rows = [
        DossierPause(
            dossier=move.dossier,
            number=number,
            status=halt.status,
            started_at=halt.start,
            ended_at=halt.end,
            holds=halt.holds,
        )
        for number, halt in enumerate(halts, start=1)
    ]
    DossierPause.objects.bulk_create(
        rows,
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
    return move.dossier.step_number


def _step_of_the_work(dossier: Dossier) -> int | None:
    """Who starts work is past the sorting and assigning: the step ahead that has the largest share of the time."""
    ahead = [step for step in steps_of(dossier.version) if step.number >= (dossier.step_number or 0)]
    return max(ahead, key=lambda step: step.share).number if ahead else dossier.step_number


def _assign(move: Move) -> None:
    move.dossier.assignee_id = move.facts.get("to_user")


def _assign_if_nobody_is(move: Move) -> None:
    if move.dossier.assignee_id is None:
        move.dossier.assignee_id = move.by.account_id


def _change_holder(move: Move) -> None:
    dossier, leg = move.dossier, _leg_under_way(move)
    if move.at < leg.given_at:
        raise WayIsTaken(field="at")
    if dossier.holder_id != leg.office_id:
        dossier.holder_id, dossier.assignee_id = leg.office_id, None


def _leg_under_way(move: Move) -> Leg:
    assert move.waiting is not None  # guard the_receiver
    return move.waiting


def _let_in(move: Move) -> None:
    """Open the dossier to receiving and deciding office, to the submitter, and to the owner once that is proven."""
    dossier, since = move.dossier, move.at
    if move.event.number > 1:
        return
    access.grant(dossier, Ground.RECEIVING, since=since, offices=[dossier.holder_id])
    access.grant(dossier, Ground.DECIDING, since=since, offices=[dossier.deciding_office_id])
    if dossier.account_id:
        ground = Ground.HELPER if dossier.filed_by == FiledBy.HELPER else Ground.SUBMITTER
        access.grant(dossier, ground, since=since, account_id=dossier.account_id)
    owner = dossier.owner
    if owner.account_id and owner.account_proven_at:
        access.grant(dossier, Ground.OWNER, since=since, account_id=owner.account_id)


def _begin_way(move: Move) -> None:
    dossier = move.dossier
    _let_in(move)
    Leg.objects.create(
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


def _send_on(move: Move) -> None:
    dossier = move.dossier
    to_office = int(move.facts["to_office"])
    last = dossier.legs.order_by("-number").first()
    if last is not None and last.confirmed_at is not None and move.at < last.confirmed_at:
        raise WayIsTaken(field="at")
    Leg.objects.create(
        dossier=dossier,
        number=last.number + 1 if last else 1,
        from_office_id=dossier.holder_id,
        given_by_id=move.by.account_id,
        given_at=move.at,
        office_id=to_office,
        step_number=dossier.step_number,
    )
    access.grant(dossier, Ground.STEP, since=move.at, offices=[to_office])


def _arrive(move: Move) -> None:
    dossier, leg = move.dossier, _leg_under_way(move)
    dossier.legs.filter(number__lt=leg.number, ended_at=None).update(ended_at=move.at)
    leg.confirmed_at, leg.confirmed_by_id, leg.step_due_at = move.at, move.by.account_id, dossier.step_due_at
    leg.save(update_fields=["confirmed_at", "confirmed_by", "step_due_at"])
    if move.holder_id != leg.office_id:
        access.make_read_only(dossier, Ground.STEP, move.holder_id, move.at)


def _call_back(move: Move, leg: Leg) -> None:
    """A hand-over that nobody confirmed before the dossier ended or was opened again: closed at once, by nobody."""
    leg.confirmed_at = leg.ended_at = move.at
    leg.save(update_fields=["confirmed_at", "ended_at"])
    if leg.office_id != move.holder_id:
        access.make_read_only(move.dossier, Ground.STEP, leg.office_id, move.at)


def _open_to_return_office(move: Move) -> None:
    office = reception_of(move.dossier.return_center)
    access.grant(move.dossier, Ground.RETURNING, since=move.at, offices=[office.pk])


def _issue_form(move: Move) -> None:
    """A numbered record of the form with what it says (Circular 03/2025/TT-VPCP, Appendix I)."""
    dossier, form, year = move.dossier, move.transition.form, local_date(move.at).year
    IssuedForm.objects.create(
        dossier=dossier,
        event=move.event,
        form=form,
        number=next_form_number(dossier.receiving_center_id, form, year),
        year=year,
        center_id=dossier.receiving_center_id,
        issued_at=move.at,
        issued_by_id=move.by.account_id,
        content={
            "reason": move.event.reason,
            "papers": list(move.facts.get("papers", [])),
            "transition": move.transition.name,
        },
    )


ENDS_OR_RESTARTS = frozenset({Clock.STOP, Clock.RESTART})

_COLUMNS: Mapping[str, Callable[[Move], None]] = {
    "assign": _assign,
    "start": _assign_if_nobody_is,
    "confirm_hand_over": _change_holder,
}
_ROWS: Mapping[str, Callable[[Move], None]] = {
    "submit": _let_in,
    "receive": _begin_way,
    "hand_over": _send_on,
    "confirm_hand_over": _arrive,
    "resolve": _open_to_return_office,
}

"""What else a transition changes beside status and dates: access, hand-overs, assignee, pauses, forms. In memory;
the unit of work writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from common import rows
from common.clock import end_of_day, local_date
from common.errors import Refusal
from dossiers.codes import next_form_number
from dossiers.lifecycle import AWAITING, Clock, Status
from dossiers.models import Dossier, DossierPause, FiledBy, Ground, IssuedForm, Leg
from dossiers.reference import process_of, reception_at
from dossiers.slips.said import NAMES, Told, said_about
from dossiers.state import Halt
from policies.catalogue import PolicyKey
from policies.queries import value

from . import originals
from .dates import due_of_step, put_state

if TYPE_CHECKING:
    from .interpreter import Move


class WayIsTaken(Refusal):
    default_message = _("The dossier was with another office at that moment. Enter a later date and time.")


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
        _call_back(move, move.waiting)
    effect = _ROWS.get(move.transition.name)
    if effect:
        effect(move)
    if move.transition.form:
        move.work.forms.append(_form_of(move, move.transition.form))
    if move.state.ended_at is not None and move.before.ended_at is None:
        _let_out(move)
    _keep_leg_in_time(move)


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


def issue(forms: Sequence[IssuedForm]) -> None:
    """Number the forms and write them; their events are saved."""
    for form in forms:
        form.number = form.number or next_form_number(form.center_id, form.form, form.year)
    if forms:
        rows.insert(forms)


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


def _reissue_slip(move: Move) -> None:
    """A new edition of form 01, once there is a first one; it keeps its number."""
    dossier = move.dossier
    if dossier.received_at is None:
        return
    now = [form for form in move.work.forms if form.form == "01"]  # issued in the same unit of work
    last = now[-1] if now else dossier.forms.filter(form="01").order_by("-edition").first()
    form = _form_of(move, "01")
    if last is not None:
        form.number, form.year, form.edition = last.number, last.year, last.edition + 1
    move.work.forms.append(form)


def _mend(move: Move) -> None:
    if move.state.status is Status.RESOLVED:
        _open_to_return_office(move)
    _reissue_slip(move)


def _turn_to_deciders(move: Move) -> None:
    """The office that decides now is let in; the one that decided before only reads."""
    dossier, folder = move.dossier, move.folder
    for row in folder.access:
        if row.ground == Ground.DECIDING and row.office_id and row.office_id != dossier.deciding_office_id:
            folder.make_read_only(Ground.DECIDING, row.office_id, move.at)
    folder.grant(Ground.DECIDING, since=move.at, offices=[dossier.deciding_office_id])
    _reissue_slip(move)


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


def _change_holder(move: Move) -> None:
    dossier, leg = move.dossier, _leg_under_way(move)
    if move.at < leg.given_at:
        raise WayIsTaken(field="at")
    if dossier.holder_id != leg.office_id:
        dossier.holder_id, dossier.assignee_id, dossier.stands_in_for_id = leg.office_id, None, None


def _leg_under_way(move: Move) -> Leg:
    assert move.waiting is not None  # guard the_receiver
    return move.waiting


def _let_in(move: Move) -> None:
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


def _begin_way(move: Move) -> None:
    dossier = move.dossier
    _let_in(move)
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


def _send_on(move: Move) -> None:
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


def _arrive(move: Move) -> None:
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


def _keep_leg_in_time(move: Move) -> None:
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


def _call_back(move: Move, leg: Leg) -> None:
    """A hand-over that nobody confirmed before the dossier ended or was opened again: closed at once, by nobody."""
    leg.confirmed_at = leg.ended_at = move.at
    move.folder.change_leg(leg)
    originals.call_back(move, leg)
    if leg.office_id != move.holder_id:
        move.folder.make_read_only(Ground.STEP, leg.office_id, move.at)


def _open_to_return_office(move: Move) -> None:
    office = reception_at(move.dossier.return_center)
    move.folder.grant(Ground.RETURNING, since=move.at, offices=[office.pk])


def _form_of(move: Move, form: str) -> IssuedForm:
    """A record of the form with what it says (Circular 03/2025/TT-VPCP, Appendix I); `issue` numbers it."""
    dossier, content = move.dossier, _content_of(move, form)
    return IssuedForm(
        dossier=dossier,
        event=move.event,
        form=form,
        year=local_date(move.at).year,
        center_id=dossier.receiving_center_id,
        issued_at=move.at,
        issued_by_id=move.by.account_id,
        content=content,
    )


def _content_of(move: Move, form: str) -> dict[str, Any]:
    """Forms 02, 03 and 05 keep all that they say; it is never put together again."""
    papers = list(move.facts.get("papers", []))
    content = {"reason": move.event.reason, "papers": papers, "transition": move.transition.name}
    if form not in NAMES:
        return content
    law = {name: move.facts.get(name, "") for name in ("refusal_code", "legal_basis")}
    told = Told(
        form=form,
        at=move.at,
        by="" if move.event.role == Role.CITIZEN else move.by.name,
        reason=move.event.reason,
        papers=[(name, "") for name in papers],
        until=move.dossier.applicant_due_at,
        transition=move.transition.name,
        stage=move.event.from_status,
        **law,
    )
    return {**content, **law, "said": said_about(move.dossier, told)}


def _let_the_asked_read(move: Move) -> None:
    move.folder.let_read(Ground.COORDINATION, int(move.facts["asked_office"]), move.at)


def _let_the_asked_out(move: Move) -> None:
    move.folder.end(Ground.COORDINATION, move.at, office_id=int(move.facts["asked_office"]))


def _let_the_helper_out(move: Move) -> None:
    move.folder.end(Ground.HELPER, move.at)


def _close_way(move: Move) -> None:
    """Delivered by the system while a hand-over waited: nobody has to confirm it any more."""
    if move.waiting:
        _call_back(move, move.waiting)


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
    "ask_opinion": _let_the_asked_read,
    "answer_opinion": _let_the_asked_out,
    "withdraw_opinion": _let_the_asked_out,
    "end_help": _let_the_helper_out,
    "resolve": _open_to_return_office,
    "deliver": _close_way,
    "correct": _mend,
    "reclassify": _turn_to_deciders,
}

"""What else a transition changes beside status and dates: access, hand-overs, assignee, pauses, forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from centers.models import Office, OfficeKind
from common.clock import end_of_day, local_date
from common.errors import Refusal
from dossiers import access
from dossiers.codes import next_form_number
from dossiers.lifecycle import AWAITING, Status
from dossiers.models import Dossier, DossierPause, Ground, IssuedForm, Leg
from policies.catalogue import PolicyKey
from policies.queries import value

from .dates import put_step

if TYPE_CHECKING:
    from .interpreter import Move


class WayIsTaken(Refusal):
    default_message = _("The dossier was with another office at that moment. Enter a later date and time.")


def apply(move: Move) -> None:
    _keep_pauses(move)
    _keep_applicant_due(move)
    effect = _EFFECTS.get(move.transition.name)
    if effect:
        effect(move)
    if move.transition.form:
        _issue_form(move)


def _keep_pauses(move: Move) -> None:
    halts = move.state.halts
    if halts == move.before.halts and move.event.number == move.dossier.revision and not move.facts.get("late"):
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


def _keep_applicant_due(move: Move) -> None:
    """The applicant's own time: policies supplement.lapse_days and incomplete.expiry_days; none set: never over."""
    due = _applicant_due(move.state.status, move.at) if move.transition.target else move.dossier.applicant_due_at
    if due != move.dossier.applicant_due_at:
        move.dossier.applicant_due_at = due
        move.dossier.save(update_fields=["applicant_due_at"])


def _applicant_due(status: Status | None, at: datetime) -> datetime | None:
    if status in AWAITING:
        days = value(PolicyKey.SUPPLEMENT_LAPSE_DAYS, on=local_date(at))
    elif status is Status.INCOMPLETE:
        days = value(PolicyKey.INCOMPLETE_EXPIRY_DAYS, on=local_date(at))
    else:
        return None
    return end_of_day(local_date(at) + timedelta(days=int(days))) if days else None


def reception_of(dossier: Dossier) -> Office:
    return dossier.receiving_center.offices.get(kind=OfficeKind.RECEPTION)


def _submitted(move: Move) -> None:
    dossier = move.dossier
    if move.event.number > 1:
        return
    access.grant(dossier, Ground.RECEIVING, since=move.at, offices=[reception_of(dossier).pk])
    access.grant(dossier, Ground.DECIDING, since=move.at, offices=[dossier.deciding_office_id])
    _let_applicants_see(dossier, move.at)


def _let_applicants_see(dossier: Dossier, at: datetime) -> None:
    """The submitter from `submit`, for good; the owner only once the account is proven to be that person."""
    if dossier.account_id:
        access.grant(dossier, Ground.SUBMITTER, since=at, account_id=dossier.account_id)
    owner = dossier.owner
    if owner.account_id and owner.account_proven_at:
        access.grant(dossier, Ground.OWNER, since=at, account_id=owner.account_id)


def _received(move: Move) -> None:
    dossier = move.dossier
    if move.event.number == 1:
        _submitted(move)
    put_step(dossier, 1)
    dossier.save(update_fields=["step_number", "step_due_at"])
    Leg.objects.create(
        dossier=dossier,
        number=1,
        given_by_id=move.by.account_id,
        given_at=move.at,
        office=dossier.holder,
        confirmed_by_id=move.by.account_id,
        confirmed_at=move.at,
        step_number=dossier.step_number,
        step_due_at=dossier.step_due_at,
    )


def _assigned(move: Move) -> None:
    move.dossier.assignee_id = move.facts.get("to_user")
    move.dossier.save(update_fields=["assignee"])


def _handed_over(move: Move) -> None:
    dossier = move.dossier
    to_office = int(move.facts["to_office"])
    last = dossier.legs.order_by("-number").first()
    if last is not None and last.confirmed_at is not None and move.at < last.confirmed_at:
        raise WayIsTaken
    Leg.objects.create(
        dossier=dossier,
        number=last.number + 1 if last else 1,
        from_office_id=dossier.holder_id,
        given_by_id=move.by.account_id,
        given_at=move.at,
        office_id=to_office,
        step_number=move.facts.get("step") or dossier.step_number,
    )
    access.grant(dossier, Ground.STEP, since=move.at, offices=[to_office])


def _hand_over_confirmed(move: Move) -> None:
    dossier = move.dossier
    leg = dossier.legs.get(confirmed_at=None)
    if move.at < leg.given_at:
        raise WayIsTaken
    dossier.legs.filter(number__lt=leg.number, ended_at=None).update(ended_at=move.at)
    given_away = dossier.holder_id
    dossier.holder_id = leg.office_id
    dossier.assignee_id = move.facts.get("to_user") or (dossier.assignee_id if given_away == leg.office_id else None)
    put_step(dossier, leg.step_number)
    leg.confirmed_at, leg.confirmed_by_id, leg.step_due_at = move.at, move.by.account_id, dossier.step_due_at
    leg.save(update_fields=["confirmed_at", "confirmed_by", "step_due_at"])
    dossier.save(update_fields=["holder", "assignee", "step_number", "step_due_at"])
    if given_away != leg.office_id:
        access.make_read_only(dossier, Ground.STEP, given_away, move.at)


def _started(move: Move) -> None:
    if move.dossier.assignee_id is None:
        move.dossier.assignee_id = move.by.account_id
        move.dossier.save(update_fields=["assignee"])


def _resolved(move: Move) -> None:
    office = move.dossier.return_center.offices.get(kind=OfficeKind.RECEPTION)
    access.grant(move.dossier, Ground.RETURNING, since=move.at, offices=[office.pk])


def _issue_form(move: Move) -> None:
    """A numbered record of the form with what it says (Circular 03/2025/TT-VPCP, Appendix I)."""
    dossier, form, year = move.dossier, move.transition.form, local_date(move.at).year
    edition = dossier.forms.filter(form=form).count() + 1 if form == "01" else 1
    IssuedForm.objects.create(
        dossier=dossier,
        event=move.event,
        form=form,
        number=next_form_number(dossier.receiving_center_id, form, year),
        year=year,
        center_id=dossier.receiving_center_id,
        edition=edition,
        issued_at=move.at,
        issued_by_id=move.by.account_id,
        content={
            "reason": move.event.reason,
            "papers": list(move.facts.get("papers", [])),
            "transition": move.transition.name,
        },
    )


_EFFECTS: Mapping[str, Callable[[Move], None]] = {
    "submit": _submitted,
    "receive": _received,
    "assign": _assigned,
    "hand_over": _handed_over,
    "confirm_hand_over": _hand_over_confirmed,
    "start": _started,
    "resolve": _resolved,
}

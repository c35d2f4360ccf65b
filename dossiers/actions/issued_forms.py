"""The forms of Circular 03/2025 that a transition issues: what each says, its edition, its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from accounts.roles import Role
from common import rows
from common.clock import local_date
from dossiers.codes import next_form_number
from dossiers.models import IssuedForm
from dossiers.slips.said import NAMES, Told, said_about

if TYPE_CHECKING:
    from .interpreter import Move


def issue(forms: Sequence[IssuedForm]) -> None:
    """Number the forms and write them; their events are saved."""
    for form in forms:
        form.number = form.number or next_form_number(form.center_id, form.form, form.year)
    if forms:
        rows.insert(forms)


def form_of(move: Move, form: str) -> IssuedForm:
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


def reissue_slip(move: Move) -> None:
    """A new edition of form 01, once there is a first one; it keeps its number."""
    dossier = move.dossier
    if dossier.received_at is None:
        return
    now = [form for form in move.work.forms if form.form == "01"]  # issued in the same unit of work
    last = now[-1] if now else dossier.forms.filter(form="01").order_by("-edition").first()
    form = form_of(move, "01")
    if last is not None:
        form.number, form.year, form.edition = last.number, last.year, last.edition + 1
    move.work.forms.append(form)


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

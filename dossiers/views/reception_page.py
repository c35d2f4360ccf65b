"""The page on which the desk receives somebody, as it is drawn: after every answer with all that was typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from accounts.models import User
from centers.models import Center
from citizens.forms import PartyForm
from citizens.models import Party
from common.errors import Refusal
from dossiers.forms import people
from dossiers.forms.fees import FeesForm, FeeTotal
from dossiers.forms.fields import without_errors
from dossiers.forms.reception import ReceptionForm
from dossiers.forms.wishes import DeskWishForm
from dossiers.models import Filing
from dossiers.on_hand import asked_kinds, on_hand_of
from dossiers.queries.preview import DuePreview, OpenDossier, due_preview, open_dossiers
from procedures.counters import counters_receiving
from procedures.models import ProcedureCase, ProcedureVersion
from procedures.pages import fees_of
from procedures.queries import limit_of

from .carried import Carried

TEMPLATE = "dossiers/staff/receive.html"


@dataclass
class Desk:
    """One request at the desk: who receives what, where, when, and the forms."""

    user: User
    center: Center
    version: ProcedureVersion
    at: datetime
    form: ReceptionForm
    owner: PartyForm
    submitter: PartyForm
    carried: Carried
    fees: FeesForm
    wish: DeskWishForm
    filing: Filing | None = None

    @property
    def typed(self) -> QueryDict:
        """What was posted or kept; empty on a page that nothing was typed on yet."""
        return cast(QueryDict, self.form.data)


def draw(
    request: HttpRequest,
    desk: Desk,
    *,
    known: Party | None = None,
    part: str = "",
    status: int = 200,
    is_question: bool = False,
    is_kept: bool = False,
    asked_about: Sequence[OpenDossier] = (),
) -> HttpResponse:
    """The page, or one `part` of it. What is said of it is read before the errors of a mere question are taken away."""
    said = {**_promise(desk), **_fees(desk), **_known(desk, known, asked_about)}
    if is_question:
        _leave_out_errors(desk)
    if is_question or not (desk.form.is_bound and desk.form.has_submitter):
        without_errors(desk.submitter)
    context = {**said, **_forms(desk, is_question=is_question), **_reception(desk), "is_kept": is_kept}
    return render(request, TEMPLATE + part, context, status=status)


def _promise(desk: Desk) -> dict[str, Any]:
    preview, refusal = _due(desk)
    return {
        "can_receive": _has_time(desk.version),
        "preview": preview,
        "refusal": str(refusal) if refusal else "",
    }


def _fees(desk: Desk) -> dict[str, Any]:
    return {
        "fees": desk.fees,
        "fee_notes": [fee.note for fee in fees_of(desk.version) if fee.note],
        "fee_total": _fee_total(desk),
    }


def _known(desk: Desk, known: Party | None, asked_about: Sequence[OpenDossier]) -> dict[str, Any]:
    """What the house has of the owner already: papers that can be used again, and dossiers that are open."""
    here = on_hand_of(known, asked_kinds(desk.version, _case(desk)), desk.typed, desk.at) if known else []
    return {
        "known": known,
        "on_hand": here,
        "spared": sum(one.is_asked for one in here),
        "others": asked_about or (open_dossiers(known, desk.version, desk.user, desk.at) if known else []),
        "asked_about": asked_about,
    }


def _leave_out_errors(desk: Desk) -> None:
    """Asked for the due date or who somebody is, only files and the card that was scanned can be wrong yet."""
    without_errors(desk.fees)
    without_errors(desk.wish)
    without_errors(desk.form, but=("scans", "photos"))
    broken = people.has_broken_card(desk.typed)
    without_errors(desk.owner, but=("number",) if broken else ())
    _go_on_at(desk, "number" if broken else "")


def _forms(desk: Desk, *, is_question: bool) -> dict[str, Any]:
    """The forms as they are drawn, and in `forms` those whose errors are summed up."""
    return {
        "form": desk.form,
        "forms": [desk.form] if is_question else [desk.owner, desk.submitter, desk.form, desk.wish, desk.fees],
        "owner": people.block(desk.owner),
        "submitter": people.block(desk.submitter),
        "wish": desk.wish,
    }


def _reception(desk: Desk) -> dict[str, Any]:
    return {
        "version": desk.version,
        "procedure": desk.version.procedure,
        "center": desk.center,
        "counters": counters_receiving(desk.center.pk, desk.version.procedure),
        "kept": list(desk.filing.papers.exclude(sha256="").order_by("id")) if desk.filing else [],
        "carried": desk.carried,
        "at": desk.at,
    }


def _go_on_at(desk: Desk, name: str) -> None:
    """The cursor stands in that field of whose card was scanned; with "" at what is not known of them yet, or at the
    first paper."""
    person = desk.submitter if people.has_card(desk.typed, people.SUBMITTER) else desk.owner
    name = name or people.next_field(person)
    form: Form = person if name else desk.form
    form.fields[name or desk.form.first_tick].widget.attrs["autofocus"] = True


def _due(desk: Desk) -> tuple[DuePreview | None, Refusal | None]:
    case, received_at = _case(desk), desk.form.received_at or desk.at
    try:
        return due_preview(desk.version, case, desk.center, received_at=received_at, at=desk.at), None
    except Refusal as refusal:
        return None, refusal


def _case(desk: Desk) -> ProcedureCase | None:
    """The case as chosen, on a page without answers the one that is offered first; `received_at` speaks after it."""
    form = desk.form
    if form.is_bound:
        form.is_valid()
        return form.case_chosen
    return form.cases.get(str(form.fields["case"].initial))


def _fee_total(desk: Desk) -> FeeTotal:
    if desk.fees.is_bound:
        desk.fees.is_valid()
    return desk.fees.standing


def _has_time(version: ProcedureVersion) -> bool:
    return any(limit_of(version, case) is not None for case in (None, *version.cases.all()))

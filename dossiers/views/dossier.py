"""One dossier: everything about it, and exactly the actions that this person may do with it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from common.errors import Refusal
from dossiers import access
from dossiers.actions.conversation import mark_read
from dossiers.actions.letters import roles_towards
from dossiers.actions.results import needs_signature
from dossiers.actions.wishes import wish_of
from dossiers.forms.actions import FORMS, ActionForm, Ask, form_for
from dossiers.forms.conversation import MessageForm
from dossiers.forms.notes import NoteForm
from dossiers.lifecycle import Status
from dossiers.models import Dossier, Filing, Paper
from dossiers.offers import offers
from dossiers.queries.answers import declared_in
from dossiers.queries.charges import fees_of
from dossiers.queries.conversation import conversation_for
from dossiers.queries.coordination import coordination_of
from dossiers.queries.helping import help_of
from dossiers.queries.notes import notes_for
from dossiers.queries.originals import originals_of
from dossiers.queries.page import page_of
from dossiers.queries.preview import DuePreview, due_preview
from dossiers.queries.result_drafts import live_draft
from dossiers.queries.results import result_card
from dossiers.slips.form01 import NotReceivedYet
from dossiers.slips.form06 import form_06_pdf
from dossiers.slips.notice import NoSuchPrint, notice_pdf
from dossiers.slips.submission import NothingDeclared, declaration_pdf

from .carried import together
from .downloads import download, private_file
from .pages import READERS, dossier_or_404, is_desk_person

FORWARD = ("receive", "confirm_hand_over", "start", "supply", "resubmit", "confirm_payment", "resolve", "deliver")
"""The actions that bring a dossier on stand open on top; the others wait folded below."""

CONFIRMS_BY_ITSELF = frozenset({"start", "resolve", "deliver"})
"""Where one of these is offered, a button for the hand-over alone would only be in the way."""

MOVED_ON = 409

GRAVE = frozenset({"decline", "return_", "stop", "withdraw"})


@dataclass(frozen=True)
class Action:
    """One offered action with its form, bound again after a refusal."""

    name: str
    label: str | Promise
    form: ActionForm
    is_forward: bool
    is_grave: bool
    is_open: bool
    kept: Sequence[Paper] = ()


@require_GET
@never_cache
@staff_required(*READERS)
def dossier_page(request: HttpRequest, pk: int) -> HttpResponse:
    user, at = cast(StaffRequest, request).user, clock.now()
    dossier = dossier_or_404(user, pk, at)
    access.record_view(dossier, user, "page", at)
    answer = show(request, dossier, at)
    mark_read(dossier, at=at, by=access.actor_for(user, at))
    return answer


def show(
    request: HttpRequest,
    dossier: Dossier,
    at: datetime,
    *,
    tried: ActionForm | None = None,
    draft: Filing | None = None,
    told: str = "",
    note_form: NoteForm | None = None,
    message_form: MessageForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; `tried` is the form of an action that was refused, `told` what is said on top."""
    staff_request = cast(StaffRequest, request)
    possible = actions_of(dossier, staff_request.user, at, tried, draft)
    offered = {action.name for action in possible}
    actor = access.actor_for(staff_request.user, at)
    context = {
        "page": page_of(dossier, at=at),
        "declared": declared_in(dossier),
        "fees": fees_of(dossier, actor),
        "originals": originals_of(dossier, actor, at),
        "coordination": coordination_of(dossier, actor, at),
        "notes": notes_for(dossier, actor, at),
        "note_form": note_form or NoteForm(),
        "conversation": conversation_for(dossier, actor, at),
        "message_form": message_form or MessageForm(),
        "result": result_card(dossier),
        "wish": wish_of(dossier),
        "help": help_of(dossier, actor, at),
        "result_draft": live_draft(dossier.pk),
        "may_draft": dossier.status in {Status.RECEIVED, Status.PROCESSING} and bool(roles_towards(dossier, actor)),
        "must_be_signed": needs_signature(dossier, actor, at),
        "forward": [action for action in possible if action.is_forward],
        "further": [action for action in possible if not action.is_forward],
        "form": tried if tried is not None and tried.ask.name in offered else None,
        "unsaved": _typed_reason(tried) if tried is not None and tried.ask.name not in offered else "",
        "told": told if status == MOVED_ON or tried is None or tried.ask.name not in offered else "",
        "due_preview": _due_if_received(dossier, at) if "receive" in offered else None,
        "may_see_letters": staff_request.staff.may(Permission.WORK_ON_DOSSIERS),
        "is_desk_person": is_desk_person(staff_request.staff),
        "visit": together(staff_request.user, dossier, at),
    }
    return render(request, "dossiers/staff/dossier.html", context, status=status)


def _typed_reason(form: ActionForm) -> str:
    """What somebody wrote for an action that is not possible any more; they may need it elsewhere."""
    return str(form["reason"].value() or "")


def actions_of(
    dossier: Dossier, user: User, at: datetime, tried: ActionForm | None = None, draft: Filing | None = None
) -> list[Action]:
    """The offers of the table as forms, those that lead on first."""
    offered = [offer for offer in offers(dossier, access.actor_for(user, at), at) if offer.name in FORMS]
    rank = {name: place for place, name in enumerate(FORWARD)}
    names = {offer.name for offer in offered}
    if names & CONFIRMS_BY_ITSELF and not ("confirm_hand_over" in names and _brings_originals(dossier, at)):
        del rank["confirm_hand_over"]
    if "receive" in names:
        rank.pop("resubmit")  # who receives takes in what was missing along with it
    if needs_signature(dossier, access.actor_for(user, at), at):
        offered = [offer for offer in offered if offer.name != "resolve"]
    rows = []
    for offer in sorted(offered, key=lambda one: rank.get(one.name, len(rank))):
        is_tried = tried is not None and tried.ask.name == offer.name
        form = tried if is_tried and tried is not None else form_for(Ask(dossier, offer.name, at))
        kept = list(draft.papers.order_by("id")) if is_tried and draft is not None else []
        is_forward = offer.name in rank
        rows.append(
            Action(offer.name, offer.label, form, is_forward, offer.name in GRAVE, is_forward or is_tried, kept)
        )
    return rows


def _brings_originals(dossier: Dossier, at: datetime) -> bool:
    """Whether originals are to be counted, so that confirming is worth a look of its own."""
    return "arrived" in form_for(Ask(dossier, "confirm_hand_over", at)).fields


def _due_if_received(dossier: Dossier, at: datetime) -> DuePreview | None:
    try:
        return due_preview(dossier.version, dossier.case, dossier.receiving_center, received_at=at, at=at)
    except Refusal:
        return None


@require_GET
@never_cache
@staff_required(*READERS)
def paper(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
    """A scan, decrypted. It is shown as what it was found to be and may do nothing in the browser."""
    user, at = cast(StaffRequest, request).user, clock.now()
    dossier = dossier_or_404(user, pk, at)
    found = dossier.papers.exclude(sha256="").filter(pk=paper_pk).first()
    if found is None:
        raise Http404
    response = download(found)
    access.record_view(dossier, user, "paper", at)
    return response


@require_GET
@never_cache
@staff_required(*READERS)
def notice(request: HttpRequest, pk: int, form_pk: int) -> HttpResponse:
    """Form 02, 03 or 05 as PDF; printing it is a view of personal data."""
    user, at = cast(StaffRequest, request).user, clock.now()
    dossier = dossier_or_404(user, pk, at)
    try:
        content = notice_pdf(dossier, form_pk)
    except NoSuchPrint as refusal:
        raise Http404(str(refusal)) from refusal
    access.record_view(dossier, user, "slip", at)
    return private_file(content, "application/pdf", f"phieu-{form_pk}.pdf")


@require_GET
@never_cache
@staff_required(*READERS)
def declaration(request: HttpRequest, pk: int) -> HttpResponse:
    """What was declared by questions, as PDF with all numbers in full; printing it is a view of personal data."""
    user, at = cast(StaffRequest, request).user, clock.now()
    dossier = dossier_or_404(user, pk, at)
    try:
        content = declaration_pdf(dossier)
    except NothingDeclared as refusal:
        raise Http404(str(refusal)) from refusal
    access.record_view(dossier, user, "slip", at)
    return private_file(content, "application/pdf", f"to-khai-{dossier.code or dossier.pk}.pdf")


@require_GET
@never_cache
@staff_required(*READERS)
def control_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """Form 06 as PDF: who had the dossier from when to when; 404 before reception."""
    user, at = cast(StaffRequest, request).user, clock.now()
    dossier = dossier_or_404(user, pk, at)
    try:
        content = form_06_pdf(dossier, at=at)
    except NotReceivedYet as refusal:
        raise Http404(str(refusal)) from refusal
    access.record_view(dossier, user, "slip", at)
    return private_file(content, "application/pdf", f"phieu-kiem-soat-{dossier.code}.pdf")

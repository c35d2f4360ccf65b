"""`/xu-ly/phoi-hop/`: what other offices ask, what they are asked, and the page of one slip."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from common.errors import Refusal
from common.text import row_ids
from dossiers import access, desk_files
from dossiers.actions import MovedOn
from dossiers.actions import coordination as actions
from dossiers.forms.coordination import AnswerForm, AskForm, WithdrawForm
from dossiers.models import CoordinationSlip, Dossier, Filing, Paper, PaperKind
from dossiers.queries.coordination import is_seen, may, sections, slip_page
from dossiers.slips.coordination import slip_pdf

from .downloads import private_file
from .pages import READERS, dossier_or_404

MOVED_ON = 409


@require_GET
@never_cache
@staff_required(Permission.WORK_ON_DOSSIERS)
def slips(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    found = sections(access.actor_for(cast(StaffRequest, request).user, at), at)
    return render(request, "dossiers/staff/slips.html", {"sections": found})


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(Permission.WORK_ON_DOSSIERS)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask another office. Refused: 422 with what was typed; the dossier moved on meanwhile: 409, the same.

    What somebody typed is shown again even if they may not ask any more.
    """
    staff_request, at = cast(StaffRequest, request), clock.now()
    dossier = dossier_or_404(staff_request.user, pk, at)
    actor = access.actor_for(staff_request.user, at)
    if dossier.received_at is None:
        raise PermissionDenied
    if request.method == "GET":
        if not may(dossier, "ask_opinion", actor, at):
            raise PermissionDenied
        return _asking(request, dossier, AskForm(dossier=dossier, at=at))
    form = AskForm(request.POST, dossier=dossier, at=at)
    if not form.is_valid():
        return _asking(request, dossier, form, status=422)
    try:
        seen = form.cleaned_data["revision"]
        slip = actions.ask(dossier, form.office, form.asked(), at=at, by=actor, seen=seen)
    except MovedOn as refusal:
        return _asked_too_late(request, pk, at, refusal)
    except Refusal as refusal:
        form.put(refusal)
        return _asking(request, dossier, form, status=422)
    messages.success(request, _("%(office)s has been asked.") % {"office": slip.office.name})
    return _back(dossier)


def _asking(
    request: HttpRequest, dossier: Dossier, form: AskForm, *, told: str = "", status: int = 200
) -> HttpResponse:
    context = {"dossier": dossier, "form": form, "told": told}
    return render(request, "dossiers/staff/ask.html", context, status=status)


def _asked_too_late(request: HttpRequest, pk: int, at: datetime, refusal: MovedOn) -> HttpResponse:
    """The fresh dossier with what was typed: it may be sent again after a look."""
    fresh = dossier_or_404(cast(StaffRequest, request).user, pk, at)
    data = request.POST.copy()
    data["revision"] = str(fresh.revision)
    return _asking(request, fresh, AskForm(data, dossier=fresh, at=at), told=str(refusal), status=MOVED_ON)


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(*READERS)
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The question with the answer, or the form for it; only the asked office answers."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    found = _slip_or_404(staff_request, pk, at)
    if request.method == "GET":
        return _show(staff_request, found, at)
    if not access.actor_for(staff_request.user, at).roles_in({found.office_id}):
        raise PermissionDenied
    form = AnswerForm(request.POST, request.FILES)
    draft = _keep_files(staff_request, found.dossier, form, at)
    if not form.is_valid() or not _answered(staff_request, found, form, draft, at):
        return _show(staff_request, _slip_or_404(staff_request, pk, at), at, form=form, draft=draft, status=422)
    messages.success(request, _("The answer has been given."))
    return redirect("dossiers:slips")


def _answered(
    request: StaffRequest, found: CoordinationSlip, form: AnswerForm, draft: Filing | None, at: datetime
) -> bool:
    try:
        with transaction.atomic():
            done = actions.answer(found, form.given(), at=at, by=access.actor_for(request.user, at))
            if draft is not None:
                papers = list(draft.papers.values_list("pk", flat=True))
                desk_files.move_to(draft, found.dossier)
                actions.enclose(done, list(Paper.objects.filter(pk__in=papers)))
    except Refusal as refusal:
        form.put(refusal)
        return False
    return True


def _keep_files(request: StaffRequest, dossier: Dossier, form: AnswerForm, at: datetime) -> Filing | None:
    """Files lie in a draft until the answer is given, so that a refusal loses none."""
    form.is_valid()
    key, given = form.cleaned_data.get("draft"), form.cleaned_data.get("enclosed") or []
    if key is None:
        return None
    try:
        draft = desk_files.draft_for(key, request.user, center=dossier.receiving_center, version=dossier.version, at=at)
    except desk_files.NotYourDraft as refusal:
        raise Http404(str(refusal)) from refusal
    desk_files.drop(draft, row_ids(request.POST.getlist("drop")))
    for refused in desk_files.take(draft, given, kind=PaperKind.OPINION, at=at, by_id=request.user.pk):
        form.add_error("enclosed", str(refused))
    return draft


@require_POST
@never_cache
@staff_required(Permission.WORK_ON_DOSSIERS)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the question back: to the dossier; refused, it is told there."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    found = _slip_or_404(staff_request, pk, at)
    form = WithdrawForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        actions.withdraw_slip(found, at=at, by=access.actor_for(staff_request.user, at), reason=reason)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The question has been withdrawn."))
    return _back(found.dossier)


@require_GET
@never_cache
@staff_required(*READERS)
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The slip as PDF; printing it is recorded as a view of the dossier."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    found = _slip_or_404(staff_request, pk, at)
    content = slip_pdf(found)
    access.record_view(found.dossier, staff_request.user, "slip", at)
    return private_file(content, "application/pdf", f"phieu-phoi-hop-{found.pk}.pdf")


def _slip_or_404(request: StaffRequest, pk: int, at: datetime) -> CoordinationSlip:
    try:
        return access.slip_for(request.user, at, pk)
    except access.NoSuchDossier as refusal:
        raise Http404(str(refusal)) from refusal


def _show(
    request: StaffRequest,
    found: CoordinationSlip,
    at: datetime,
    *,
    form: AnswerForm | None = None,
    draft: Filing | None = None,
    status: int = 200,
) -> HttpResponse:
    sees_dossier = is_seen(found.dossier, request.user, at)
    if sees_dossier:
        access.record_view(found.dossier, request.user, "page", at)
    context = {
        "page": slip_page(found, access.actor_for(request.user, at), at, sees_dossier=sees_dossier),
        "form": form or AnswerForm(),
        "kept": draft.papers.order_by("pk") if draft is not None else (),
    }
    return render(request, "dossiers/staff/slip.html", context, status=status)


def _back(dossier: Dossier) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('dossiers:dossier', args=[dossier.pk])}#coordination")

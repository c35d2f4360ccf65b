"""Every action on a dossier: one address each, one call of the verb."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from centers.access import StaffRequest, staff_required
from common import clock
from common.errors import Refusal
from common.text import row_ids
from dossiers import access, desk_files
from dossiers.actions import MovedOn
from dossiers.forms.actions import FORMS, ActionForm, Ask, form_for, verb_of
from dossiers.models import Dossier, Filing

from .dossier import show
from .pages import NEXT_SLIP, READERS, dossier_or_404, is_desk_person


@require_POST
@never_cache
@staff_required(*READERS)
def act(request: HttpRequest, pk: int, transition: str) -> HttpResponse:
    """Done: back to the dossier. Refused: 422, the page with what was typed. Moved on meanwhile: 409, told what."""
    if transition not in FORMS:
        raise Http404
    staff_request, at = cast(StaffRequest, request), clock.now()
    dossier = dossier_or_404(staff_request.user, pk, at)
    form = form_for(Ask(dossier, transition, at), request.POST, request.FILES)
    draft = _keep_files(staff_request, form, at)
    if not form.is_valid():
        return show(request, dossier, at, tried=form, draft=draft, status=422)
    try:
        dossier = _do(staff_request, form, draft, at)
    except MovedOn as refusal:
        return _moved_on(request, form, draft, at, refusal)
    except Refusal as refusal:
        form.put(refusal)
        return show(request, dossier, at, tried=form, draft=draft, told=str(refusal), status=422)
    done = _("Done: %(action)s. Status now: %(status)s.")
    messages.success(request, done % {"action": form.transition.label, "status": dossier.get_status_display()})
    return HttpResponseRedirect(_next_page(staff_request, dossier, transition))


def _do(request: StaffRequest, form: ActionForm, draft: Filing | None, at: datetime) -> Dossier:
    form.brings_files = draft is not None and draft.papers.exists()
    with transaction.atomic():
        dossier = form.act(verb_of(form.ask.name), by=access.actor_for(request.user, at))
        if draft is not None:
            desk_files.move_to(draft, dossier)
        form.keep_more(dossier, at=at, by_id=request.user.pk)
    return dossier


def _keep_files(request: StaffRequest, form: ActionForm, at: datetime) -> Filing | None:
    """Files of an action lie in a draft until it has happened, so that a refusal loses none."""
    if form.upload_kind is None:
        return None
    form.is_valid()
    key, given = form.cleaned_data.get("draft"), form.cleaned_data.get("enclosed") or []
    if key is None:
        return None
    dossier = form.dossier
    try:
        draft = desk_files.draft_for(key, request.user, center=dossier.receiving_center, version=dossier.version, at=at)
    except desk_files.NotYourDraft as refusal:
        raise Http404(str(refusal)) from refusal
    desk_files.drop(draft, row_ids(request.POST.getlist("drop")))
    for refused in desk_files.take(draft, given, kind=form.upload_kind, at=at, by_id=request.user.pk):
        form.add_error("enclosed", str(refused))
    return draft


def _moved_on(
    request: HttpRequest, form: ActionForm, draft: Filing | None, at: datetime, refusal: MovedOn
) -> HttpResponse:
    """The fresh dossier, what happened to it, and what was typed if the action is still possible."""
    fresh = dossier_or_404(cast(StaffRequest, request).user, form.dossier.pk, at)
    data = request.POST.copy()
    data[form.add_prefix("revision")] = str(fresh.revision)
    tried = form_for(Ask(fresh, form.ask.name, at), data)
    tried.is_valid()
    return show(request, fresh, at, tried=tried, draft=draft, told=str(refusal), status=409)


def _next_page(request: StaffRequest, dossier: Dossier, transition: str) -> str:
    if transition == "receive":
        return reverse("dossiers:received", args=[dossier.pk])
    if transition == "deliver" and NEXT_SLIP in request.POST:
        return f"{reverse('dossiers:desk')}?{NEXT_SLIP}=1"
    at_the_desk = is_desk_person(request.staff)
    return reverse("dossiers:desk_dossier" if at_the_desk else "dossiers:dossier", args=[dossier.pk])

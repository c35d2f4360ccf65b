"""The result of one dossier: every version of what was recorded, and its correction by a leader."""

from datetime import datetime
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from centers.access import StaffRequest, staff_required
from common import clock
from common.errors import Refusal
from common.text import row_ids
from dossiers import access, actions, desk_files
from dossiers.actions.results import may_correct, result_in_force
from dossiers.forms.results import CorrectResultForm
from dossiers.models import Dossier, Filing, PaperKind
from dossiers.queries.results import result_card

from .pages import READERS, dossier_or_404


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(*READERS)
def result_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`/xu-ly/ho-so/<pk>/ket-qua/`: 404 while there is no result; a leader of the deciding authority corrects it."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    dossier = dossier_or_404(staff_request.user, pk, at)
    card, now = result_card(dossier), result_in_force(dossier)
    if card is None:
        raise Http404
    leads = now is not None and may_correct(dossier, access.actor_for(staff_request.user, at))
    form, draft = None, None
    if request.method == "POST" and not leads:
        raise PermissionDenied
    if request.method == "POST":
        form = CorrectResultForm(request.POST, request.FILES)
        draft = _keep_files(staff_request, dossier, form, at)
        if form.is_valid() and _corrected(staff_request, dossier, form, draft, at):
            messages.success(request, _("The result has been corrected; what stood there before is kept."))
            return HttpResponseRedirect(request.path)
    elif now is not None and leads:
        form = CorrectResultForm.of(now, dossier.revision)
    access.record_view(dossier, staff_request.user, "page", at)
    kept = draft.papers.order_by("pk") if draft is not None else ()
    context = {"dossier": dossier, "card": card, "form": form, "kept": kept}
    return render(request, "dossiers/staff/result.html", context, status=422 if form and form.errors else 200)


def _keep_files(request: StaffRequest, dossier: Dossier, form: CorrectResultForm, at: datetime) -> Filing | None:
    """Files lie in a draft until the correction is written, so that a refusal loses none."""
    form.is_valid()
    key, given = form.cleaned_data.get("draft"), form.cleaned_data.get("enclosed") or []
    if key is None:
        return None
    try:
        draft = desk_files.draft_for(key, request.user, center=dossier.receiving_center, version=dossier.version, at=at)
    except desk_files.NotYourDraft as refusal:
        raise Http404(str(refusal)) from refusal
    desk_files.drop(draft, row_ids(request.POST.getlist("drop")))
    for refused in desk_files.take(draft, given, kind=PaperKind.RESULT, at=at, by_id=request.user.pk):
        form.add_error("enclosed", str(refused))
    return draft


def _corrected(
    request: StaffRequest, dossier: Dossier, form: CorrectResultForm, draft: Filing | None, at: datetime
) -> bool:
    try:
        with transaction.atomic():
            actions.correct_result(
                dossier,
                form.document,
                at=at,
                by=access.actor_for(request.user, at),
                reason=form.cleaned_data["reason"],
                has_files=draft is not None and draft.papers.exists(),
                seen=form.cleaned_data["revision"],
            )
            if draft is not None:
                desk_files.move_to(draft, dossier)
    except Refusal as refusal:
        form.put(refusal)
        return False
    return True

"""Originals that move without the dossier, and the slip that goes with a hand-over between centers."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from centers.access import StaffRequest, staff_required
from common import clock
from common.errors import Refusal
from common.text import row_ids
from dossiers import access, actions
from dossiers.actors import Actor
from dossiers.forms.originals import MoveForm, counts_of
from dossiers.models import Dossier
from dossiers.queries.originals import originals_of
from dossiers.slips.handover import NothingOnTheWay, handover_pdf

from .dossier import show
from .downloads import private_file
from .pages import CASEWORK, READERS, dossier_or_404

MOST = 50  # dossiers on one slip
WHAT: Mapping[str, str] = {"nhan": "take_in", "tra": "give_back", "gui": "send_back"}
"""Word in the address → what is done, the name of its choices in `Originals`."""


@require_POST
@never_cache
@staff_required(*READERS)
def move(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """`/xu-ly/ho-so/<pk>/ban-chinh/<what>/`: they have turned up, go back to the desk, or to the citizen."""
    if what not in WHAT:
        raise Http404
    staff_request, at = cast(StaffRequest, request), clock.now()
    dossier = dossier_or_404(staff_request.user, pk, at)
    actor = access.actor_for(staff_request.user, at)
    choices = getattr(originals_of(dossier, actor, at), WHAT[what])
    form = MoveForm(request.POST, choices=choices, revision=dossier.revision)
    if not form.is_valid() or not form.cleaned_data["originals"]:
        return show(request, dossier, at, told=_("Tick at least one original that is there."), status=422)
    try:
        _VERBS[what](dossier, form.cleaned_data, at=at, by=actor, seen=form.cleaned_data["revision"])
    except Refusal as refusal:
        return show(request, dossier_or_404(staff_request.user, pk, at), at, told=str(refusal), status=422)
    messages.success(request, _("Recorded: where the originals are now stands below."))
    return HttpResponseRedirect(f"{reverse('dossiers:dossier', args=[pk])}#originals")


def _take_in(dossier: Dossier, sent: Mapping[str, Any], **rest: Any) -> Dossier:
    return actions.take_in(dossier, counts_of(sent["originals"]), note=sent["note"], **rest)


def _give_back(dossier: Dossier, sent: Mapping[str, Any], **rest: Any) -> Dossier:
    return actions.give_back(dossier, counts_of(sent["originals"]), note=sent["note"], **rest)


def _send_back(dossier: Dossier, sent: Mapping[str, Any], *, by: Actor, **rest: Any) -> Dossier:
    return actions.send_back(dossier, by=by, **rest)


_VERBS: Mapping[str, Callable[..., Dossier]] = {"nhan": _take_in, "tra": _give_back, "gui": _send_back}


@require_GET
@never_cache
@staff_required(*CASEWORK)
def handover_slip(request: HttpRequest) -> HttpResponse:
    """`/xu-ly/phieu-ban-giao/?ho-so=…`: one page per way, with the dossiers on it and their originals."""
    user, at = cast(StaffRequest, request).user, clock.now()
    wanted = row_ids(request.GET.getlist("ho-so"))
    dossiers = list(access.visible_to(user, at).filter(pk__in=wanted).order_by("pk")[:MOST])
    try:
        content = handover_pdf(dossiers, access.actor_for(user, at), at=at)
    except NothingOnTheWay as refusal:
        raise Http404(str(refusal)) from refusal
    for dossier in dossiers:
        access.record_view(dossier, user, "slip", at)
    return private_file(content, "application/pdf", "phieu-ban-giao.pdf")

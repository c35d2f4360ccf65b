"""The desk: its queues, the choice of a procedure, the confirmation and the slip."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from dossiers import access
from dossiers.queries.counter import by_code, desk
from dossiers.queries.page import due_lines
from dossiers.queries.preview import open_dossiers
from dossiers.slips.form01 import NotReceivedYet, form_01_pdf
from procedures.queries import search
from procedures.word_actions import record_miss

from .pages import AT_THE_DESK, READERS, desk_center, dossier_or_404

LONGEST = 100
MOST_HITS = 20


@require_GET
@never_cache
@staff_required(*AT_THE_DESK)
def home(request: HttpRequest) -> HttpResponse:
    """The queues. `q` is a code from the scanner, or anything that the worklist can look for."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    text = request.GET.get("q", "").strip()[:LONGEST]
    if text:
        found = by_code(staff_request.user, text, at=at)
        if found is not None:
            return HttpResponseRedirect(reverse("dossiers:desk_dossier", args=[found]))
        return HttpResponseRedirect(f"{reverse('dossiers:worklist')}?{urlencode({'q': text})}")
    center = desk_center(staff_request.staff)
    queues = desk(staff_request.user, center, staff_request.staff.office_ids, at=at)
    return render(request, "dossiers/staff/counter.html", {"center": center, "desk": queues})


@require_GET
@never_cache
@staff_required(Permission.RECEIVE_DOSSIERS)
def choose_procedure(request: HttpRequest) -> HttpResponse:
    """Step 1: a few letters of the name; with htmx the list follows the typing."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    at = clock.now()
    hits = search(text, on=clock.local_date(at), limit=MOST_HITS)
    typing = bool(request.headers.get("HX-Request"))
    if not hits and not typing:
        record_miss(text, at=at)
    part = "#hits" if typing else ""
    return render(request, f"dossiers/staff/choose_procedure.html{part}", {"hits": hits, "query": text})


@require_GET
@never_cache
@staff_required(Permission.RECEIVE_DOSSIERS)
def received(request: HttpRequest, pk: int) -> HttpResponse:
    """The confirmation: code, due date and why, the slip, the next one."""
    user, at = cast(StaffRequest, request).user, clock.now()
    dossier = dossier_or_404(user, pk, at)
    if dossier.received_at is None:
        raise Http404
    access.record_view(dossier, user, "page", at)
    others = [one for one in open_dossiers(dossier.owner, dossier.version) if one.id != dossier.pk]
    context = {"dossier": dossier, "due_lines": due_lines(dossier), "others": others}
    return render(request, "dossiers/staff/received.html", context)


@require_GET
@never_cache
@staff_required(*READERS)
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """Form 01 as PDF; printing it is a view of personal data."""
    user, at = cast(StaffRequest, request).user, clock.now()
    dossier = dossier_or_404(user, pk, at)
    try:
        content = form_01_pdf(dossier, at=at)
    except NotReceivedYet as refusal:
        raise Http404(str(refusal)) from refusal
    access.record_view(dossier, user, "slip", at)
    name = f"giay-tiep-nhan-{dossier.code}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)

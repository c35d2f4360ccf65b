"""The desk: its queues, the choice of a procedure, the confirmation and the slip."""

from datetime import datetime
from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from dossiers import access
from dossiers.actions.wishes import wish_of
from dossiers.desk_drafts import discard as discard_screen
from dossiers.desk_drafts import unfinished_of
from dossiers.drafts import NoSuchFiling
from dossiers.forms.charges import CashForm
from dossiers.lifecycle import Status
from dossiers.models import ExportKind
from dossiers.queries.asked_here import received_most
from dossiers.queries.charges import fees_of
from dossiers.queries.columns import USUAL, headings
from dossiers.queries.counter import QueueName, by_code, desk, selections
from dossiers.queries.messages import waiting_for_people
from dossiers.queries.page import due_lines
from dossiers.queries.preview import open_dossiers
from dossiers.slips.form01 import NotReceivedYet, form_01_pdf
from procedures.queries import search
from procedures.word_actions import record_miss

from .carried import KEYS, Carried, carried_on, together
from .exports import Offer, answer
from .pages import AT_THE_DESK, NEXT_SLIP, READERS, desk_center, desk_centers, desk_chosen, dossier_or_404
from .sheets import list_sheet

QUEUES: dict[QueueName, str | Promise] = {
    QueueName.TO_ANSWER: _("Waiting for the first answer"),
    QueueName.COMPLETED_AGAIN: _("Completed again"),
    QueueName.TO_HAND_OUT: _("Results to hand out"),
    QueueName.UNCOLLECTED: _("Results that nobody has collected"),
    QueueName.RECEIVED_TODAY: _("Received today"),
}
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
        if found is not None:  # the page to hand out leads on where nothing can be handed out now
            name = "hand_out" if found.status == Status.RESOLVED else "desk_dossier"
            return HttpResponseRedirect(reverse(f"dossiers:{name}", args=[found.pk]))
        return HttpResponseRedirect(f"{reverse('dossiers:worklist')}?{urlencode({'q': text})}")
    centers = desk_centers(staff_request.staff)
    center = desk_chosen(staff_request, centers, request.GET.get("trung-tam", ""))
    queues = desk(staff_request.user, center, staff_request.staff.office_ids, at=at)
    unfinished = unfinished_of(staff_request.user, at)
    context = {"center": center, "centers": centers, "desk": queues, "unfinished": unfinished}
    context["next_slip"], context["people_to_tell"] = NEXT_SLIP in request.GET, waiting_for_people(center)
    context["columns"] = headings(USUAL)
    return render(request, "dossiers/staff/counter.html", context)


@require_POST
@never_cache
@staff_required(Permission.RECEIVE_DOSSIERS)
def discard(request: HttpRequest, key: UUID) -> HttpResponse:
    """An own unfinished screen is thrown away with its files; 404 for one of somebody else."""
    try:
        discard_screen(cast(StaffRequest, request).user, key, clock.now())
    except NoSuchFiling as refusal:
        raise Http404(str(refusal)) from refusal
    return HttpResponseRedirect(reverse("dossiers:desk"))


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(*AT_THE_DESK)
def queue_export(request: HttpRequest, queue: str) -> HttpResponse:
    """`/quay/excel/<queue>/`: a whole queue as a file; 404 for a queue that is not there."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    if queue not in set(QueueName):
        raise Http404
    name, center = QueueName(queue), desk_center(staff_request)
    title, words = str(QUEUES[name]), [center.name]
    offer = Offer(
        what=ExportKind.DESK,
        title=title,
        selection=selections(staff_request.user, center, at=at)[name],
        sheet=lambda record, masking: list_sheet(title, words, record, masking, at=at),
        file_name=f"{name}-{center.slug}",
        back=reverse("dossiers:desk"),
        words=words,
        asked={"hang": name.value, "trung-tam": center.slug},
    )
    return answer(request, offer, at)


@require_GET
@never_cache
@staff_required(Permission.RECEIVE_DOSSIERS)
def choose_procedure(request: HttpRequest) -> HttpResponse:
    """Step 1: a few letters of the name, before that what this counter receives most; with htmx the list follows."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    at = clock.now()
    typing = bool(request.headers.get("HX-Request"))
    usual = [] if text else received_most(desk_center(cast(StaffRequest, request)), on=clock.local_date(at))
    hits = usual or search(text, on=clock.local_date(at), limit=MOST_HITS)
    if not hits and not typing:
        record_miss(text, at=at)
    part = "#hits" if typing else ""
    context = {
        "hits": hits,
        "is_usual": bool(usual),
        "query": text,
        "carried": _carried(cast(StaffRequest, request), at),
    }
    return render(request, f"dossiers/staff/choose_procedure.html{part}", context)


def _carried(request: StaffRequest, at: datetime) -> Carried:
    """The desk is asked for only where there is something to carry on: this page answers every letter that is typed."""
    return carried_on(request, desk_center(request), at) if KEYS & set(request.GET) else Carried()


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
    others = [one for one in open_dossiers(dossier.owner, dossier.version, user, at) if one.id != dossier.pk]
    context = {
        "dossier": dossier,
        "due_lines": due_lines(dossier),
        "fees": fees_of(dossier, access.actor_for(user, at)),
        "cash": CashForm(),
        "others": others,
        "wish": wish_of(dossier),
        "visit": together(user, dossier, at),
        "is_today": clock.local_date(dossier.received_at) == clock.local_date(at),
    }
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

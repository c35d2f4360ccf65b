"""Who comes and gets no code: the list of the day, a new record, one record, its form."""

from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from centers.models import Center
from common import clock
from common.errors import Refusal
from common.text import row_ids
from dossiers import access, arrivals
from dossiers.actions.arrivals import note_arrival
from dossiers.forms.arrivals import ArrivalForm, ArrivalListForm, initial_from_reception
from dossiers.forms.fields import put_refusal
from dossiers.models import Arrival
from dossiers.queries.arrivals import arrival_lines, arrival_page
from dossiers.slips.notice import notice_at_the_desk
from procedures.models import Procedure, ProcedureVersion
from procedures.queries import NotInForce, version_in_force

from .downloads import private_file
from .pages import desk_center, is_desk_person

PER_PAGE = 50
AFTER = "sau"  # the earlier record that a new one carries on
FROM_RECEPTION = "from_reception"


@require_GET
@never_cache
@staff_required(Permission.SEE_ARRIVALS)
def arrivals_page(request: HttpRequest) -> HttpResponse:
    """`/quay/luot-khach/`: today unless the address says more; wrong days answer 422."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    centers = list(Center.objects.filter(pk__in=staff_request.staff.centers_with(Permission.SEE_ARRIVALS)))
    form = ArrivalListForm(request.GET.dict(), centers, today=clock.local_date(at))
    context: dict[str, Any] = {"form": form, "centers": centers, "page": None, **_place(staff_request)}
    if form.is_valid():
        lines = arrival_lines(access.actor_for(staff_request.user, at), form.wish)
        context |= {"page": Paginator(lines, PER_PAGE).get_page(request.GET.get("page", "1")), "wish": form.wish}
    return render(request, "dossiers/staff/arrivals.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(Permission.RECEIVE_DOSSIERS)
def new_arrival(request: HttpRequest, code: str = "") -> HttpResponse:
    """Without a code there is guidance only. What stood on the reception page comes along."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    center, version = desk_center(staff_request), _version(code) if code else None
    after = _after(staff_request)
    if request.method == "GET" or FROM_RECEPTION in request.POST:
        form = ArrivalForm(version=version, initial=_initial(request, version, after))
        return _new_page(request, form, after)
    form = ArrivalForm(request.POST, version=version)
    if not form.is_valid():
        return _new_page(request, form, after, status=422)
    try:
        by = access.actor_for(staff_request.user, at)
        arrival = note_arrival(form.walkin, center=center, at=at, by=by, after=after)
    except Refusal as refusal:
        put_refusal(form, refusal, {})
        return _new_page(request, form, after, status=422)
    return HttpResponseRedirect(reverse("dossiers:arrival", args=[arrival.pk]))


def _version(code: str) -> ProcedureVersion:
    procedure = get_object_or_404(Procedure.objects.select_related("sector"), code=code)
    try:
        return version_in_force(procedure, clock.local_date(clock.now()))
    except NotInForce as refusal:
        raise Http404(str(refusal)) from refusal


def _after(request: StaffRequest) -> Arrival | None:
    """The record that is carried on; nothing when it was already, or is not open to this person."""
    pk = next(iter(row_ids([request.GET.get(AFTER, "")])), 0)
    seen = arrivals.visible_to(access.actor_for(request.user, clock.now())) if pk else Arrival.objects.none()
    return seen.filter(pk=pk, continued_at=None).first()


def _initial(request: HttpRequest, version: ProcedureVersion | None, after: Arrival | None) -> dict[str, Any]:
    if FROM_RECEPTION in request.POST and version is not None:
        return initial_from_reception(request.POST.dict(), version)
    if after is None:
        return {}
    visitor = arrivals.visitor_of(after)
    missing = {f"missing_{paper['required']}": True for paper in after.papers if paper["required"]}
    return {"name": visitor.name, "phone": visitor.phone, "case": str(after.case_id or ""), **missing}


def _new_page(request: HttpRequest, form: ArrivalForm, after: Arrival | None, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "version": form.version,
        "procedure": form.version.procedure if form.version else None,
        "after": after,
    }
    return render(request, "dossiers/staff/arrival_new.html", context, status=status)


@require_GET
@never_cache
@staff_required(Permission.SEE_ARRIVALS)
def arrival_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One record; at its own desk it can be carried on."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    arrival = _arrival_or_404(staff_request, pk)
    may_receive = arrival.center_id in staff_request.staff.centers_with(Permission.RECEIVE_DOSSIERS)
    dossier = arrival.continued_dossier
    seen = dossier is not None and access.visible_to(staff_request.user, at).filter(pk=dossier.pk).exists()
    context = {
        "page": arrival_page(arrival),
        "arrival": arrival,
        "may_carry_on": may_receive and not arrival.is_continued,
        "dossier": dossier if seen else None,
        **_place(staff_request),
    }
    return render(request, "dossiers/staff/arrival.html", context)


@require_GET
@never_cache
@staff_required(Permission.SEE_ARRIVALS)
def arrival_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Form 02 or 03 as PDF; 404 for guidance."""
    arrival = _arrival_or_404(cast(StaffRequest, request), pk)
    if not arrival.has_form:
        raise Http404
    name = f"phieu-{arrival.outcome}-{arrival.number}-{arrival.year}.pdf"
    return private_file(notice_at_the_desk(arrival).pdf(), "application/pdf", name)


def _arrival_or_404(request: StaffRequest, pk: int) -> Arrival:
    try:
        return arrivals.arrival_for(access.actor_for(request.user, clock.now()), pk)
    except arrivals.NoSuchArrival as refusal:
        raise Http404(str(refusal)) from refusal


def _place(request: StaffRequest) -> dict[str, Any]:
    at_the_desk = is_desk_person(request.staff)
    return {
        "is_desk_person": at_the_desk,
        "may_receive": request.staff.may(Permission.RECEIVE_DOSSIERS),
        "url_name": "dossiers:desk_dossier" if at_the_desk else "dossiers:dossier",
    }

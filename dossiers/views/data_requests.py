"""`/dieu-hanh/du-lieu-ca-nhan/`: the register of requests about personal data, for leaders."""

from typing import cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from common.errors import Refusal
from dossiers.actions.data_requests import act_on_data
from dossiers.data_rights import MOVES, UNFINISHED, DataVerb
from dossiers.forms.data_requests import DataStepForm
from dossiers.models import DataRequest
from dossiers.queries.own_data import line_of

from .posted import posted

PER_PAGE = 50


@require_GET
@never_cache
@staff_required(Permission.HANDLE_DATA_REQUESTS)
def data_requests(request: HttpRequest) -> HttpResponse:
    """What is due first, then what is over."""
    at = clock.now()
    rows = _visible(cast(StaffRequest, request)).select_related("account").prefetch_related("steps")
    ordered = sorted(rows, key=lambda row: (row.state not in UNFINISHED, row.fulfil_by, row.pk))
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page", "1"))
    context = {
        "page": page,
        "lines": [line_of(row, at) for row in page.object_list],
        "may_compare": cast(StaffRequest, request).staff.may(Permission.COMPARE_CENTERS),
    }
    return render(request, "dossiers/staff/data_requests.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(Permission.HANDLE_DATA_REQUESTS)
def data_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: what was asked, by whom, what was done, what can be done."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    found = _visible(staff_request).select_related("account", "center").filter(pk=pk).first()
    if found is None:
        raise Http404
    verbs = [verb for verb, (sources, _to) in MOVES.items() if found.state in sources]
    verbs = [verb for verb in verbs if verb != DataVerb.EXTEND or not found.is_extended]
    form = DataStepForm(posted(request), verbs=verbs, initial={"seen": found.revision})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            act_on_data(found, DataVerb(given["verb"]), given["text"], seen=given["seen"], at=at, by=staff_request.user)
        except Refusal as refusal:
            form.add_error("text", str(refusal))
            found.refresh_from_db()
        else:
            return redirect("dossiers:data_request", pk=pk)
    context = {"line": line_of(found, at), "form": form if verbs else None}
    return render(request, "dossiers/staff/data_request.html", context, status=422 if form.errors else 200)


def _visible(request: StaffRequest) -> QuerySet[DataRequest]:
    return DataRequest.objects.filter(center__in=request.staff.centers_with(Permission.HANDLE_DATA_REQUESTS))

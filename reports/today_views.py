"""The dossiers behind a number of today."""

from typing import cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common.clock import now

from . import pages
from . import today as queues
from .forms import own_page
from .reach import reach_of
from .views import no_center

ROWS_OF_A_PAGE = 50


@staff_required(Permission.SEE_FIGURES)
def today(request: HttpRequest, kind: str) -> HttpResponse:
    """`/dieu-hanh/hom-nay/<kind>/`: what a center has to see to; 404 for other kinds and centers out of reach."""
    at, staff_request = now(), cast(StaffRequest, request)
    centers = reach_of(staff_request.staff).centers
    if not centers:
        return no_center(staff_request)
    wanted = request.GET.get("center", "")
    center = next((one for one in centers if one.slug == wanted or (not wanted and len(centers) == 1)), None)
    if center is None or kind not in queues.LABELS:
        raise Http404
    rows = queues.dossiers_of(kind, center, at).values("pk")
    page = Paginator(rows, ROWS_OF_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "label": queues.LABELS[kind],
        "center": center,
        "back": own_page(request.GET.get("back", "")) or pages.overview_address({"center": center.slug}),
        "page": page,
        "lines": pages.lines_of([row["pk"] for row in page], staff_request.user, at),
    }
    return render(request, "reports/today_list.html", context)

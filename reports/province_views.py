"""The page of those who watch all centers of the province."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common.clock import local_date, now

from . import pages, province, views
from .forms import PeriodForm
from .models import NamedPeriod


@staff_required(Permission.SEE_FIGURES)
def compared(request: HttpRequest) -> HttpResponse:
    """`/dieu-hanh/tinh/`: the centers within the range of who watches; wrong days answer 422; nobody else sees it."""
    at, staff = now(), cast(StaffRequest, request).staff
    if not staff.supervised_center_ids:
        raise PermissionDenied
    centers = views.centers_of(staff)
    asked = {**views.asked(request, centers, local_date(at)), "center": "", "by": "receiving"}
    form = PeriodForm(asked, centers, all_too=True)
    context: dict[str, Any] = {
        "form": form,
        "may_handle": staff.may(Permission.HANDLE_PETITIONS),
        "scope": None,
        "wanted": request.GET.get("ten", "").strip(),
    }
    if not form.is_valid():
        return render(request, "reports/province.html", {**context, "presets": []}, status=422)
    scope = views.scope_of(form, at)
    lines = province.center_lines(scope, centers, form.query)
    wish, wanted = request.GET.get("sap-xep", ""), context["wanted"]
    address, query = reverse("reports:province"), {**form.query, **({"ten": wanted} if wanted else {})}
    found = province.in_order(province.named(lines, wanted), wish)
    sorts = [
        (key, label, f"{address}?{urlencode({**query, 'sap-xep': key})}", key == wish)
        for key, (label, _value) in province.SORTS.items()
    ]
    context |= {
        "scope": scope,
        "earlier": province.period_before(scope),
        "lines": [line for line in found if not line.is_quiet],
        "quiet": [line for line in found if line.is_quiet],
        "wish": wish if wish in province.SORTS else "",
        "by_name_href": f"{address}?{urlencode(query)}",
        "sorts": sorts,
        "doubtful": province.doubtful_list(lines),
        "units": province.unit_lines(scope, centers),
        "latest": province.LATEST,
        "presets": pages.presets(local_date(at), query, NamedPeriod.objects.all(), address),
    }
    return render(request, "reports/province.html", context)

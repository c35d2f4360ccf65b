"""`/dieu-hanh/bao-cao/`: the reports of the law and the usual extracts, as page, Excel and PDF."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from centers.models import Center
from centers.reach import StaffContext
from common.clock import local_date, now
from common.spreadsheet import as_response
from dossiers.access import actor_for
from dossiers.actions.export import Wanted, record_export
from dossiers.models import Dossier, ExportKind
from dossiers.views.sheets import taken_line
from reports import views as figures
from reports.forms import PeriodForm
from reports.sheets import period_line, place_of

from .catalogue import REPORTS, Report
from .output import Taken, pdf_of, sheet_of
from .presets import presets


@require_GET
@staff_required(Permission.SEE_FIGURES)
def index(request: HttpRequest) -> HttpResponse:
    """`/dieu-hanh/bao-cao/`: which reports there are."""
    staff = cast(StaffRequest, request).staff
    if not figures.centers_of(staff):
        return render(request, "reports/no_center.html", status=403)
    offered = [report for report in REPORTS.values() if _may(staff, report)]
    return render(request, "reports/statutory/index.html", {"reports": offered, **_around(staff)})


@require_GET
@never_cache
@staff_required(Permission.SEE_FIGURES)
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """One report over any period; wrong days answer 422."""
    at, staff = now(), cast(StaffRequest, request).staff
    wanted, centers = _wanted(staff, slug), figures.centers_of(staff)
    if not centers:
        return render(request, "reports/no_center.html", status=403)
    form = _form(request, wanted, centers, local_date(at), staff)
    around = {"form": form, "centers": centers, "report": wanted, **_around(staff)}
    address = reverse("reports:statutory", args=[slug])
    if not form.is_valid():
        calendar, official = presets(local_date(at), address, {})
        context = {**around, "calendar": calendar, "official": official, "table": None}
        return render(request, "reports/statutory/report.html", context, status=422)
    scope = figures.scope_of(form, at)
    calendar, official = presets(local_date(at), address, form.query)
    context = {
        **around,
        "calendar": calendar,
        "official": official,
        "scope": scope,
        "place": place_of(scope),
        "period": period_line(scope),
        "table": wanted.build(scope, form.query),
        "export_query": urlencode(form.query),
    }
    return render(request, "reports/statutory/report.html", context)


@require_POST
@never_cache
@staff_required(Permission.SEE_FIGURES)
def taken(request: HttpRequest, slug: str) -> HttpResponse:
    """The report of the address as a file: `as` is "pdf", or Excel. Recorded like every export."""
    at, staff_request = now(), cast(StaffRequest, request)
    wanted, centers = _wanted(staff_request.staff, slug), figures.centers_of(staff_request.staff)
    if not centers:
        raise PermissionDenied
    form = _form(request, wanted, centers, local_date(at), staff_request.staff)
    if not form.is_valid():
        raise Http404
    return _file(staff_request, wanted, form, at)


def _file(request: StaffRequest, wanted: Report, form: PeriodForm, at: datetime) -> HttpResponse:
    scope = figures.scope_of(form, at)
    table = wanted.build(scope, form.query)
    asked = {"report": wanted.slug, **form.query}
    export = Wanted(ExportKind.FIGURES, asked)
    record = record_export(Dossier.objects.none(), export, at=at, by=actor_for(request.user, at))
    lines = [place_of(scope), period_line(scope)]
    place = scope.center.slug if scope.center else "tat-ca"
    name = f"bao-cao-{wanted.slug}-{place}-{scope.start:%Y%m%d}-{scope.end:%Y%m%d}"
    if request.POST.get("as") != "pdf":
        return as_response([sheet_of(table, [*lines, taken_line(record)])], name)
    address = f"{reverse('reports:statutory', args=[wanted.slug])}?{urlencode(form.query)}"
    response = HttpResponse(pdf_of(table, scope, lines, Taken(taken_line(record), address, at)), "application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _wanted(staff: StaffContext, slug: str) -> Report:
    found = REPORTS.get(slug)
    if found is None:
        raise Http404
    if not _may(staff, found):
        raise PermissionDenied
    return found


def _may(staff: StaffContext, wanted: Report) -> bool:
    return not wanted.for_supervisors or bool(staff.supervised_center_ids)


def _around(staff: StaffContext) -> dict[str, Any]:
    return {"may_handle": staff.may(Permission.HANDLE_PETITIONS), "may_compare": bool(staff.supervised_center_ids)}


def _form(
    request: HttpRequest, wanted: Report, centers: Sequence[Center], today: date, staff: StaffContext
) -> PeriodForm:
    given: dict[str, Any] = figures.asked(request, centers, today)
    if "by" not in request.GET:
        given["by"] = wanted.by.value
    return PeriodForm(given, centers, all_too=bool(staff.supervised_center_ids))

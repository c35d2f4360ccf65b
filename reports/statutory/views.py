"""`/dieu-hanh/bao-cao/`: the reports of the law and the usual extracts, as page, Excel and PDF."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from centers.reach import StaffContext
from common.clock import local_date, now
from common.replica import reads_from_replica
from common.spreadsheet import as_response
from common.turns import in_turn
from dossiers.access import actor_for
from dossiers.actions.export import TooManyRows, Wanted, record_export
from dossiers.models import Dossier, ExportKind, ExportRecord
from dossiers.views.sheets import taken_line
from reports import views as figures
from reports.forms import PeriodForm
from reports.reach import Reach, nav_of, reach_of
from reports.sheets import period_line, place_of

from .asked import Asked
from .catalogue import REPORTS, Listing, Report
from .output import Taken, pdf_of, sheet_of
from .presets import presets
from .table import Line, Table

MOST_PRINTED = 2000  # lines of a list as PDF; longer ones are for the sheet


@require_GET
@staff_required(Permission.SEE_FIGURES)
def index(request: HttpRequest) -> HttpResponse:
    """`/dieu-hanh/bao-cao/`: which reports there are."""
    staff = cast(StaffRequest, request).staff
    if not reach_of(staff):
        return figures.no_center(cast(StaffRequest, request))
    offered = [report for report in REPORTS.values() if _may(staff, report)]
    return render(request, "reports/statutory/index.html", {"reports": offered, **nav_of(staff)})


@require_GET
@never_cache
@staff_required(Permission.SEE_FIGURES)
@in_turn
@reads_from_replica
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """One report over any period; wrong days answer 422."""
    at, staff = now(), cast(StaffRequest, request).staff
    wanted, reach = _wanted(staff, slug), reach_of(staff)
    if not reach:
        return figures.no_center(cast(StaffRequest, request))
    form = _form(request, wanted, reach, local_date(at))
    return _page(cast(StaffRequest, request), wanted, form, reach, at)


def _page(
    request: StaffRequest, wanted: Report, form: PeriodForm, reach: Reach, at: datetime, refused: str = ""
) -> HttpResponse:
    """`refused` says why there is no file."""
    around = {"form": form, "centers": reach.centers, "report": wanted, "refused": refused, **nav_of(request.staff)}
    is_valid, address = form.is_valid(), reverse("reports:statutory", args=[wanted.slug])
    offered = presets(local_date(at), address, form.query if is_valid else {})
    context: dict[str, Any] = {**around, "presets": offered, "table": None, "page": None}
    if is_valid:
        asked = _asked(request, wanted, form, at)
        table, page = _shown(request, wanted, asked)
        context |= {
            "scope": asked.scope,
            "place": place_of(asked.scope),
            "period": period_line(asked.scope, wanted.counted),
            "table": table,
            "page": page,
            "export_query": urlencode(form.query),
        }
    return render(request, "reports/statutory/report.html", context, status=200 if is_valid and not refused else 422)


def address_of(wanted: Report, form: PeriodForm) -> str:
    """The report that asks the same."""
    return f"{reverse('reports:statutory', args=[wanted.slug])}?{urlencode(form.query)}"


def _asked(request: StaffRequest, wanted: Report, form: PeriodForm, at: datetime) -> Asked:
    """Every number of it opens its dossiers, and leads back to the report."""
    return Asked(form.scope(at), {**form.query, "back": address_of(wanted, form)}, request.user, at)


def _shown(request: StaffRequest, wanted: Report, asked: Asked) -> tuple[Table, Page[Any] | None]:
    """The table, of a list with one page of its lines."""
    table = wanted.build(asked)
    if wanted.listing is None:
        return table, None
    page = Paginator(wanted.listing.rows(asked.scope), figures.ROWS_OF_A_PAGE).get_page(request.GET.get("page"))
    return replace(table, lines=wanted.listing.lines(asked, page)), page


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(Permission.SEE_FIGURES)
def taken(request: HttpRequest, slug: str) -> HttpResponse:
    """The report of the address as a file: `as` is "pdf", or Excel. Recorded like every export.

    GET, as after signing in again, leads back to the report; wrong days answer 422.
    """
    at, staff_request = now(), cast(StaffRequest, request)
    wanted, reach = _wanted(staff_request.staff, slug), reach_of(staff_request.staff)
    if not reach:
        raise PermissionDenied
    if request.method == "GET":
        return redirect(f"{reverse('reports:statutory', args=[wanted.slug])}?{request.GET.urlencode()}")
    form = _form(request, wanted, reach, local_date(at))
    if not form.is_valid():
        return _page(staff_request, wanted, form, reach, at)
    try:
        return _file(staff_request, wanted, form, at)
    except TooManyRows as refusal:
        return _page(staff_request, wanted, form, reach, at, refused=str(refusal))


def _file(request: StaffRequest, wanted: Report, form: PeriodForm, at: datetime) -> HttpResponse:
    """Raises TooManyRows for a list that is too long."""
    asked, is_pdf = _asked(request, wanted, form, at), request.POST.get("as") == "pdf"
    scope, table = asked.scope, wanted.build(asked)
    record = _recorded(request, wanted, asked, form, is_pdf=is_pdf)
    streamed = _streamed(wanted.listing, asked, record) if wanted.listing else None
    lines = [place_of(scope), period_line(scope, wanted.counted)]
    place = scope.center.slug if scope.center else "tat-ca"
    name = f"bao-cao-{wanted.slug}-{place}-{scope.start:%Y%m%d}-{scope.end:%Y%m%d}"
    if not is_pdf:
        return as_response([sheet_of(table, [*lines, taken_line(record)], streamed)], name)
    table = table if streamed is None else replace(table, lines=[*streamed])
    address = address_of(wanted, form)
    response = HttpResponse(pdf_of(table, scope, lines, Taken(taken_line(record), address, at)), "application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _recorded(request: StaffRequest, wanted: Report, asked: Asked, form: PeriodForm, *, is_pdf: bool) -> ExportRecord:
    """Figures name no dossier; a list is recorded with each of its dossiers. Raises TooManyRows."""
    words, by = {"report": wanted.slug, **form.query}, actor_for(request.user, asked.at)
    if wanted.listing is None:
        return record_export(Dossier.objects.none(), Wanted(ExportKind.FIGURES, words), at=asked.at, by=by)
    selection = wanted.listing.dossiers(asked.scope)
    if is_pdf and selection.order_by().values("id")[: MOST_PRINTED + 1].count() > MOST_PRINTED:
        raise TooManyRows(MOST_PRINTED)
    return record_export(selection, Wanted(ExportKind.BEHIND, words), at=asked.at, by=by)


def _streamed(listing: Listing, asked: Asked, record: ExportRecord) -> Iterator[Line]:
    """The lines of exactly the dossiers that were recorded."""
    rows = listing.rows(asked.scope).filter(dossier__in=record.views.values("dossier"))
    return listing.streamed(asked, rows.iterator())


def _wanted(staff: StaffContext, slug: str) -> Report:
    found = REPORTS.get(slug)
    if found is None:
        raise Http404
    if not _may(staff, found):
        raise PermissionDenied
    return found


def _may(staff: StaffContext, wanted: Report) -> bool:
    return not wanted.for_supervisors or bool(staff.supervised_center_ids)


def _form(request: HttpRequest, wanted: Report, reach: Reach, today: date) -> PeriodForm:
    given: dict[str, Any] = figures.asked(request, reach, today)
    if "by" not in request.GET or wanted.counted:
        given["by"] = wanted.by.value
    if wanted.of_one_center and not given["center"]:
        given["center"] = reach.centers[0].slug
    return PeriodForm(given, reach.one_by_one if wanted.of_one_center else reach, today=today)

"""`/dieu-hanh/766/`: the scorecard of Decision 766/QĐ-TTg as page, Excel and PDF."""

from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common.clock import local_date, now
from common.replica import reads_from_replica
from common.spreadsheet import as_response
from common.turns import in_turn
from dossiers.access import actor_for
from dossiers.actions.export import Wanted, record_export
from dossiers.models import Dossier, ExportKind
from dossiers.views.sheets import taken_line
from reports import pages
from reports import views as figures
from reports.forms import PeriodForm
from reports.models import NamedPeriod
from reports.reach import Reach, nav_of, reach_of
from reports.sheets import period_line, place_of
from reports.statutory.output import Taken, pdf_of, sheet_of

from .card import card_of
from .sheet import OFFICIAL, SOURCE, how_counted, notes_of, provisional, table_of


@require_GET
@never_cache
@staff_required(Permission.SEE_FIGURES)
@in_turn
@reads_from_replica
def scorecard(request: HttpRequest) -> HttpResponse:
    """Of one center, or of all, over any days; wrong days answer 422."""
    at, staff_request = now(), cast(StaffRequest, request)
    reach = reach_of(staff_request.staff)
    if not reach:
        return figures.no_center(staff_request)
    return _page(staff_request, _form(staff_request, reach, at), reach, at)


def _page(request: StaffRequest, form: PeriodForm, reach: Reach, at: datetime) -> HttpResponse:
    is_valid = form.is_valid()
    query = form.query if is_valid else {}
    context: dict[str, Any] = {
        "form": form,
        "centers": reach.centers,
        "presets": pages.presets(local_date(at), query, NamedPeriod.objects.all(), reverse("reports:scorecard")),
        **nav_of(request.staff),
        "card": None,
    }
    if not is_valid:
        return render(request, "reports/scorecard/scorecard.html", context, status=422)
    scope = form.scope(at)
    card = card_of(scope, {**query, "back": f"{reverse('reports:scorecard')}?{urlencode(query)}"})
    context |= {
        "card": card,
        "notes": notes_of(card),
        "how": how_counted(),
        "place": place_of(scope),
        "period": period_line(scope),
        "official": OFFICIAL,
        "source": SOURCE,
        "export_query": urlencode(query),
    }
    return render(request, "reports/scorecard/scorecard.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(Permission.SEE_FIGURES)
def taken(request: HttpRequest) -> HttpResponse:
    """The scorecard of the address as a file: `as` is "pdf", or Excel. Recorded like every export.

    GET, as after signing in again, leads back to the scorecard; wrong days answer 422.
    """
    at, staff_request = now(), cast(StaffRequest, request)
    reach = reach_of(staff_request.staff)
    if not reach:
        raise PermissionDenied
    if request.method == "GET":
        return redirect(f"{reverse('reports:scorecard')}?{request.GET.urlencode()}")
    form = _form(staff_request, reach, at)
    if not form.is_valid():
        return _page(staff_request, form, reach, at)
    return _file(staff_request, form, at)


def _file(request: StaffRequest, form: PeriodForm, at: datetime) -> HttpResponse:
    scope = form.scope(at)
    card = card_of(scope, form.query)
    table = table_of(card)
    export = Wanted(ExportKind.FIGURES, {"report": "766", **form.query})
    record = record_export(Dossier.objects.none(), export, at=at, by=actor_for(request.user, at))
    lines = [place_of(scope), period_line(scope), *([provisional()] if card.is_provisional else [])]
    place = scope.center.slug if scope.center else "tat-ca"
    name = f"766-{place}-{scope.start:%Y%m%d}-{scope.end:%Y%m%d}"
    if request.POST.get("as") != "pdf":
        return as_response([sheet_of(table, [*lines, taken_line(record)])], name)
    address = f"{reverse('reports:scorecard')}?{urlencode(form.query)}"
    response = HttpResponse(pdf_of(table, scope, lines, Taken(taken_line(record), address, at)), "application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _form(request: StaffRequest, reach: Reach, at: datetime) -> PeriodForm:
    return PeriodForm(figures.asked(request, reach, local_date(at)), reach, today=local_date(at))

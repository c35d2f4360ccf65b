"""Figures and the dossiers behind them as spreadsheets. Every one that is handed out is recorded."""

from datetime import datetime
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common.clock import local_date, now
from common.spreadsheet import as_response
from dossiers.access import actor_for, visible_to
from dossiers.actions.export import Wanted, record_export
from dossiers.models import Dossier, ExportKind
from dossiers.views.exports import Offer, answer
from dossiers.views.sheets import list_sheet, taken_line

from . import labels, queries, sheets, views
from .forms import BehindForm, PeriodForm
from .reach import Reach, reach_of


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(Permission.SEE_FIGURES)
def figures(request: HttpRequest) -> HttpResponse:
    """`/dieu-hanh/excel/`: the table of figures of the address; for all centers with one row per center besides.

    Only a button takes it; who comes by the address, as after signing in again, is led to the page of figures.
    """
    at, staff_request = now(), cast(StaffRequest, request)
    if request.method == "GET":
        return redirect(f"{reverse('reports:overview')}?{request.GET.urlencode()}")
    reach = _reach_of(staff_request)
    form = PeriodForm(views.asked(request, reach, local_date(at)), reach, today=local_date(at))
    if not form.is_valid():
        return views.wrong_period(staff_request, form, reach, at)
    scope = form.scope(at)
    found = queries.account(scope).figures
    wanted = Wanted(ExportKind.FIGURES, form.query)
    record = record_export(Dossier.objects.none(), wanted, at=at, by=actor_for(staff_request.user, at))
    taken, post = taken_line(record), queries.assumed_post(scope)
    pages = [sheets.figures_sheet(scope, found, assumed_post=post, taken=taken)]
    if scope.center is None:
        by_place = queries.figures_by_place(scope.start, scope.end, scope.by, at=at, within=scope.within)
        pages.append(sheets.centers_sheet(scope, list(reach.centers), by_place, taken=taken))
    place = scope.center.slug if scope.center else "tat-ca"
    return as_response(pages, f"so-lieu-{place}-{scope.start:%Y%m%d}-{scope.end:%Y%m%d}")


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(Permission.SEE_FIGURES)
def behind(request: HttpRequest) -> HttpResponse:
    """`/dieu-hanh/ho-so/excel/`: exactly the dossiers that a figure was summed from."""
    at, staff_request = now(), cast(StaffRequest, request)
    reach = _reach_of(staff_request)
    form = BehindForm({"level": "total", **views.asked(request, reach, local_date(at))}, reach, today=local_date(at))
    if not form.is_valid():
        return render(request, "reports/behind.html", {"form": form, "scope": None}, status=422)
    return answer(request, _offer(staff_request, form, at), at)


def _reach_of(request: StaffRequest) -> Reach:
    """Raises PermissionDenied for who has the right but no center."""
    reach = reach_of(request.staff)
    if not reach:
        raise PermissionDenied
    return reach


def _offer(request: StaffRequest, form: BehindForm, at: datetime) -> Offer:
    key, level, scope = form.cleaned_data["figure"], form.cleaned_data["level"], form.scope(at)
    entries = views.behind_figure(key, level, scope, form.facets)
    query: dict[str, Any] = {"figure": key, "level": level, **form.query}
    title = f"{_('Dossiers behind a figure')}: {labels.full(key)}"
    words = [f"{labels.LEVELS[level]} · {sheets.place_of(scope)}", sheets.period_line(scope)]
    note = labels.note_on_post(queries.assumed_post(scope))
    return Offer(
        what=ExportKind.BEHIND,
        title=title,
        selection=Dossier.objects.filter(pk__in=entries.values("dossier")),
        sheet=lambda record, masking: list_sheet(
            title,
            words,
            record,
            masking,
            at=at,
            visible=visible_to(request.user, at),
            times={row["dossier"]: row["times"] for row in entries.iterator() if row["times"] != 1},
            footnotes=[f"* {note}"] if note else [],
        ),
        file_name=f"ho-so-{key.replace('.', '-').replace('_', '-')}",
        back=f"{reverse('reports:behind')}?{urlencode({**query, 'back': form.back} if form.back else query)}",
        words=words,
        asked=query,
    )

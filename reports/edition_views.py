"""Closing periods (`/dieu-hanh/ky-bao-cao/`) and reading what was published (`/so-lieu/`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from centers.models import Center
from centers.reach import StaffContext
from common.clock import local_date, now
from common.errors import Refusal

from . import editions, interventions, labels, pages, periods, publishing, queries
from .forms import PeriodForm
from .measures import LEVELS, By
from .models import Edition
from .reach import Reach, nav_of, reach_of
from .sheets import place_of
from .views import asked, no_center

ROWS_OF_A_PAGE = 50
ORDER = ("-end", "-start", F("center__unit__name_sort").asc(nulls_first=True), "by")
"""Of editions: the newest period first, in it all centers together, then each."""


class ClosingForm(PeriodForm):
    """A period to close; `reason` only where it has been closed before."""

    def _add_fields(self) -> None:
        self.fields["reason"] = forms.CharField(
            label=_("Why is there a new edition?"),
            required=False,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("Everybody can read it beside the published figures."),
        )


@never_cache
@staff_required(Permission.SEE_FIGURES)
@require_http_methods(["GET", "POST"])
def periods_of_staff(request: HttpRequest) -> HttpResponse:
    """What has been closed, and the figures of the period that could be closed next; POST closes it."""
    at, staff = now(), cast(StaffRequest, request).staff
    reach = reach_of(staff)
    if not reach:
        return no_center(cast(StaffRequest, request))
    given = {**asked_last_month(request, reach, at), **(request.POST.dict() if request.method == "POST" else {})}
    form = ClosingForm(given, reach)
    if not form.is_valid():
        # the reason stands below the figures: they stay where only the reason is wrong, and so does what was written
        shown = {} if form.errors.keys() - {"reason"} else _preview(staff, reach, form, at)
        return render(request, "reports/periods.html", {**_around(request, form, reach), **shown}, status=422)
    if request.method == "POST":
        if not may_close(staff, reach, form.center):
            raise PermissionDenied
        period, reason = form.period, form.cleaned_data["reason"]
        try:
            edition = publishing.close(
                form.center,
                period.start,
                period.end,
                form.by,
                at=at,
                by=cast(StaffRequest, request).user,
                reason=reason,
            )
        except Refusal as refusal:
            context = _preview(staff, reach, form, at)  # first: a refused field is gone from what the form knows
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("reports:edition", pk=edition.pk)
    else:
        context = _preview(staff, reach, form, at)
    status = 422 if form.errors else 200
    return render(request, "reports/periods.html", {**_around(request, form, reach), **context}, status=status)


def asked_last_month(request: HttpRequest, reach: Reach, at: datetime) -> dict[str, Any]:
    """The address as a question; without days it is the last month that is over."""
    last = periods.month_before(local_date(at))
    usual = {"from": last.start.isoformat(), "to": last.end.isoformat(), "reason": ""}
    return {**asked(request, reach, local_date(at)), **usual, **request.GET.dict()}


def may_close(staff: StaffContext, reach: Reach, center: Center | None) -> bool:
    """A leader for their center; for all together who supervises all of them."""
    if center is None:
        return reach.may_add_up and reach.is_whole and staff.may(Permission.PUBLISH_FIGURES)
    return center.pk in staff.centers_with(Permission.PUBLISH_FIGURES)


def _around(request: HttpRequest, form: PeriodForm, reach: Reach) -> dict[str, Any]:
    """The form, and the editions of the chosen center, or of all that the person may see."""
    seen = Q(center__in=[center.pk for center in reach.centers])
    if reach.is_whole:
        seen |= Q(center=None)
    rows = Edition.objects.filter(seen).select_related("center__unit", "closed_by")
    if chosen := form.cleaned_data.get("center"):
        rows = rows.filter(center__slug=chosen)
    page = Paginator(rows.order_by(*ORDER, "-number"), ROWS_OF_A_PAGE).get_page(request.GET.get("page"))
    return {
        "form": form,
        "centers": reach.centers,
        **nav_of(cast(StaffRequest, request).staff),
        "page": page,
        "closed": [_line(edition) for edition in page.object_list],
        "scope": None,
    }


def _preview(staff: StaffContext, reach: Reach, form: ClosingForm, at: datetime) -> dict[str, Any]:
    period, scope = form.period, form.scope(at)
    last = None
    if scope.within is None:
        last = publishing.last_of(form.center, period.start, period.end, form.by)
    return {
        "scope": scope,
        "place": place_of(scope),
        "may_close": may_close(staff, reach, form.center),
        "by_label": labels.BY[scope.by],
        "levels": pages.summaries(queries.account(scope), {}),
        "last": _line(last) if last else None,
        "differences": editions.compared(last) if last else [],
        "is_over": period.is_over(local_date(at)),
        "query": form.query,
        "figures_href": pages.overview_address(form.period_query),
    }


@dataclass(frozen=True)
class EditionLine:
    """An edition in a list."""

    edition: Edition
    place: str
    by_label: Any
    received: int
    resolved: int
    on_time_rate: float | None
    online_rate: float | None


def _line(edition: Edition) -> EditionLine:
    told = edition.figures["total"]
    return EditionLine(
        edition=edition,
        place=edition.center.name if edition.center else str(_("All centers")),
        by_label=labels.BY[By(edition.by)],
        received=told["received"]["total"],
        resolved=told["resolved"]["total"],
        on_time_rate=told["on_time_rate"],
        online_rate=told["online_rate"],
    )


@never_cache
@staff_required(Permission.SEE_FIGURES)
@require_GET
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """An edition beside the figures of today, and what was recorded since and changed them."""
    at, staff = now(), cast(StaffRequest, request).staff
    found = get_object_or_404(Edition.objects.select_related("center__unit", "closed_by"), pk=pk)
    reach = reach_of(staff)
    if not reach:
        return no_center(cast(StaffRequest, request))
    if not (found.center_id in {center.pk for center in reach.centers} if found.center_id else reach.is_whole):
        raise Http404
    events = editions.late_events(found)
    page = Paginator(events, ROWS_OF_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **_whole(found),
        **nav_of(staff),
        "differences": editions.compared(found),
        "page": page,
        "rows": interventions.listed(page.object_list, cast(StaffRequest, request).user, at),
    }
    return render(request, "reports/edition.html", context)


def _whole(found: Edition) -> dict[str, Any]:
    return {
        "line": _line(found),
        "table": table_of(found),
        "levels": [labels.LEVELS[level] for level in LEVELS],
        "earlier": [_line(one) for one in _same_period(found)],
        "note": _note_on(found),
    }


def _note_on(found: Edition) -> str:
    """The footnote on replayed dossiers; what is replayed does not change."""
    scope = queries.Scope(found.center, found.start, found.end, By(found.by), found.end)
    return labels.note_on_post(queries.assumed_post(scope))


def _same_period(found: Edition) -> QuerySet[Edition]:
    """All editions of the period, newest first."""
    same = Edition.objects.filter(center=found.center, by=found.by, start=found.start, end=found.end)
    return same.select_related("center__unit", "closed_by").order_by("-number")


@dataclass(frozen=True)
class TableLine:
    label: Any
    is_part: bool
    values: tuple[Any, ...]
    is_rate: bool = False


RATES: Mapping[str, Any] = {
    "on_time_rate": _("On-time rate"),
    "citizen_rate": _("Citizen's rate"),
    "doubtful_rate": _("Doubtful"),
    "online_rate": _("Online rate"),
}


def table_of(found: Edition) -> list[TableLine]:
    """Every figure of an edition with one number per level, and the rates below."""
    rows = [
        TableLine(label, labels.is_part(key), tuple(editions.value_in(found, level, key) for level in LEVELS))
        for key, label in labels.FIGURES.items()
    ]
    for key, label in RATES.items():
        told = [found.figures[level] for level in LEVELS]
        rates = tuple(one["beside"].get(key) if key not in one else one[key] for one in told)
        rows.append(TableLine(label, False, rates, is_rate=True))
    return rows


@require_GET
def published(request: HttpRequest) -> HttpResponse:
    """`/so-lieu/`: the newest edition of every closed period, for everybody."""
    chosen = request.GET.get("center", "")
    rows = editions.latest(Edition.objects.select_related("center__unit", "closed_by"))
    if chosen:
        rows = rows.filter(center__slug=chosen)
    page = Paginator(rows.order_by(*ORDER, "pk"), ROWS_OF_A_PAGE)
    of_page = page.get_page(request.GET.get("page"))
    places = Center.objects.filter(pk__in=Edition.objects.values("center")).select_related("unit")
    context = {
        "page": of_page,
        "lines": [_line(one) for one in of_page.object_list],
        "places": pages.centers_in_order(places),
        "chosen": chosen,
    }
    return render(request, "reports/published.html", context)


@require_GET
def published_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """`/so-lieu/1/`: one edition as published, with the editions that came before or after it."""
    found = get_object_or_404(Edition.objects.select_related("center__unit", "closed_by"), pk=pk)
    newest = _same_period(found)[0]
    changed = differences_between(found, newest) if newest.pk != found.pk else []
    return render(request, "reports/published_edition.html", {**_whole(found), "newest": newest, "changed": changed})


def differences_between(older: Edition, newer: Edition) -> list[editions.Comparison]:
    """What a later edition corrected."""
    return [
        editions.Comparison(key, level, editions.value_in(older, level, key), editions.value_in(newer, level, key))
        for level in LEVELS
        for key in labels.FIGURES
        if editions.value_in(older, level, key) != editions.value_in(newer, level, key)
    ]

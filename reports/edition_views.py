"""Closing periods (`/dieu-hanh/ky-bao-cao/`) and reading what was published (`/so-lieu/`)."""

from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from centers.models import Center
from centers.reach import StaffContext
from common.clock import local_date, now
from common.errors import Refusal

from . import edition_pages, editions, interventions, labels, pages, periods, publishing, queries
from .forms import PeriodForm
from .models import Edition
from .reach import Reach, nav_of, reach_of
from .sheets import place_of
from .statutory.presets import presets
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
        return render(request, "reports/periods.html", {**_around(request, form, reach, at), **shown}, status=422)
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
    return render(request, "reports/periods.html", {**_around(request, form, reach, at), **context}, status=status)


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


def _around(request: HttpRequest, form: PeriodForm, reach: Reach, at: datetime) -> dict[str, Any]:
    """The form with the periods to choose from, and the editions of the chosen center or of all within reach."""
    seen = Q(center__in=[center.pk for center in reach.centers])
    if reach.is_whole:
        seen |= Q(center=None)
    rows = Edition.objects.filter(seen).select_related("center__unit", "closed_by")
    if chosen := form.cleaned_data.get("center"):
        rows = rows.filter(center__slug=chosen)
    page = Paginator(rows.order_by(*ORDER, "-number"), ROWS_OF_A_PAGE).get_page(request.GET.get("page"))
    return {
        "form": form,
        "presets": _presets(form, local_date(at)),
        "centers": reach.centers,
        **nav_of(cast(StaffRequest, request).staff),
        "page": page,
        "closed": edition_pages.lines_of(page.object_list),
        "scope": None,
    }


def _presets(form: PeriodForm, today: date) -> list[pages.Preset]:
    """Periods that may be closed, at one tap."""
    if not form.is_valid():
        return presets(today, reverse("reports:periods"), {}, lambda period: period.is_over(today))
    named = publishing.named_for(form.center)
    return presets(today, reverse("reports:periods"), form.query, lambda period: period.is_over(today), named)


def _preview(staff: StaffContext, reach: Reach, form: ClosingForm, at: datetime) -> dict[str, Any]:
    period, scope = form.period, form.scope(at)
    last = why_not = None
    if scope.within is None:
        last = publishing.last_of(form.center, period.start, period.end, form.by)
    try:
        publishing.may_be_closed(form.center, period, last, at=at)
    except Refusal as refusal:
        why_not = str(refusal)
    return {
        "scope": scope,
        "place": place_of(scope),
        "may_close": may_close(staff, reach, form.center),
        "by_label": labels.BY[scope.by],
        "levels": pages.summaries(queries.account(scope), {}),
        "last": edition_pages.line_of(last) if last else None,
        "differences": editions.compared(last) if last else [],
        "why_not": why_not,
        "query": form.query,
        "figures_href": pages.overview_address(form.period_query),
    }


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
        **edition_pages.whole(found),
        **nav_of(staff),
        "newest": edition_pages.same_period(found)[0],
        "differences": editions.compared(found),
        "page": page,
        "rows": interventions.listed(page.object_list, cast(StaffRequest, request).user, at),
    }
    return render(request, "reports/edition.html", context)


@require_GET
def published(request: HttpRequest) -> HttpResponse:
    """`/so-lieu/`: the newest edition of every closed period, for everybody; 404 for a center that does not exist."""
    wanted = request.GET.get("center", "")
    rows = editions.latest(Edition.objects.select_related("center__unit", "closed_by"))
    known = {center.slug: center for center in Center.objects.select_related("unit")}
    chosen = known.get(wanted)
    if wanted:
        rows = rows.filter(center=chosen) if chosen else rows.none()
    of_page = Paginator(rows.order_by(*ORDER, "pk"), ROWS_OF_A_PAGE).get_page(request.GET.get("page"))
    closed = set(Edition.objects.order_by().values_list("center", flat=True).distinct())
    context = {
        "page": of_page,
        "lines": edition_pages.lines_of(of_page.object_list),
        "places": pages.centers_in_order(one for one in known.values() if one.pk in closed or one == chosen),
        "chosen": chosen,
        "is_unknown": bool(wanted) and chosen is None,
    }
    return render(request, "reports/published.html", context, status=404 if context["is_unknown"] else 200)


@require_GET
def published_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """`/so-lieu/1/`: one edition as published, with the editions that came before or after it."""
    found = get_object_or_404(Edition.objects.select_related("center__unit", "closed_by"), pk=pk)
    newest = edition_pages.same_period(found)[0]
    changed = editions.corrected(found, newest) if newest.pk != found.pk else []
    context = {**edition_pages.whole(found), "newest": newest, "changed": changed}
    return render(request, "reports/published_edition.html", context)

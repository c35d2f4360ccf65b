"""Pages of those who watch: the figures of a period, and the dossiers behind each of them."""

from datetime import date, datetime
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from centers.reach import StaffContext
from common.clock import local_date, now
from common.replica import reads_from_replica
from common.turns import in_turn
from dossiers.models import Dossier, LedgerEntry

from . import beside, facets, interventions, labels, leader, letters, long_lists, pages, periods, queries
from .forms import BehindForm, PeriodForm
from .measures import LETTERS, LISTED, By
from .models import NamedPeriod
from .reach import Reach, nav_of, reach_of
from .scorecard import lists as scorecard
from .scorecard.words import KEY_WORDS as SCORECARD
from .sheets import place_of
from .statutory import queries as statutory
from .statutory.words import KEY_WORDS

ROWS_OF_A_PAGE = 50


@staff_required(Permission.SEE_FIGURES)
@in_turn
@reads_from_replica
def overview(request: HttpRequest) -> HttpResponse:
    """`/dieu-hanh/`: the figures of a center, or of all, over any period; wrong days answer 422."""
    at, staff = now(), cast(StaffRequest, request).staff
    reach = reach_of(staff)
    if not reach:
        return no_center(cast(StaffRequest, request))
    form = PeriodForm(asked(request, reach, local_date(at)), reach, today=local_date(at))
    if not form.is_valid():
        return wrong_period(cast(StaffRequest, request), form, reach, at)
    context = {**_around(staff, form, reach), **_overview(form, at)}
    context["leader"] = leader.page_of(context["scope"], cast(StaffRequest, request), form.query, at)
    return render(request, "reports/overview.html", context)


def no_center(request: StaffRequest) -> HttpResponse:
    """Who has the right but no center: told so, with the ways that are open."""
    return render(request, "reports/no_center.html", nav_of(request.staff), status=403)


def wrong_period(request: StaffRequest, form: PeriodForm, reach: Reach, at: datetime) -> HttpResponse:
    """The page without figures: the days make no sense."""
    context = {**_around(request.staff, form, reach), "presets": presets(at, {}), "scope": None}
    return render(request, "reports/overview.html", context, status=422)


def _around(staff: StaffContext, form: PeriodForm, reach: Reach) -> dict[str, Any]:
    return {
        "form": form,
        "centers": reach.centers,
        **nav_of(staff),
    }


@staff_required(Permission.SEE_FIGURES)
@in_turn
@reads_from_replica
def behind(request: HttpRequest) -> HttpResponse:
    """`/dieu-hanh/ho-so/`: exactly the dossiers that a figure was summed from."""
    at, staff = now(), cast(StaffRequest, request).staff
    reach = reach_of(staff)
    if not reach:
        return no_center(cast(StaffRequest, request))
    given = {"level": "total", **asked(request, reach, local_date(at))}
    form = BehindForm(given, reach, today=local_date(at))
    if not form.is_valid():
        return render(request, "reports/behind.html", {"form": form, "scope": None}, status=422)
    key, level, scope = form.cleaned_data["figure"], form.cleaned_data["level"], form.scope(at)
    found = behind_figure(key, level, scope, form.facets)
    is_whole = not form.facets and key not in SCORECARD and key not in LISTED
    value = _value(key, level, scope) if is_whole else _sum_of(found)
    cut_at = _cut_at(key, level, scope, value) if is_whole else None
    which: Any = found.values("dossier")
    if cut_at is not None:
        found = long_lists.since(cut_at, key, level, scope)
        which = list(found.values_list("dossier", flat=True))  # few now, which the database would not guess
    keys = Dossier.objects.filter(pk__in=which).order_by("-received_at", "-pk")
    page = Paginator(keys.values_list("pk", flat=True), ROWS_OF_A_PAGE).get_page(request.GET.get("page"))
    lines = pages.dossier_lines(page, found, cast(StaffRequest, request).user, at)
    context = {
        "form": form,
        "scope": scope,
        "place": place_of(scope),
        "figure_label": labels.full(key),
        "level_label": labels.LEVELS[level],
        "by_label": labels.BY[scope.by],
        "value": value,
        "cut_at": cut_at,
        "narrowed_to": facets.words(form.facets, found=page.paginator.count > 0),
        "back": form.back or pages.overview_address(form.period_query),
        "page": page,
        "lines": lines,
        "is_counted_again": any(line.times != 1 for line in lines),
        "query": form.query,
        "note": labels.note_on_post(queries.assumed_post(scope)),
    }
    return render(request, "reports/behind.html", context)


@staff_required(Permission.SEE_FIGURES)
@in_turn
@reads_from_replica
def intervened(request: HttpRequest) -> HttpResponse:
    """`/dieu-hanh/thay-doi/`: who changed due dates, reopened, reclassified or typed late; `person` narrows it down."""
    at, staff = now(), cast(StaffRequest, request).staff
    reach = reach_of(staff)
    if not reach:
        return no_center(cast(StaffRequest, request))
    form = PeriodForm(asked(request, reach, local_date(at)), reach, today=local_date(at))
    around = _around(staff, form, reach)
    if not form.is_valid():
        return render(request, "reports/interventions.html", {**around, "scope": None}, status=422)
    scope = form.scope(at)
    kind = request.GET.get("kind", "")
    events = interventions.by_person(interventions.events_of(scope), request.GET.get("person", ""))
    events = interventions.of_kind(events, kind)
    page = Paginator(events.select_related("dossier__owner", "by").order_by("-at", "-pk"), ROWS_OF_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        **around,
        "scope": scope,
        "place": place_of(scope),
        "kind_label": interventions.KINDS[kind][0] if kind in interventions.KINDS else "",
        "by_label": labels.BY[scope.by],
        "page": page,
        "rows": interventions.listed(page.object_list, cast(StaffRequest, request).user, at),
    }
    return render(request, "reports/interventions.html", context)


def behind_figure(
    key: str, level: str, scope: queries.Scope, asked: facets.Asked | None = None
) -> QuerySet[LedgerEntry, Any]:
    """The dossiers behind a figure of the table, or of the late ones with and without form 04; `asked` narrows it."""
    if key in LETTERS:
        return letters.behind(key, level, scope)
    if key in KEY_WORDS:
        return statutory.behind(key, level, scope).filter(facets.narrowed(asked or {}))
    if key in SCORECARD:
        return scorecard.behind(key, level, scope).filter(facets.narrowed(asked or {}))
    return queries.behind(key, level, scope).filter(facets.narrowed(asked or {}))


def _cut_at(key: str, level: str, scope: queries.Scope, value: int) -> date | None:
    if key in KEY_WORDS or key in LETTERS:
        return None
    return long_lists.cut_at(key, level, scope, value)


def _sum_of(found: QuerySet[LedgerEntry, Any]) -> int:
    return found.aggregate(all=Sum("times"))["all"] or 0


def _value(key: str, level: str, scope: queries.Scope) -> int:
    if key in KEY_WORDS:
        return statutory.number_behind(key, level, scope)
    if key in LETTERS:
        return letters.letters(scope)[level].value(key)
    found = queries.account(scope)
    return found.honesty[level].value(key) if key in labels.BESIDE else found.figures[level].value(key)


def _overview(form: PeriodForm, at: datetime) -> dict[str, Any]:
    scope = form.scope(at)
    account = queries.account(scope)
    found = account.figures
    snapshots, assumed_post = pages.snapshots_of(scope), queries.assumed_post(scope)
    lines = pages.lines(found, form.query, assumed_post)
    is_empty = not any(cell.value for line in lines for cell in line.cells)
    return {
        "scope": scope,
        "place": place_of(scope),
        "export_query": urlencode(form.query),
        "by_label": labels.BY[scope.by],
        "total": found["total"],
        "honest": account.honesty["total"],
        "channels": leader.channels(found["total"], form.query),
        "lines": lines,
        "is_empty": is_empty,
        "below": "" if is_empty else "#beside-title",
        "levels": pages.summaries(account, snapshots),
        "rate_lines": beside.rate_lines(account.honesty, form.query),
        "signal_lines": beside.signal_lines(account.honesty, form.query),
        "people": interventions.people(scope),
        "take_overs": interventions.take_overs(scope),
        "snapshot": snapshots.get("total"),
        "bars": pages.bars(found),
        "letters": pages.letter_lines(letters.letters(scope), form.query),
        "pieces": pages.pieces(found["total"], form.query),
        "received_href": pages.total_address("received.total", found["total"], form.query),
        "pending_href": pages.total_address("pending.total", found["total"], form.query),
        "overdue_href": pages.total_address("pending.overdue", found["total"], form.query),
        "presets": presets(at, form.query),
        "note": labels.note_on_post(assumed_post),
    }


def presets(at: datetime, query: dict[str, str]) -> list[pages.Preset]:
    return pages.presets(local_date(at), query, NamedPeriod.objects.all())


def asked(request: HttpRequest, reach: Reach, today: date) -> dict[str, Any]:
    """The address as a question; what it leaves out is this month, at the receiving center, the first center."""
    month = periods.month_of(today)
    usual = {
        "from": month.start.isoformat(),
        "to": month.end.isoformat(),
        "by": By.RECEIVING.value,
        "center": reach.centers[0].slug if len(reach.centers) == 1 else "",
    }
    return {**usual, **request.GET.dict()}

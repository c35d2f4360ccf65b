"""The dossiers behind numbers that the ledger does not have: of today, of an officer, of a step, of fees."""

from collections import Counter
from datetime import datetime
from typing import cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common.clock import local_date, now
from common.replica import reads_from_replica
from common.turns import in_turn
from payments.day import days_of

from . import groups, officers, pages
from . import today as queues
from .forms import PeriodForm, own_page
from .reach import reach_of
from .statutory.money import blocks_of, entries_of
from .views import asked, no_center

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
        "number": page.paginator.count,
        "is_unanswered": kind in queues.ANSWERS,
        "note": "",
        "page": page,
        "lines": pages.lines_of([row["pk"] for row in page], staff_request.user, at),
    }
    return render(request, "reports/today_list.html", context)


@staff_required(Permission.SEE_FIGURES)
def at_work(request: HttpRequest) -> HttpResponse:
    """`/dieu-hanh/dang-lam/`: what lies with an `officer` of a center now, or with all; or what of it is `late`."""
    at, staff_request = now(), cast(StaffRequest, request)
    form = _asked(staff_request, at)
    officer = request.GET.get("officer", "")
    if officer and not (officer.isascii() and officer.isdecimal() and len(officer) < 19):
        raise Http404
    is_late = request.GET.get("late") == "1"
    rows = officers.at_work(form.scope(at))
    if officer:
        rows = rows.filter(assignee=int(officer))
    if is_late:
        rows = rows.filter(queues.QUEUES["qua-han"].wanted(at))
    page = Paginator(rows.order_by("due_at", "pk").values("pk"), ROWS_OF_A_PAGE).get_page(request.GET.get("page"))
    who = rows.values_list("assignee__full_name", flat=True).first() if officer else ""  # of who works here only
    what = _("late now") if is_late else _("To do now")
    context = {
        "label": f"{who} – {what}" if who else what,
        "center": form.center,
        "back": form_back(request, form),
        "number": page.paginator.count,
        "is_unanswered": False,
        "note": _(
            "What lies with a person now: to work on, waiting for papers or payment, and results not yet handed on."
        ),
        "page": page,
        "lines": pages.lines_of([row["pk"] for row in page], staff_request.user, at),
    }
    return render(request, "reports/today_list.html", context)


@staff_required(Permission.SEE_FIGURES)
@in_turn
@reads_from_replica
def legs(request: HttpRequest) -> HttpResponse:
    """`/dieu-hanh/buoc/`: the dossiers whose legs stand behind a `step` of the page of leaders, or its `late` ones."""
    at, staff_request = now(), cast(StaffRequest, request)
    form = _asked(staff_request, at)
    step, is_late = request.GET.get("step", ""), request.GET.get("late") == "1"
    found = [leg for leg in groups.legs_of(form.scope(at)) if leg.step == step and (leg.is_late or not is_late)]
    times = Counter(leg.dossier for leg in found)
    page = Paginator(sorted(times), ROWS_OF_A_PAGE).get_page(request.GET.get("page"))
    what = _("Over its share") if is_late else _("How often")
    context = {
        "label": f"{step} – {what}" if found else what,
        "center": form.center,
        "back": form_back(request, form),
        "number": len(found),
        "is_unanswered": False,
        "note": "",
        "page": page,
        "lines": pages.lines_of({pk: times[pk] for pk in page}, staff_request.user, at),
    }
    return render(request, "reports/today_list.html", context)


@staff_required(Permission.SEE_FIGURES)
@in_turn
@reads_from_replica
def money(request: HttpRequest) -> HttpResponse:
    """`/dieu-hanh/tien/`: what a `part` of the fees report counts: charges, receipts, transfers; else 404."""
    at, staff_request = now(), cast(StaffRequest, request)
    form = _asked(staff_request, at)
    scope = form.scope(at)
    assert scope.center is not None
    blocks = blocks_of(days_of(scope.center, scope.start, scope.until))
    try:
        words, entries = entries_of(blocks, request.GET.get("part", ""))
    except KeyError:
        raise Http404 from None
    page = Paginator(entries, ROWS_OF_A_PAGE).get_page(request.GET.get("page"))
    lines = pages.lines_by_key({one.dossier for one in page if one.dossier}, staff_request.user, at)
    context = {
        "label": " – ".join(map(str, words)),
        "scope": scope,
        "center": scope.center,
        "back": form_back(request, form),
        "number": len(entries),
        "sum": sum(one.amount for one in entries),
        "is_dated": any(one.at for one in entries),
        "page": page,
        "rows": [(one, lines.get(one.dossier or 0)) for one in page],
    }
    return render(request, "reports/money_list.html", context)


def _asked(request: StaffRequest, at: datetime) -> PeriodForm:
    """Of one center within reach; Http404 for anything else."""
    reach = reach_of(request.staff).one_by_one
    if not reach:
        raise PermissionDenied
    form = PeriodForm(asked(request, reach, local_date(at)), reach, today=local_date(at))
    if not form.is_valid():
        raise Http404
    return form


def form_back(request: HttpRequest, form: PeriodForm) -> str:
    """The page that the list was opened from, or the figures that ask the same."""
    return own_page(request.GET.get("back", "")) or pages.overview_address(form.query)

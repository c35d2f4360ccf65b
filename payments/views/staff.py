"""`/quay/so-thu/`: the day's money, statements of the bank, and the transfers that wait for a person."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from centers.access import StaffRequest, staff_required
from centers.models import Center
from common import clock
from common.errors import Refusal
from dossiers import access as dossier_access
from dossiers.forms.fields import put_refusal
from dossiers.importing.encodings import FileRefused
from payments import access, actions, statements
from payments.accounts import entered, present
from payments.day import day_of
from payments.forms import DayForm, MatchForm, ReturnForm, StatementForm
from payments.models import Incoming, State, Statement

PER_PAGE = 50
MOST_BAD = 100


@require_GET
@never_cache
@staff_required(access.WATCH)
def day(request: HttpRequest) -> HttpResponse:
    """`?ngay=dd/mm/yyyy`, today unless told; a wrong day answers 422."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    center = access.center_of(staff_request, access.WATCH)
    form = DayForm(request.GET if request.GET.get("ngay") else None)
    is_wrong = form.is_bound and not form.is_valid()
    wanted = form.cleaned_data["ngay"] if form.is_bound and not is_wrong else clock.local_date(at)
    context = {
        "form": form,
        "center": center,
        "centers": access.centers_of(staff_request, access.WATCH),
        "money": day_of(center, wanted),
        "account": present(center, at),
        "entered": entered(center, at),
        "may_deal": staff_request.staff.may(access.DEAL),
        "still_waiting": Incoming.objects.filter(center=center, state=State.WAITING).count(),
    }
    return render(request, "payments/day.html", context, status=422 if is_wrong else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(access.DEAL)
def import_statement(request: HttpRequest) -> HttpResponse:
    """All rows, or none with every bad row named."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    center = access.center_of(staff_request, access.DEAL)
    form = StatementForm(request.POST or None, request.FILES or None)
    bad: list[statements.BadRow] = []
    if request.method == "POST" and form.is_valid():
        try:
            rows, bad = statements.read(form.cleaned_data["file"].file, now=at)
            if not bad:
                name = form.cleaned_data["file"].name
                done = actions.import_rows(rows, center=center, file_name=name, at=at, by=staff_request.user)
                return _imported(request, done)
        except FileRefused as refusal:
            form.add_error("file", str(refusal))
    context = {
        "form": form,
        "center": center,
        "bad": bad[:MOST_BAD],
        "count": len(bad),
        "columns": statements.COLUMNS,
        "recent": Statement.objects.filter(center=center).select_related("by").order_by("-at", "-pk")[:10],
    }
    return render(request, "payments/import.html", context, status=422 if bad or form.errors else 200)


def _imported(request: HttpRequest, done: Statement) -> HttpResponse:
    waiting = done.incoming.filter(state=State.WAITING).count()
    told = {"rows": done.rows, "known": done.known_before, "waiting": waiting}
    text = _("%(rows)s transfers read, %(known)s known before, %(waiting)s wait for a person.")
    messages.success(request, text % told)
    return HttpResponseRedirect(f"{reverse('payments:waiting')}?trung-tam={done.center.slug}")


@require_GET
@never_cache
@staff_required(access.DEAL)
def waiting(request: HttpRequest) -> HttpResponse:
    """Transfers that nothing fits, oldest first."""
    return _list(cast(StaffRequest, request), access.center_of(cast(StaffRequest, request), access.DEAL))


@require_POST
@never_cache
@staff_required(access.DEAL)
def match(request: HttpRequest, pk: int) -> HttpResponse:
    return _close(cast(StaffRequest, request), pk, MatchForm(request.POST, prefix=f"m{pk}"), actions.match)


@require_POST
@never_cache
@staff_required(access.DEAL)
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _close(cast(StaffRequest, request), pk, ReturnForm(request.POST, prefix=f"r{pk}"), actions.give_back)


def _close(request: StaffRequest, pk: int, form: Form, verb: Callable[..., Incoming]) -> HttpResponse:
    """Done: back to the list. Refused: 422 with what was typed."""
    at, found = clock.now(), access.incoming_or_404(request, pk)
    if form.is_valid():
        try:
            verb(found, **form.cleaned_data, at=at, by=dossier_access.actor_for(request.user, at))
        except Refusal as refusal:
            put_refusal(form, refusal, {})
        else:
            messages.success(request, _("Recorded."))
            return HttpResponseRedirect(f"{reverse('payments:waiting')}?trung-tam={found.center.slug}")
    return _list(request, found.center, tried=form, tried_pk=pk)


def _list(request: StaffRequest, center: Center, *, tried: Form | None = None, tried_pk: int = 0) -> HttpResponse:
    rows = Incoming.objects.filter(center=center, state=State.WAITING).select_related("dossier").order_by("at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page", "1"))
    lines = [
        {
            "row": row,
            "match": _form(MatchForm, f"m{row.pk}", tried, row.pk == tried_pk),
            "give_back": _form(ReturnForm, f"r{row.pk}", tried, row.pk == tried_pk),
        }
        for row in page.object_list
    ]
    context = {"page": page, "lines": lines, "center": center, "tried": tried}
    return render(request, "payments/waiting.html", context, status=422 if tried is not None else 200)


def _form(kind: type[Form], prefix: str, tried: Form | None, is_tried: bool) -> Form:
    return tried if is_tried and tried is not None and isinstance(tried, kind) else kind(prefix=prefix)

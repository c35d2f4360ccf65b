"""`/xu-ly/phan-cong/`: many dossiers of the worklist to one colleague, with a result per row."""

from collections.abc import Collection
from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from common.clock import local_date
from dossiers import access
from dossiers.actions.assigning import MOST, Outcome, assign_many
from dossiers.forms.assigning import AssignManyForm, as_sent, seen_of
from dossiers.forms.worklist import wish_of
from dossiers.queries.assigning import chosen_lines, first_of_list, offices_of, to_assign
from dossiers.queries.columns import USUAL, headings

ALL = "tat-ca"


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(Permission.ASSIGN_DOSSIERS)
def choose(request: HttpRequest) -> HttpResponse:
    """Who gets what was ticked (`ho-so`, with the revision seen), or the whole list (`tat-ca`), and why.

    POST brings what could not be assigned (`lai`): it is looked at afresh.
    """
    staff_request, at = cast(StaffRequest, request), clock.now()
    user, staff = staff_request.user, staff_request.staff
    seen: dict[int, int] = {}
    if request.method == "POST":
        wanted = list(seen_of(request.POST.get("lai", "").split()))
    elif ALL in request.GET:
        wanted = first_of_list(user, staff.office_ids, wish_of(request.GET), at=at)
    else:
        seen = seen_of(request.GET.getlist("ho-so"))
        wanted = list(seen)
    found = to_assign(user, wanted[:MOST], at=at)
    if not found:
        messages.error(request, _("Tick at least one dossier."))
        return HttpResponseRedirect(reverse("dossiers:worklist"))
    rows = {one.pk: seen.get(one.pk, one.revision) for one in found}
    return _ask(staff_request, _form(staff_request, None, as_sent(rows), rows, at), rows, at)


@require_POST
@never_cache
@staff_required(Permission.ASSIGN_DOSSIERS)
def assign(request: HttpRequest) -> HttpResponse:
    """Do it. Sent twice, it changes nothing the second time: who has a dossier already is told so."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    sent = request.POST.get("rows", "")
    rows = dict(list(seen_of(sent.split()).items())[:MOST])
    form = _form(staff_request, request.POST, sent, rows, at)
    if not form.is_valid():
        return _ask(staff_request, form, rows, at, status=422)
    found, cleaned = to_assign(staff_request.user, list(rows), at=at), form.cleaned_data
    by = access.actor_for(staff_request.user, at)
    results = assign_many(found, rows, cleaned["to_user"], reason=cleaned["reason"], at=at, by=by)
    refused = [one for one in results if one.outcome is Outcome.REFUSED]
    context = {
        "to": cleaned["to_user"].full_name,
        "moved": [one for one in results if one.outcome is Outcome.MOVED],
        "unchanged": [one for one in results if one.outcome is Outcome.UNCHANGED],
        "refused": refused,
        "again": as_sent({one.dossier.pk: 0 for one in refused}),
        "missing": len(rows) - len(found),
    }
    return render(request, "dossiers/staff/assigned_many.html", context)


def _form(
    request: StaffRequest, data: QueryDict | None, sent: str, rows: Collection[int], at: datetime
) -> AssignManyForm:
    """Offers the people of offices that have these dossiers and whose work this person assigns."""
    own = request.staff.offices_with(Permission.ASSIGN_DOSSIERS)
    return AssignManyForm(data, rows=sent, offices=own & offices_of(list(rows)), on=local_date(at))


def _ask(
    request: StaffRequest, form: AssignManyForm, rows: dict[int, int], at: datetime, *, status: int = 200
) -> HttpResponse:
    lines = chosen_lines(request.user, request.staff.office_ids, list(rows), at=at)
    context = {"form": form, "lines": lines, "most": MOST, "is_full": len(lines) == MOST, "columns": headings(USUAL)}
    return render(request, "dossiers/staff/assign_many.html", context, status=status)

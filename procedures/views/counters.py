"""`/quan-tri/quay/`: the counters of a center and what each receives."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from centers.models import Counter
from centers.queries import centers_managed_by
from common.errors import Refusal
from procedures.counter_forms import CounterForm
from procedures.counters import counters_of, save_counter


@require_GET
@staff_required(Permission.MANAGE_CENTER)
def counters(request: StaffRequest) -> HttpResponse:
    """All counters of the centers that this person manages."""
    found = list(counters_of(_centers(request)))
    context = {"counters": found, "sources": sorted({one.source for one in found if one.source})}
    return render(request, "procedures/admin/counters.html", context)


@require_http_methods(["GET", "POST"])
@staff_required(Permission.MANAGE_CENTER)
def new_counter(request: StaffRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@staff_required(Permission.MANAGE_CENTER)
def counter(request: StaffRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(counters_of(_centers(request)), pk=pk))


def _edit(request: StaffRequest, known: Counter | None) -> HttpResponse:
    form = CounterForm(request.POST or None, centers=_centers(request), counter=known)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_counter(known or Counter(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Saved: counter %(number)s.") % {"number": saved.number})
            return redirect("procedures:counters")
    title = _("Counter %(number)s") % {"number": known.number} if known else _("New counter")
    context = {"form": form, "title": title, "here": "counters"}
    return render(request, "procedures/admin/plain_form.html", context, status=422 if form.errors else 200)


def _centers(request: StaffRequest) -> list[int]:
    return centers_managed_by(request.staff, Permission.MANAGE_CENTER)

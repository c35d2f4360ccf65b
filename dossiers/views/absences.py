"""`/xu-ly/vang-mat/`: who is away and who has their dossiers."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from centers.absences import end_absence, enter_absence, may_enter_for
from centers.access import StaffRequest, staff_required
from centers.models import Absence
from common import clock
from common.errors import Refusal
from dossiers.actions.standing_in import settle
from dossiers.forms.absences import AbsenceForm
from dossiers.forms.fields import put_refusal
from dossiers.queries.absences import absence_lines

from .pages import CASEWORK

AT_ONCE = 500
"""As many dossiers pass over while somebody waits for the page; what is left follows with the next sweep."""


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(*CASEWORK)
def absences(request: HttpRequest) -> HttpResponse:
    """The list, and the form: an absence that has begun takes effect at once."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    staff = staff_request.staff
    form = AbsenceForm(request.POST if request.method == "POST" else None, staff=staff, at=at)
    if request.method == "POST" and form.is_valid():
        try:
            absence = enter_absence(**form.cleaned_data, at=at, by=staff_request.user)
        except Refusal as refusal:
            put_refusal(form, refusal, {})
        else:
            messages.success(request, _("The absence has been entered."))
            _settle(request, absence)
            return HttpResponseRedirect(reverse("dossiers:absences"))
    context = {"form": form, "lines": absence_lines(staff, at=at)}
    status = 422 if form.is_bound else 200
    return render(request, "dossiers/staff/absences.html", context, status=status)


@require_POST
@never_cache
@staff_required(*CASEWORK)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The person is back, or does not go away after all."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    absence = Absence.objects.select_related("user").filter(pk=pk).first()
    if absence is None or not may_enter_for(staff_request.staff, absence.user, clock.local_date(at)):
        raise Http404
    try:
        end_absence(absence, at=at, by=staff_request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The absence of %(name)s has ended.") % {"name": absence.user.full_name})
        _settle(request, absence)
    return HttpResponseRedirect(reverse("dossiers:absences"))


def _settle(request: HttpRequest, absence: Absence) -> None:
    moved = settle(at=clock.now(), only={absence.user_id, absence.stand_in_id}, most=AT_ONCE)
    if moved:
        told = ngettext("%(count)s dossier has changed hands.", "%(count)s dossiers have changed hands.", moved)
        messages.success(request, told % {"count": moved})

"""`/quan-tri/he-thong/`: which other systems work with this center, and their tokens."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import tokens
from accounts.models import ApiToken
from accounts.permissions import Permission
from accounts.roles import Role
from centers import systems
from centers.access import StaffRequest, staff_required
from centers.forms import SystemForm
from common import clock
from common.errors import Refusal


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required(Permission.MANAGE_STAFF)
def overview(request: StaffRequest) -> HttpResponse:
    """All tokens, and the form for a new system; the text of a new token is shown in the answer, once."""
    form = SystemForm(request.POST or None, center_ids=_centers(request))
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "role": Role(form.cleaned_data["role"])}
        try:
            token, text = systems.connect(**given, at=clock.now(), by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return _page(request, SystemForm(center_ids=_centers(request)), token=token, text=text)
    return _page(request, form, status=422 if form.errors else 200)


@never_cache
@require_POST
@staff_required(Permission.MANAGE_STAFF)
def renew(request: StaffRequest, pk: int) -> HttpResponse:
    """A new token; the old one stays valid for a while."""
    at = clock.now()
    days, overlap = systems.token_days(at), timedelta(days=systems.overlap_days(at))
    try:
        token, text = tokens.rotate(_token(request, pk), days=days, overlap=overlap, at=at, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("centers:systems")
    return _page(request, SystemForm(center_ids=_centers(request)), token=token, text=text)


@never_cache
@require_POST
@staff_required(Permission.MANAGE_STAFF)
def revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """From now on nobody gets in with it."""
    token = _token(request, pk)
    tokens.revoke(token, at=clock.now())
    messages.success(request, _("Taken back: the token that ends with %(hint)s.") % {"hint": token.hint})
    return redirect("centers:systems")


def _centers(request: StaffRequest) -> frozenset[int]:
    return request.staff.centers_with(Permission.MANAGE_STAFF)


def _token(request: StaffRequest, pk: int) -> ApiToken:
    return get_object_or_404(systems.tokens_of(_centers(request)), pk=pk)


def _page(request: StaffRequest, form: SystemForm, *, status: int = 200, **made: Any) -> HttpResponse:
    at = clock.now()
    context = {
        "form": form,
        "lines": systems.lines(_centers(request), at),
        "overlap_days": systems.overlap_days(at),
        "token": made.get("token"),
        "text": made.get("text", ""),
    }
    return render(request, "centers/systems.html", context, status=status)

"""The same person twice: finding the pairs, looking at them side by side, merging, and taking it back."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from citizens.merging import tell_apart
from citizens.models import PartyMerge
from common import clock
from common.errors import Refusal
from dossiers.actions.merge import merge_parties, unmerge_parties
from dossiers.forms.fields import put_refusal
from dossiers.forms.merge import MergeForm, ReasonForm, refusal_of
from dossiers.queries import merges
from dossiers.reach import MergeReach

from .posted import posted

LAST_PAGE = 400


@require_GET
@never_cache
@staff_required(Permission.MERGE_PERSONS)
def duplicates(request: HttpRequest) -> HttpResponse:
    """`/quan-tri/nguoi-trung/`: probable pairs, and the merges that were done."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    reach = MergeReach.of(staff_request.staff)
    asked = request.GET.get("page", "1")
    number = min(max(int(asked), 1), LAST_PAGE) if asked.isdecimal() and len(asked) < 6 else 1
    context = {
        "pairs": merges.pairs(reach, number, at=at),
        "merges": merges.recent_merges(reach),
        "is_administrator": staff_request.staff.may(Permission.MANAGE_CENTER),
    }
    return render(request, "dossiers/staff/duplicates.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(Permission.MERGE_PERSONS)
def compare(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """Both records side by side; the button merges them, with a reason."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    reach = MergeReach.of(staff_request.staff)
    one, other = _records(staff_request, first, second)
    values = merges.differing(one.party, other.party)
    form = MergeForm(posted(request), first=one.party, second=other.party, values=values)
    if request.method == "POST" and form.is_valid():
        try:
            merged = merge_parties(
                form.keep,
                form.drop,
                take=form.take,
                reach=reach,
                at=at,
                by=staff_request.user,
                reason=form.cleaned_data["reason"],
            )
        except Refusal as refusal:
            put_refusal(form, refusal, {})
        else:
            messages.success(request, _("Merged; dossiers moved: %(n)s") % {"n": merged.moved.count()})
            return redirect("dossiers:duplicates")
    merges.record_look(staff_request.user, one, other, at=at)
    context: dict[str, Any] = {
        "records": [one, other],
        "form": form,
        "refusal": refusal_of(one.party, other.party),
        "is_administrator": staff_request.staff.may(Permission.MANAGE_CENTER),
    }
    return render(request, "dossiers/staff/compare.html", context, status=422 if form.errors else 200)


@require_POST
@staff_required(Permission.MERGE_PERSONS)
def different(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """These are two people; the pair is offered no more."""
    staff_request = cast(StaffRequest, request)
    one, other = _records(staff_request, first, second)
    tell_apart(one.party, other.party, at=clock.now(), by=staff_request.user)
    messages.success(request, _("Noted: these are two people. They are not offered again."))
    return redirect("dossiers:duplicates")


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(Permission.MERGE_PERSONS)
def unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back, with a reason."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    reach = MergeReach.of(staff_request.staff)
    rows = PartyMerge.objects.filter(kept__in=reach.parties()).select_related("kept", "dropped", "by")
    merged = rows.filter(pk=pk).first()
    if merged is None:
        raise Http404
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            unmerge_parties(merged, reach=reach, at=at, by=staff_request.user, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            put_refusal(form, refusal, {})
        else:
            messages.success(request, _("The merge has been taken back."))
            return redirect("dossiers:duplicates")
    context = {
        "merge": merged,
        "moved": merged.moved.count(),
        "form": form,
        "is_administrator": staff_request.staff.may(Permission.MANAGE_CENTER),
    }
    return render(request, "dossiers/staff/unmerge.html", context, status=422 if form.errors else 200)


def _records(request: StaffRequest, first: int, second: int) -> tuple[merges.Record, merges.Record]:
    try:
        return merges.records(MergeReach.of(request.staff), request.user, first, second, at=clock.now())
    except merges.NoSuchRecord as refusal:
        raise Http404 from refusal

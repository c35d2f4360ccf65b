"""A prepared change of a calendar: the dossiers it would move, the confirmation, and how far the moving has come."""

from collections.abc import Callable
from functools import partial, wraps
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from centers.calendars import centers_under, may_change
from common import clock
from common.errors import Refusal
from dossiers.models import CalendarChange
from dossiers.queries import calendar_page
from dossiers.rescheduling import moving
from dossiers.tasks import nudge_moving

PER_PAGE = 25
View = Callable[[StaffRequest, CalendarChange], HttpResponse]


def own_change(view: View) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """The change of the address, for administrators of every center that it concerns; 404 for the others."""

    @wraps(view)
    @never_cache
    @staff_required(Permission.MANAGE_CALENDAR)
    def guarded(request: StaffRequest, key: UUID) -> HttpResponse:
        rows = CalendarChange.objects.select_related("calendar", "drafted_by", "confirmed_by")
        change = rows.filter(key=key).first()
        if change is None or not may_change(request.staff, centers_under(change.calendar)):
            raise Http404
        return view(request, change)

    return guarded


@require_GET
@own_change
def change(request: StaffRequest, change: CalendarChange) -> HttpResponse:
    """Exactly the open dossiers that would move or have moved, with old and new due date."""
    return _draw(request, change)


def _draw(request: StaffRequest, change: CalendarChange, *, refusal: str = "", status: int = 200) -> HttpResponse:
    which = request.GET.get("xem", "listed")
    which = which if which in {"listed", "standing", "left_out"} else "listed"
    page = Paginator(calendar_page.moves_of(change, which=which), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "change": change,
        "words": calendar_page.words_of(change.change),
        "progress": calendar_page.progress(change),
        "which": which,
        "page": page,
        "refusal": refusal,
    }
    return render(request, "dossiers/admin/calendar_change.html", context, status=status)


@require_POST
@own_change
def confirm(request: StaffRequest, change: CalendarChange) -> HttpResponse:
    """The calendar changes; a short list moves at once, a long one in the background."""
    at = clock.now()
    try:
        confirmed = moving.confirm(change.key, by=request.user, at=at)
    except Refusal as refusal:
        return _draw(request, change, refusal=str(refusal), status=409)
    if confirmed.is_under_way:
        if moving.goes_at_once(confirmed, at=at):
            moving.move_waiting(confirmed, at=at)
        else:
            transaction.on_commit(partial(nudge_moving, confirmed))
    return redirect("dossiers:calendar_change", key=change.key)


@require_POST
@own_change
def list_anew(request: StaffRequest, change: CalendarChange) -> HttpResponse:
    """The list again, as things stand now."""
    try:
        begun = moving.list_anew(change.key, at=clock.now())
    except Refusal as refusal:
        return _draw(request, change, refusal=str(refusal), status=409)
    if begun.listed_at is None:
        transaction.on_commit(partial(nudge_moving, begun))
    return redirect("dossiers:calendar_change", key=change.key)


@require_POST
@own_change
def discard(request: StaffRequest, change: CalendarChange) -> HttpResponse:
    """Forget the change; the calendar is as it was."""
    try:
        moving.discard(change.key)
    except Refusal as refusal:
        return _draw(request, change, refusal=str(refusal), status=409)
    messages.success(request, _("The change was discarded. The calendar and all due dates are as they were."))
    return redirect("dossiers:calendar", slug=change.calendar.slug)

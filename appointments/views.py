"""For everybody: choose a day, then a time, get a slip. For the counter: who comes today."""

from datetime import date, datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Permission
from accounts.throttle import Limit, TooManyAttempts, client_address, count_attempt
from centers.access import StaffRequest, staff_required
from centers.models import Center
from common import clock
from common.clock import LOCAL_TZ, local_date
from common.errors import Refusal
from common.qr import qr_svg_of
from common.secret_pages import secret_address
from procedures.queries import NotInForce, papers_of, version_by_code
from workcalendar.queries import NoCalendarVersion

from . import actions
from .models import Appointment
from .slots import Day

RESERVING = Limit(
    "appointment",
    free=12,
    first_delay=timedelta(minutes=1),
    max_delay=timedelta(hours=1),
    forget_after=timedelta(hours=12),
)
"""Of one network address, many of which are shared by a village: against machines, not against people."""


@never_cache
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """`/dat-lich/1.004873/`: first the day, then the time; POST reserves it."""
    at = clock.now()
    try:
        version = version_by_code(code, local_date(at))
    except NotInForce as refusal:
        raise Http404(str(refusal)) from refusal
    asked = request.POST if request.method == "POST" else request.GET
    centers = sorted(Center.objects.select_related("unit", "calendar"), key=lambda one: one.unit.name_sort)
    center = _center(centers, asked.get("center"))
    error, status = "", 200
    if request.method == "POST":
        try:
            count_attempt([(RESERVING, client_address(request))], at=at)
            made = actions.reserve(center, version.procedure, _moment(asked.get("time", "")), at=at)
            return redirect("appointments:slip", secret=made.secret)
        except Refusal as refusal:
            error, status = str(refusal), 429 if isinstance(refusal, TooManyAttempts) else 422
    days = _days(center, at)
    chosen = next((day for day in days if day.day.isoformat() == asked.get("day", "")), None)
    context = {
        "procedure": version.procedure,
        "centers": centers,
        "center": center,
        "days": days,
        "chosen": chosen,
        "error": error,
    }
    return render(request, "appointments/choose.html", context, status=status)


def _center(centers: list[Center], slug: str | None) -> Center:
    """The one that was asked for, else the center of this installation, else the first. Raises Http404."""
    wanted = slug or settings.CENTER_SLUG
    found = next((one for one in centers if one.slug == wanted), None)
    if found is None and (slug or not centers):
        raise Http404
    return found or centers[0]


def _moment(text: str) -> datetime:
    """The moment of a slot as its radio button carries it. Raises NotFree for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise actions.NotFree(_("Choose a time.")) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL_TZ)


def _days(center: Center, at: datetime) -> list[Day]:
    try:
        return actions.free_days(center, at=at)
    except NoCalendarVersion:
        return []


@secret_address
@require_GET
def slip(request: HttpRequest, secret: str) -> HttpResponse:
    """What to bring, when and where; printable, with a QR that leads back here."""
    return render(request, "appointments/slip.html", _slip(secret, clock.now()))


def _slip(secret: str, at: datetime) -> dict[str, Any]:
    found = get_object_or_404(Appointment.objects.select_related("center__unit", "procedure"), secret=secret)
    try:
        papers = papers_of(version_by_code(found.procedure.code, local_date(at)))
    except NotInForce:
        papers = ()
    address = f"{settings.PUBLIC_URL.rstrip('/')}{reverse('appointments:slip', args=[secret])}"
    return {
        "appointment": found,
        "papers": papers,
        "address": address,
        "qr": qr_svg_of(address),
        "can_cancel": found.cancelled_at is None and found.came_at is None and found.starts_at > at,
    }


@secret_address
@require_POST
def cancel(request: HttpRequest, secret: str) -> HttpResponse:
    """Who has the slip gives the time back."""
    at = clock.now()
    found = get_object_or_404(Appointment, secret=secret)
    try:
        actions.give_back(found, at=at)
    except Refusal as refusal:
        context = {**_slip(secret, at), "error": str(refusal)}
        return render(request, "appointments/slip.html", context, status=422)
    return redirect("appointments:slip", secret=secret)


@never_cache
@require_GET
@staff_required(Permission.RECEIVE_DOSSIERS)
def of_the_day(request: HttpRequest) -> HttpResponse:
    """`/quay/lich-hen/`: who has reserved a time at the counters of the person's centers."""
    staff, today = cast(StaffRequest, request).staff, local_date(clock.now())
    day = _day(request.GET.get("day", ""), today)
    centers = staff.centers_with(Permission.RECEIVE_DOSSIERS)
    start = clock.start_of_day(day)
    rows = Appointment.objects.filter(
        center__in=centers, starts_at__gte=start, starts_at__lt=clock.start_of_day(day + timedelta(days=1))
    )
    rows = rows.exclude(cancelled_at__isnull=False).select_related("procedure", "center__unit")
    context = {
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "is_today": day == today,
        "rows": list(rows),
        "many_centers": len(centers) > 1,
    }
    return render(request, "appointments/day.html", context)


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


@require_POST
@staff_required(Permission.RECEIVE_DOSSIERS)
def came(request: HttpRequest, pk: int) -> HttpResponse:
    """The person stands at the counter: noted, and on to the reception of this procedure."""
    staff, at = cast(StaffRequest, request).staff, clock.now()
    centers = staff.centers_with(Permission.RECEIVE_DOSSIERS)
    found = get_object_or_404(Appointment.objects.select_related("procedure"), pk=pk, center__in=centers)
    actions.note_came(found, at=at)
    return redirect("dossiers:receive", code=found.procedure.code)

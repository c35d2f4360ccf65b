"""`/quan-tri/lich/`: calendars by month with their days off, and the way to a change: prepare, look, confirm."""

from collections.abc import Callable
from datetime import date
from functools import partial, wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from centers.calendars import centers_under, give_own_calendar, may_change
from centers.models import Center
from centers.queries import centers_managed_by
from common import clock
from common.errors import Refusal
from dossiers.forms.calendar import NoteDayForm, ReasonForm, initial_of
from dossiers.queries import calendar_page
from dossiers.rescheduling import moving
from dossiers.tasks import nudge_moving
from workcalendar import changes
from workcalendar.actions import line_of
from workcalendar.models import Calendar, CalendarDay
from workcalendar.worktime import DayKind

View = Callable[..., HttpResponse]


def may_change_it(view: View) -> View:
    """The calendar of the address, for administrators of every center that works by it; 404 for the others."""

    @wraps(view)
    @never_cache
    @staff_required(Permission.MANAGE_CALENDAR)
    def guarded(request: StaffRequest, slug: str, **rest: Any) -> HttpResponse:
        calendar = get_object_or_404(Calendar, slug=slug)
        if not may_change(request.staff, centers_under(calendar)):
            raise Http404
        return view(request, calendar, **rest)

    return guarded


@require_GET
@staff_required(Permission.MANAGE_CALENDAR)
def calendars(request: StaffRequest) -> HttpResponse:
    """All calendars, and what was changed lately."""
    managed = centers_managed_by(request.staff, Permission.MANAGE_CALENDAR)
    own = Center.objects.filter(pk__in=managed).exclude(slug__in=Calendar.objects.values("slug"))
    lines = calendar_page.calendar_lines()
    context = {"lines": lines, "without_own": own, "changes": calendar_page.latest_changes()}
    return render(request, "dossiers/admin/calendars.html", context)


@require_GET
@staff_required(Permission.MANAGE_CALENDAR)
def calendar(request: StaffRequest, slug: str) -> HttpResponse:
    """One calendar: a month, and all noted days of its year."""
    shown = get_object_or_404(Calendar, slug=slug)
    today = clock.local_date(clock.now())
    first = _month_of(request.GET.get("thang", ""), today)
    line = line_of(shown)
    centers = centers_under(shown)
    context = {
        "calendar": shown,
        "line": line,
        "centers": centers,
        "may_change": may_change(request.staff, centers),
        "weekdays": [cell.day for cell in calendar_page.month(shown, first, today=today)[0]],
        "weeks": calendar_page.month(shown, first, today=today),
        "first": first,
        "before": _months_away(first, -1),
        "after": _months_away(first, 1),
        "days": calendar_page.noted_days(shown, first.year, today=today),
        "covers_to": next((member.covers_to for member in reversed(line) if member.covers_to), None),
        "hours": next((member for member in reversed(line) if member.sessions is not None), None),
        "next_year": shown.covers_to.year + 1 if shown.covers_to else None,
        "changes": calendar_page.latest_changes([shown.pk]),
    }
    return render(request, "dossiers/admin/calendar.html", context)


def _month_of(text: str, today: date) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def _months_away(first: date, months: int) -> date:
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


@require_POST
@staff_required(Permission.MANAGE_CALENDAR)
def own_calendar(request: StaffRequest, center: str) -> HttpResponse:
    """A calendar for one center alone; it says the same as before."""
    managed = centers_managed_by(request.staff, Permission.MANAGE_CALENDAR)
    found = get_object_or_404(Center, slug=center, pk__in=managed)
    try:
        made = give_own_calendar(found, by=request.user, at=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("dossiers:calendars")
    messages.success(request, _("%(center)s has its own calendar now. It says the same as before.") % {"center": found})
    return redirect("dossiers:calendar", slug=made.slug)


@require_http_methods(["GET", "POST"])
@may_change_it
def note_day(request: StaffRequest, calendar: Calendar) -> HttpResponse:
    """A day off or a made-up working day; `?tu=` a proposal that is put in force, `?ngay=` a day of the month."""
    proposal = calendar.days.filter(pk=_number(request.GET.get("tu", ""))).first()
    initial = initial_of(_day_of(request.GET.get("ngay", "")), proposal)
    form = NoteDayForm(request.POST or None, initial=initial)

    def document() -> dict[str, Any]:
        given = form.cleaned_data
        return changes.noted_day(**{**given, "kind": DayKind(given["kind"])})

    return _draft(request, calendar, form, document, title=_("Note a day"))


@require_http_methods(["GET", "POST"])
@may_change_it
def take_back(request: StaffRequest, calendar: Calendar, pk: int) -> HttpResponse:
    """A noted day counts as its weekday again."""
    row = get_object_or_404(CalendarDay, pk=pk, calendar=calendar)
    document = changes.taken_back(row)
    form = ReasonForm(request.POST or None)
    return _draft(request, calendar, form, lambda: document, title=_("Take a noted day back"), known=document)


@require_http_methods(["GET", "POST"])
@may_change_it
def next_year(request: StaffRequest, calendar: Calendar) -> HttpResponse:
    """One more year; the days off with a fixed date come along as proposals."""
    if calendar.covers_to is None:
        raise Http404
    document = changes.further_year(calendar)
    form = ReasonForm(request.POST or None)
    fixed = [row.day.replace(year=document["year"]) for row in changes.fixed_days(calendar)]
    title = _("Continue the calendar into %(year)s") % {"year": document["year"]}
    return _draft(request, calendar, form, lambda: document, title=title, known=document, fixed=fixed)


@require_http_methods(["GET", "POST"])
@may_change_it
def catch_up(request: StaffRequest, calendar: Calendar) -> HttpResponse:
    """Open dossiers that were counted with an older version, and would be due at another time by the present one."""
    document = {"what": "nothing"}
    form = ReasonForm(request.POST or None)
    title = _("Dossiers counted with an older calendar")
    return _draft(request, calendar, form, lambda: document, title=title, known=document)


def _draft(
    request: StaffRequest,
    calendar: Calendar,
    form: forms.Form,
    document: Callable[[], dict[str, Any]],
    **context: Any,
) -> HttpResponse:
    """The form of a change; sent, it leads to the list of dossiers that the change would move."""
    if request.method == "POST" and form.is_valid():
        change = document()
        try:
            row = moving.draft(calendar, change, reason=_told(change, form), by=request.user, at=clock.now())
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            if row.listed_at is None:
                transaction.on_commit(partial(nudge_moving, row))
            return redirect("dossiers:calendar_change", key=row.key)
    known = context.pop("known", None)
    context |= {"form": form, "calendar": calendar, "words": calendar_page.words_of(known) if known else ""}
    context.setdefault("fixed", [])
    return render(request, "dossiers/admin/calendar_form.html", context, status=422 if form.errors else 200)


def _told(change: dict[str, Any], form: forms.Form) -> str:
    """The reason on every moved dossier, in the official language."""
    given = form.cleaned_data
    with translation.override("vi"):
        if change["what"] == "note_day":
            return f"{calendar_page.words_of(change)} ({given['source']})"
        return f"{calendar_page.words_of(change)}: {given['reason']}"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0


def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

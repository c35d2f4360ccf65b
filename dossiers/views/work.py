"""The worklist: what is due first stands first."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from common.errors import Refusal
from common.text import row_ids
from dossiers import access
from dossiers.access import visible_to
from dossiers.actions import confirm_hand_over
from dossiers.forms.own_view import FilterForm
from dossiers.forms.worklist import asked_of, wish_of
from dossiers.lifecycle import Status
from dossiers.models import ExportKind, SavedFilter
from dossiers.queries.assigning import how_many
from dossiers.queries.columns import USUAL, columns_of, headings
from dossiers.queries.worklist import PER_PAGE, View, Wish, Worklist, selection, worklist

from .exports import Offer, answer
from .pages import CASEWORK, is_desk_person
from .sheets import list_sheet

LABELS: dict[View, str | Promise] = {
    View.OFFICE: _("My office"),
    View.MINE: _("Assigned to me"),
    View.CONFIRM: _("Waiting for confirmation"),
    View.SENT: _("Sent, not confirmed there yet"),
    View.OVERDUE: _("Overdue"),
    View.PAUSED: _("Paused"),
    View.ALL: _("All that I may see"),
}


@dataclass(frozen=True)
class Tab:
    value: str
    label: str
    is_current: bool


@require_GET
@never_cache
@staff_required(*CASEWORK)
def worklist_page(request: HttpRequest) -> HttpResponse:
    """Tabs, a status and a search narrow the list; 50 lines a page. Without any wish the person's default filter."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    user, staff = staff_request.user, staff_request.staff
    if not request.GET and (default := SavedFilter.objects.filter(user=user, is_default=True).first()):
        return HttpResponseRedirect(f"{reverse('dossiers:worklist')}?{default.query}")
    wish = wish_of(request.GET)
    query = urlencode(asked_of(wish))
    found = worklist(user, staff.office_ids, wish, at=at)
    context = {
        **_own_view(user, wish, query),
        **_assigning(staff_request, wish, found, at),
        "work": found,
        "following": urlencode({**asked_of(wish), "sau": found.following}) if found.following else "",
        "query": query,
        "wish": wish,
        "tabs": [Tab(view, str(label), view is wish.view) for view, label in LABELS.items()],
        "statuses": Status.choices,
        "confirms": wish.view is View.CONFIRM,
        "sends": wish.view is View.SENT,
        "may_see_register": bool(staff.centers_with(Permission.SEE_REGISTER)),
        "may_see_arrivals": bool(staff.centers_with(Permission.SEE_ARRIVALS)),
        "may_see_letters": staff.may(Permission.WORK_ON_DOSSIERS),
        "may_merge": staff.may(Permission.MERGE_PERSONS),
        "export_address": f"{reverse('dossiers:worklist_export')}?{query}",
        "url_name": "dossiers:desk_dossier" if is_desk_person(staff) else "dossiers:dossier",
    }
    return render(request, "dossiers/staff/worklist.html", context)


def _own_view(user: User, wish: Wish, query: str) -> dict[str, object]:
    """What the person has chosen to see and to keep; lists of hand-overs have the usual columns."""
    columns = USUAL if wish.view in {View.CONFIRM, View.SENT} else columns_of(user)
    filters = [Tab(one.query, one.name, one.query == query) for one in SavedFilter.objects.filter(user=user)]
    return {"columns": headings(columns), "filters": filters, "filter_form": FilterForm()}


def _assigning(request: StaffRequest, wish: Wish, found: Worklist, at: datetime) -> dict[str, object]:
    """Whether rows can be ticked, and how many of the list are assigned at once; 0 where it is no list of work."""
    assigns = request.staff.may(Permission.ASSIGN_DOSSIERS) and wish.view not in {View.CONFIRM, View.SENT}
    if not assigns or wish.view is View.ALL:
        return {"assigns": assigns, "at_most": 0}
    if not found.following and not wish.after:
        return {"assigns": True, "at_most": len(found.lines)}
    return {"assigns": True, "at_most": how_many(request.user, request.staff.office_ids, wish, at=at)}


@require_POST
@never_cache
@staff_required(*CASEWORK)
def confirm_many(request: HttpRequest) -> HttpResponse:
    """Confirm the hand-overs that were ticked; each is told that could not be confirmed."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    by = access.actor_for(staff_request.user, at)
    ticked = visible_to(staff_request.user, at).filter(pk__in=row_ids(request.POST.getlist("ho-so"))).order_by("pk")
    confirmed = 0
    for dossier in ticked[:PER_PAGE]:
        try:
            confirm_hand_over(dossier, at=at, by=by, seen=dossier.revision)
        except Refusal as refusal:
            messages.error(request, f"{dossier}: {refusal}")
        else:
            confirmed += 1
    if confirmed:
        told = ngettext("%(count)s hand-over confirmed.", "%(count)s hand-overs confirmed.", confirmed)
        messages.success(request, told % {"count": confirmed})
    elif not ticked:
        messages.error(request, gettext("Tick at least one dossier."))
    return HttpResponseRedirect(f"{reverse('dossiers:worklist')}?{urlencode({'muc': View.CONFIRM.value})}")


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(*CASEWORK)
def worklist_export(request: HttpRequest) -> HttpResponse:
    """`/xu-ly/excel/`: the same dossiers as a file."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    wish = wish_of(request.GET)
    title, words = gettext("Worklist"), _words(wish)
    offer = Offer(
        what=ExportKind.WORKLIST,
        title=title,
        selection=selection(staff_request.user, staff_request.staff.office_ids, wish, at=at),
        sheet=lambda record, masking: list_sheet(title, words, record, masking, at=at),
        file_name="danh-sach-ho-so",
        back=f"{reverse('dossiers:worklist')}?{urlencode(asked_of(wish))}",
        words=words,
        asked=asked_of(wish),
    )
    return answer(request, offer, at)


def _words(wish: Wish) -> list[str]:
    narrowed = [
        str(LABELS[wish.view]),
        str(Status(wish.status).label) if wish.status else "",
        gettext("search: %(text)s") % {"text": wish.text} if wish.text else "",
    ]
    return ["; ".join(filter(None, narrowed))]

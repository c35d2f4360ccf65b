"""The worklist: what is due first stands first."""

from dataclasses import dataclass
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

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from common.errors import Refusal
from common.text import row_ids
from dossiers import access
from dossiers.access import visible_to
from dossiers.actions import confirm_hand_over
from dossiers.forms.worklist import wish_of
from dossiers.lifecycle import Status
from dossiers.models import ExportKind
from dossiers.queries.worklist import PER_PAGE, View, Wish, selection, worklist

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
    """Tabs, a status and a search narrow the list; 50 lines a page."""
    staff_request = cast(StaffRequest, request)
    wish = wish_of(request.GET)
    found = worklist(staff_request.user, staff_request.staff.office_ids, wish, at=clock.now())
    context = {
        "work": found,
        "page": found.page,
        "wish": wish,
        "tabs": [Tab(view, str(label), view is wish.view) for view, label in LABELS.items()],
        "statuses": Status.choices,
        "confirms": wish.view is View.CONFIRM,
        "sends": wish.view is View.SENT,
        "may_see_register": bool(staff_request.staff.centers_with(Permission.SEE_REGISTER)),
        "may_see_arrivals": bool(staff_request.staff.centers_with(Permission.SEE_ARRIVALS)),
        "may_see_letters": staff_request.staff.may(Permission.WORK_ON_DOSSIERS),
        "may_merge": staff_request.staff.may(Permission.MERGE_PERSONS),
        "export_address": f"{reverse('dossiers:worklist_export')}?{urlencode(_asked(wish))}",
        "url_name": "dossiers:desk_dossier" if is_desk_person(staff_request.staff) else "dossiers:dossier",
    }
    return render(request, "dossiers/staff/worklist.html", context)


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
        back=f"{reverse('dossiers:worklist')}?{urlencode(_asked(wish))}",
        words=words,
        asked=_asked(wish),
    )
    return answer(request, offer, at)


def _asked(wish: Wish) -> dict[str, str]:
    """The parameters of an address that asks the same."""
    asked = {"muc": wish.view.value, "trang-thai": wish.status, "q": wish.text}
    return {name: value for name, value in asked.items() if value}


def _words(wish: Wish) -> list[str]:
    narrowed = [
        str(LABELS[wish.view]),
        str(Status(wish.status).label) if wish.status else "",
        gettext("search: %(text)s") % {"text": wish.text} if wish.text else "",
    ]
    return ["; ".join(filter(None, narrowed))]

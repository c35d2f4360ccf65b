"""The worklist: what is due first stands first."""

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from dossiers.forms.worklist import wish_of
from dossiers.lifecycle import Status
from dossiers.models import ExportKind
from dossiers.queries.worklist import View, Wish, selection, worklist

from .exports import Offer, answer
from .pages import CASEWORK, is_desk_person
from .sheets import list_sheet

LABELS: dict[View, str | Promise] = {
    View.OFFICE: _("My office"),
    View.MINE: _("Assigned to me"),
    View.CONFIRM: _("Waiting for confirmation"),
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
        "may_see_register": staff_request.staff.may(Permission.SEE_REGISTER),
        "may_merge": staff_request.staff.may(Permission.MERGE_PERSONS),
        "export_address": f"{reverse('dossiers:worklist_export')}?{urlencode(_asked(wish))}",
        "url_name": "dossiers:desk_dossier" if is_desk_person(staff_request.staff) else "dossiers:dossier",
    }
    return render(request, "dossiers/staff/worklist.html", context)


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

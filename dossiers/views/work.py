"""The worklist: what is due first stands first."""

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from centers.access import StaffRequest, staff_required
from common import clock
from dossiers.forms.worklist import wish_of
from dossiers.lifecycle import Status
from dossiers.queries.worklist import View, worklist

from .pages import CASEWORK, is_desk_person

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
        "url_name": "dossiers:desk_dossier" if is_desk_person(staff_request.staff) else "dossiers:dossier",
    }
    return render(request, "dossiers/staff/worklist.html", context)

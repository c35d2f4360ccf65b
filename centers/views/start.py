"""Where staff land after signing in: the room their posting gives them the most work in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from centers.reach import StaffContext

FIGURES = "/dieu-hanh/"
ROOMS = (
    (Permission.RECEIVE_DOSSIERS, "/quay/"),
    (Permission.STOP_DOSSIERS, FIGURES),
    (Permission.WORK_ON_DOSSIERS, "/xu-ly/"),
    (Permission.SEE_FIGURES, FIGURES),
    (Permission.MANAGE_PROCEDURES, "/quan-tri/"),
    (Permission.FILE_FOR_OTHERS, "/giup-nop/"),
)
"""First match wins; a leader (who may stop dossiers) starts with the figures, where there are any."""


@staff_required()
def start(request: StaffRequest) -> HttpResponse:
    for permission, room in ROOMS:
        if request.staff.may(permission) and not (room == FIGURES and _has_no_center(request.staff)):
            return redirect(room)
    return _nothing_to_do(request)


def _has_no_center(staff: StaffContext) -> bool:
    """Figures are counted by center: who leads a department starts with its dossiers."""
    return not (staff.center_ids or staff.supervised_center_ids)


def _nothing_to_do(request: HttpRequest) -> HttpResponse:
    """Signed in, but no posting is in force today."""
    return render(request, "centers/no_posting.html")

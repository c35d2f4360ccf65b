"""Where staff land after signing in: the room their posting gives them the most work in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required

ROOMS = (
    (Permission.RECEIVE_DOSSIERS, "/quay/"),
    (Permission.STOP_DOSSIERS, "/dieu-hanh/"),
    (Permission.WORK_ON_DOSSIERS, "/xu-ly/"),
    (Permission.SEE_FIGURES, "/dieu-hanh/"),
    (Permission.MANAGE_PROCEDURES, "/quan-tri/"),
    (Permission.FILE_FOR_OTHERS, "/nop-ho-so/"),
)
"""First match wins; a leader (who may stop dossiers) starts with the figures."""


@staff_required()
def start(request: StaffRequest) -> HttpResponse:
    for permission, room in ROOMS:
        if request.staff.may(permission):
            return redirect(room)
    return _nothing_to_do(request)


def _nothing_to_do(request: HttpRequest) -> HttpResponse:
    """Signed in, but no posting is in force today."""
    return render(request, "centers/no_posting.html")

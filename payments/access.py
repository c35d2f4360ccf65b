"""Money is seen and dealt with at the center where it came in; nobody else has it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.permissions import Permission
from centers.access import StaffRequest
from centers.models import Center
from payments.models import Incoming

WATCH = Permission.SEE_REGISTER
DEAL = Permission.RECEIVE_DOSSIERS


def centers_of(request: StaffRequest, permission: Permission) -> list[Center]:
    """The centers for whose money this person has the permission. PermissionDenied without any."""
    ids = [line.center_id for line in request.staff.postings if permission in line.permissions and line.center_id]
    found = list(Center.objects.filter(pk__in=ids).order_by("name_sort"))
    if not found:
        raise PermissionDenied
    return found


def center_of(request: StaffRequest, permission: Permission) -> Center:
    """The one that the address or the form names (`trung-tam`), else the first."""
    found = centers_of(request, permission)
    wanted = request.POST.get("trung-tam") or request.GET.get("trung-tam", "")
    return next((center for center in found if center.slug == wanted), found[0])


def incoming_or_404(request: StaffRequest, pk: int) -> Incoming:
    found = Incoming.objects.filter(pk=pk, center__in=centers_of(request, DEAL)).select_related("center").first()
    if found is None:
        raise Http404
    return found

"""What the pages of staff have in common: the dossier or 404, the desk somebody sits at, how to answer a refusal."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import User
from accounts.permissions import Permission
from centers.access import StaffRequest
from centers.models import Center
from centers.reach import StaffContext
from dossiers import access
from dossiers.models import Dossier

DESK = "desk_center"  # in the session
NEXT_SLIP = "tiep"
"""Name in an address or a form: back at the desk, the next slip is scanned."""
AT_THE_DESK = (Permission.RECEIVE_DOSSIERS, Permission.DELIVER_RESULTS)
CASEWORK = (Permission.WORK_ON_DOSSIERS, Permission.RECEIVE_DOSSIERS, Permission.DELIVER_RESULTS)
READERS = (*CASEWORK, Permission.SEE_ALL_CENTERS, Permission.SEE_FIGURES)


def dossier_or_404(user: User, pk: int, at: datetime) -> Dossier:
    """The dossier if it is open to this person; for everybody else it does not exist."""
    try:
        return access.dossier_for(user, at, pk=pk)
    except access.NoSuchDossier as refusal:
        raise Http404(str(refusal)) from refusal


def desk_centers(staff: StaffContext) -> list[Center]:
    """The centers at whose desks this person sits, by the age of the postings. PermissionDenied without any."""
    ids = [line.center_id for line in staff.postings if Permission.RECEIVE_DOSSIERS in line.permissions]
    known = Center.objects.select_related("unit__parent", "calendar").in_bulk([pk for pk in ids if pk is not None])
    found = [known[pk] for pk in dict.fromkeys(ids) if pk in known]
    if not found:
        raise PermissionDenied
    return found


def desk_chosen(request: StaffRequest, centers: Sequence[Center], wanted: str = "") -> Center:
    """The desk where this person sits: the one `wanted` (id or slug), which the session remembers; else the one chosen
    last; else that of the oldest posting."""
    names = {name: center for center in centers for name in (str(center.pk), center.slug)}
    if wanted in names and len(centers) > 1:
        request.session[DESK] = names[wanted].slug
    return names.get(wanted) or names.get(request.session.get(DESK, "")) or centers[0]


def desk_center(request: StaffRequest) -> Center:
    """The desk where this person sits now."""
    return desk_chosen(request, desk_centers(request.staff))


def is_desk_person(staff: StaffContext) -> bool:
    """Works at the desk only: the dossier page then stands under the counter."""
    return staff.may(*AT_THE_DESK) and not staff.may(Permission.WORK_ON_DOSSIERS)

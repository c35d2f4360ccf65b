"""What the pages of staff have in common: the dossier or 404, the desk somebody sits at, how to answer a refusal."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import User
from accounts.permissions import Permission
from centers.models import Center
from centers.reach import StaffContext
from dossiers import access
from dossiers.models import Dossier

AT_THE_DESK = (Permission.RECEIVE_DOSSIERS, Permission.DELIVER_RESULTS)
CASEWORK = (Permission.WORK_ON_DOSSIERS, Permission.RECEIVE_DOSSIERS, Permission.DELIVER_RESULTS)
READERS = (*CASEWORK, Permission.SEE_ALL_CENTERS, Permission.SEE_FIGURES)


def dossier_or_404(user: User, pk: int, at: datetime) -> Dossier:
    """The dossier if it is open to this person; for everybody else it does not exist."""
    try:
        return access.dossier_for(user, at, pk=pk)
    except access.NoSuchDossier as refusal:
        raise Http404(str(refusal)) from refusal


def desk_center(staff: StaffContext) -> Center:
    """The center whose desk this person sits at: that of the oldest posting that receives."""
    for line in staff.postings:
        if line.center_id is not None and Permission.RECEIVE_DOSSIERS in line.permissions:
            return Center.objects.select_related("unit__parent", "calendar").get(pk=line.center_id)
    raise PermissionDenied


def is_desk_person(staff: StaffContext) -> bool:
    """Works at the desk only: the dossier page then stands under the counter."""
    return staff.may(*AT_THE_DESK) and not staff.may(Permission.WORK_ON_DOSSIERS)

"""Several dossiers of one person in one visit: the next one, and the slip that all of them share."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from dossiers import access
from dossiers.actions.arrivals import begin_visit
from dossiers.slips.common import common_slip_pdf

from .carried import VISIT, together
from .downloads import private_file
from .pages import READERS, desk_center, dossier_or_404


@require_POST
@never_cache
@staff_required(Permission.RECEIVE_DOSSIERS)
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Another dossier for the same person: the first one begins the visit. Today's receptions of this desk only."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    dossier = dossier_or_404(staff_request.user, pk, at)
    center = desk_center(staff_request)
    is_today = dossier.received_at is not None and clock.local_date(dossier.received_at) == clock.local_date(at)
    if dossier.receiving_center_id != center.pk or not is_today:
        raise Http404
    visit = begin_visit(dossier, at=at, by=access.actor_for(staff_request.user, at))
    return HttpResponseRedirect(f"{reverse('dossiers:choose_procedure')}?{urlencode({VISIT: visit.pk})}")


@require_GET
@never_cache
@staff_required(*READERS)
def common_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """One slip for all dossiers of the visit that this person may see; printing it is a view of each of them."""
    user, at = cast(StaffRequest, request).user, clock.now()
    dossier = dossier_or_404(user, pk, at)
    visit = together(user, dossier, at)
    if visit is None:
        raise Http404
    content = common_slip_pdf(visit.dossiers, at=at)
    for one in visit.dossiers:
        access.record_view(one, user, "slip", at)
    return private_file(content, "application/pdf", f"giay-tiep-nhan-chung-{dossier.code}.pdf")

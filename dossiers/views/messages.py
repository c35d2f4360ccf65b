"""`/quay/tin-nhan/`: whom to call, what nobody knows, and how many messages left how."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from common.errors import Refusal
from dossiers.queries.messages import dossier_of, messages_page
from notifications import by_person
from notifications.by_person import CallResult, Decision
from notifications.models import OutboxMessage
from notifications.tasks import nudge

from .pages import desk_center, desk_centers, dossier_or_404


@require_GET
@never_cache
@staff_required(Permission.RECEIVE_DOSSIERS)
def messages_list(request: HttpRequest) -> HttpResponse:
    staff_request, at = cast(StaffRequest, request), clock.now()
    center = desk_center(staff_request)
    page = messages_page(staff_request.user, center, at=at)
    return render(request, "dossiers/staff/messages.html", {"page": page, "center": center})


@require_POST
@staff_required(Permission.RECEIVE_DOSSIERS)
def message_result(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of a call (`result`), or what somebody knows of a message (`decision`)."""
    staff_request = cast(StaffRequest, request)
    message = _message_or_404(staff_request, pk)
    try:
        told = _carry_out(request.POST.get("result", ""), request.POST.get("decision", ""), message.pk, staff_request)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    except ValueError:
        messages.error(request, _("Choose what came of it."))
    else:
        messages.success(request, told)
    return redirect("dossiers:messages")


def _message_or_404(request: StaffRequest, pk: int) -> OutboxMessage:
    """A message of the person's own desks, of a dossier that they may see."""
    message = OutboxMessage.objects.filter(pk=pk, center__in=desk_centers(request.staff)).first()
    dossier_id = dossier_of(message) if message else None
    if message is None or dossier_id is None:
        raise Http404
    dossier_or_404(request.user, dossier_id, clock.now())
    return message


def _carry_out(result: str, decision: str, pk: int, request: StaffRequest) -> str:
    at, by_id = clock.now(), request.user.pk
    if decision:
        by_person.decide(pk, Decision(decision), by_id=by_id, at=at)
        nudge()
        return _("Noted.")
    message = by_person.note_call(pk, CallResult(result), by_id=by_id, at=at)
    if message.failed_at:
        return _("Noted. The message counts as not delivered.")
    return _("Noted: the applicant has been told.") if message.sent_at else _("Noted. Please call again later.")

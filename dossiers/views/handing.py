"""The page to hand a result out, one scan away from the desk."""

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from dossiers import access
from dossiers.actions.wishes import wish_of
from dossiers.queries.results import result_card

from .dossier import actions_of
from .pages import NEXT_SLIP, dossier_or_404


@require_GET
@never_cache
@staff_required(Permission.DELIVER_RESULTS)
def hand_out(request: HttpRequest, pk: int) -> HttpResponse:
    """`/quay/ho-so/<pk>/tra-ket-qua/`: who may collect, what is handed over, one button. Where nothing can be handed
    over now, the page of the dossier says why."""
    user, at = cast(StaffRequest, request).user, clock.now()
    dossier = dossier_or_404(user, pk, at)
    action = next((one for one in actions_of(dossier, user, at) if one.name == "deliver"), None)
    if action is None:
        return HttpResponseRedirect(reverse("dossiers:desk_dossier", args=[pk]))
    access.record_view(dossier, user, "page", at)
    context = {"dossier": dossier, "action": action, "result": result_card(dossier), "next": NEXT_SLIP}
    context["wish"] = wish_of(dossier)
    return render(request, "dossiers/staff/hand_out.html", context)

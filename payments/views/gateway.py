"""To the payment gateway and back: the citizen's way, and the callback that alone says PAID."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.access import CitizenRequest, citizen_required
from common import clock
from common.errors import Refusal
from dossiers import access
from payments import gateway, orders

LARGEST = 10_000  # bytes of a callback


@never_cache
@citizen_required
@require_POST
def begin(request: CitizenRequest, dossier_id: int) -> HttpResponse:
    """An order for what is owed now, and off to the gateway. Nothing owed: back to the page, which says so."""
    at = clock.now()
    try:
        dossier = access.own_dossier_for(request.user, at, dossier_id)
    except access.NoSuchDossier as refusal:
        raise Http404(str(refusal)) from refusal
    page = reverse("payments:pay", args=[dossier_id])
    try:
        back = f"{settings.PUBLIC_URL.rstrip('/')}{page}"
        return HttpResponseRedirect(orders.begin(dossier, back=back, at=at, by=request.user))
    except Refusal:
        return redirect(page)


@csrf_exempt
@never_cache
@require_POST
def callback(request: HttpRequest) -> HttpResponse:
    """From the gateway. 401 forged or too old, 409 replayed, 422 what does not fit, 200 taken (or taken before)."""
    at = clock.now()
    try:
        if len(request.body) > LARGEST:
            raise gateway.Malformed
        secret = settings.PAYMENT_GATEWAY_SECRET
        said = gateway.read(request.headers, request.body, secret=secret, now=at.timestamp())
        is_new = orders.take(said, at=at)
    except (gateway.Forged, gateway.TooOld) as refusal:
        return _no(401, refusal)
    except orders.Replayed as refusal:
        return _no(409, refusal)
    except Refusal as refusal:
        return _no(422, refusal)
    return JsonResponse({"taken": True, "new": is_new})


def _no(status: int, refusal: Refusal) -> JsonResponse:
    return JsonResponse({"taken": False, "why": type(refusal).__name__}, status=status)

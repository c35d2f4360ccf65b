"""Public tracking: by code and check word, or by the secret address of the QR code. No account needed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.throttle import client_address
from common import clock
from common.secret_pages import secret_address
from dossiers import tracking
from dossiers.forms.tracking import TrackingForm
from dossiers.models import Dossier
from dossiers.queries.public import public_view
from dossiers.views.posted import posted


@never_cache
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """The form; the answer comes by POST, so that no check word stands in a log or a history."""
    form = TrackingForm(posted(request))
    at, status = clock.now(), 200
    headers: dict[str, str] = {}
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                found = tracking.find(**form.cleaned_data, address=client_address(request), at=at)
            except tracking.TooManyTries as refusal:
                form.add_error(None, str(refusal))
                status, headers = 429, {"Retry-After": str(refusal.seconds)}
            except tracking.NoSuchPair as refusal:
                form.add_error(None, str(refusal))
            else:
                return _answer(request, found)
    response = render(request, "dossiers/public/track.html", {"form": form}, status=status)
    for name, value in headers.items():
        response[name] = value
    return response


@secret_address
@require_GET
def track_secret(request: HttpRequest, secret: str) -> HttpResponse:
    """The same answer for whoever holds the slip with the QR code."""
    found = Dossier.objects.filter(secret=secret).values_list("pk", flat=True).first()
    if found is None:
        raise Http404
    return _answer(request, found)


def _answer(request: HttpRequest, dossier_id: int) -> HttpResponse:
    return render(request, "dossiers/public/tracked.html", {"view": public_view(dossier_id, clock.now())})

"""`/tai-khoan/du-lieu/`: what is held about me, who looked at it, and what I want done with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import CitizenRequest, citizen_required
from common import clock
from common.errors import Refusal
from dossiers.actions.data_requests import ask_about_data
from dossiers.data_rights import DataWish
from dossiers.forms.data_requests import DataRequestForm
from dossiers.models import DataRequest
from dossiers.queries import own_data as queries
from dossiers.views.posted import posted


@never_cache
@citizen_required
@require_http_methods(["GET", "POST"])
def own_data(request: CitizenRequest) -> HttpResponse:
    """The page; a request is posted to it."""
    at = clock.now()
    form = DataRequestForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            ask_about_data(request.user, DataWish(given["wish"]), given["text"], center=given["center"], at=at)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(
                request, _("Your request has been registered. You are answered within the time of the law.")
            )
            return redirect("dossiers:own_data")
    held = queries.own_data(request.user, at)
    asked = DataRequest.objects.filter(account=request.user).order_by("-received_at", "-pk")
    context: dict[str, Any] = {
        "form": form,
        "held": held,
        "people": [(party, queries.number_shown(party)) for party in held.parties],
        "asked": [queries.line_of(row, at) for row in asked],
    }
    return render(request, "dossiers/public/own_data.html", context, status=422 if form.errors else 200)


@never_cache
@citizen_required
@require_GET
def take_along(request: CitizenRequest) -> HttpResponse:
    """Everything as one JSON document."""
    response = JsonResponse(queries.document_of(request.user, clock.now()), json_dumps_params={"ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="du-lieu-cua-toi.json"'
    return response

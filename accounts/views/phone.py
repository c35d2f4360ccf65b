"""Keys for the phone of somebody who is signed in; asked for by static/js/phone.js."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import CitizenRequest, citizen_required
from accounts.phone_keys import given_keys
from common import clock

MOST_ASKED = 50


@never_cache
@require_POST
@citizen_required
def keys(request: CitizenRequest) -> HttpResponse:
    """`key`, as often as needed: ids of keys that something on the phone is locked with."""
    asked = request.POST.getlist("key")[:MOST_ASKED]
    given = given_keys(request, asked, at=clock.now())
    return JsonResponse({"own": next(iter(given)), "keys": given})

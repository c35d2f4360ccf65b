"""The home page: where every way into the house begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from common import clock
from common.offline import kept_offline
from procedures.wanted import most_wanted


@kept_offline
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Find a procedure, file, track, tell us; the same for everybody."""
    return render(request, "home.html", {"wanted": most_wanted(clock.local_date(clock.now()))})

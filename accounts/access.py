"""The door for pages of citizens. Staff have theirs in `centers.access`, because their rights come from postings."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from accounts.models import User


class CitizenRequest(HttpRequest):
    """What `citizen_required` hands to a view; for annotations only."""

    user: User


View = Callable[..., HttpResponse]


def redirect_to_sign_in(request: HttpRequest, url_name: str) -> HttpResponse:
    """To the sign-in page, and back here afterwards; a request by htmx moves the whole page."""
    address = f"{reverse(url_name)}?{urlencode({'next': request.get_full_path()})}"
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


def citizen_required(view: View) -> View:
    """Only signed-in citizens pass: visitors are asked to sign in, staff get the 403 page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_sign_in(request, "accounts:citizen_sign_in")
        if not request.user.is_citizen:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded

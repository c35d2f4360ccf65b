"""The door for pages of citizens. Staff have theirs in `centers.access`, because their rights come from postings."""

from collections.abc import Callable, Sequence
from functools import wraps
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from accounts import kept_pages
from accounts.models import User
from common import clock


class CitizenRequest(HttpRequest):
    """What `citizen_required` hands to a view; for annotations only."""

    user: User


View = Callable[..., HttpResponse]


def redirect_to_sign_in(request: HttpRequest, url_name: str, *, keeping: Sequence[str] = ()) -> HttpResponse:
    """To the sign-in page, and back here afterwards; a request by htmx moves the whole page.

    `keeping` are posted fields, nothing personal, that the page reads from its address afterwards.
    """
    kept = {name: request.POST[name] for name in keeping if name in request.POST}
    back = f"{request.path}?{urlencode(kept)}" if kept else request.get_full_path()
    address = f"{reverse(url_name)}?{urlencode({'next': back})}"
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


def citizen_required(view: View) -> View:
    """Only signed-in citizens pass: visitors are asked to sign in, staff get the 403 page.

    A form that was posted after the session had ended is kept, and offered once the same person has signed in again.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            kept_pages.keep_for_later(request, at=clock.now())
            return redirect_to_sign_in(request, "accounts:citizen_sign_in")
        if not request.user.is_citizen:
            raise PermissionDenied
        if kept_pages.is_waiting(request) and (request.method == "GET" or kept_pages.TAKE_UP in request.POST):
            response = _with_kept_page(view, request, *args, **kwargs)
        else:
            response = view(request, *args, **kwargs)
        kept_pages.remember_person(request, response)
        return response

    guarded.is_for_citizens = True  # type: ignore[attr-defined]
    return guarded


def _with_kept_page(view: View, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Ask what is to become of the kept page; then the view gets it as if it had been posted now."""
    kept = kept_pages.posted_before(request, at=clock.now())
    if kept is None or request.POST.get(kept_pages.TAKE_UP) == "drop":
        kept_pages.drop(request)
        return HttpResponseRedirect(request.path)
    if request.method == "GET":
        return render(request, "accounts/kept_page.html", {"kept": kept, "field": kept_pages.TAKE_UP})
    request.POST, request._files = kept.fields, kept.files  # type: ignore[assignment,attr-defined]
    response = view(request, *args, **kwargs)
    kept_pages.drop(request)
    return response

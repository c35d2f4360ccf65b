"""A form whose token is not valid any more: mostly one that stayed open while its person signed in again."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts import kept_pages
from accounts.access import redirect_to_sign_in
from common import clock
from common.views import form_expired as plainly_expired


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a page of ours posted for a citizen is kept and offered again; anything else gets the page of `common`."""
    match = request.resolver_match
    is_ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if not (is_ours and match and getattr(match.func, "is_for_citizens", False)):
        return plainly_expired(request, reason)
    if not kept_pages.keep_for_later(request, at=clock.now()):
        return plainly_expired(request, reason)
    if request.user.is_authenticated:
        return HttpResponseRedirect(request.path)
    return redirect_to_sign_in(request, "accounts:citizen_sign_in")

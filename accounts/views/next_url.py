"""Where a person wanted to go before they were asked to sign in."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def next_url_of(request: HttpRequest) -> str:
    """The wish in `next`, if it stays inside this house; otherwise ""."""
    wish = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        wish, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # without the slash at its front Django would look for a view of that name
    return wish if allowed and wish.startswith("/") else ""

"""Pages whose address is the key: whoever has it sees them, so it must not travel on."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponse]


def secret_address(view: View) -> View:
    """Kept by no cache and no search engine, told to no other site.

    `same-origin`, not `no-referrer`: with that a browser sends `Origin: null` along with every form of the page, and
    Django refuses them all.
    """

    @never_cache
    @wraps(view)
    def quiet(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return quiet

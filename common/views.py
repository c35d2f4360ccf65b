"""Views that belong to no trade: language, display, the gallery, and the pages for what went wrong."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from common import gallery
from common.api import problems
from common.context import ADMINISTERING, STAFF_LINKS, site
from common.display import display_of, remember

LANGUAGE_KEPT_FOR = timedelta(days=365)


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie and go back; an unknown language changes nothing."""
    response = HttpResponseRedirect(safe_next(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=LANGUAGE_KEPT_FOR,
            samesite="Lax",
            secure=not settings.IS_LOCAL,
        )
    return response


@require_POST
def choose_display(request: HttpRequest) -> HttpResponse:
    """Turn larger text or high contrast on or off and go back."""
    display = display_of(request)
    for name in ("text", "contrast"):
        if name in request.POST:
            display = display.switched(name, on=request.POST[name] == "on")
    response = HttpResponseRedirect(safe_next(request))
    remember(response, display)
    return response


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """The posted `next` if it stays on this site, else `default`: no open redirect."""
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if allowed else default


@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state, `?shell=staff` in the dense shell; in production for administrators only."""
    permissions = {str(permission) for permission in getattr(request, "staff_permissions", ())}
    if not settings.IS_LOCAL and not permissions & ADMINISTERING:
        raise PermissionDenied
    staff_shell = {"shell_template": "base_staff.html", "staff_links": STAFF_LINKS, "unread_notices": 3}
    shell = staff_shell if request.GET.get("shell") == "staff" else {"shell_template": "base.html"}
    return render(request, "components/gallery.html", {**gallery.context(), **shell})


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form without a valid CSRF token: mostly one that stayed open overnight."""
    return render(request, "403_csrf.html", status=403)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 with the hotline; asks neither database nor session, so that it works when those are away."""
    return HttpResponse(render_to_string("503.html", {"site": site()}), status=503, headers={"Retry-After": "60"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: 413 when more was sent than the server takes at once, else a plain 400; asks no database."""
    too_large = isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent))
    status = 413 if too_large else 400
    if problems.is_api(request):
        return problems.problem(status)
    return HttpResponse(render_to_string(f"{status}.html", {"site": site()}), status=status)

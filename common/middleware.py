"""What every request and every answer goes through: no broken text, safe headers, and the language of the page."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from common.api.problems import is_api

NUL = "\0"
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # small pictures inside the style sheet
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def policy_sending_forms_to(address: str) -> str:
    """The policy of a page whose form ends at another site: browsers ask `form-action` on redirects, too."""
    parts = urlsplit(address)
    return CONTENT_POLICY.replace("form-action 'self'", f"form-action 'self' {parts.scheme}://{parts.netloc}")


class CleanTextMiddleware:
    """Answers 400 to an address with a NUL: no text of people has one, and the database takes none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if NUL in request.path_info or any(NUL in value for _name, values in request.GET.lists() for value in values):
            raise BadRequest
        return self.get_response(request)


class CompressedPagesMiddleware(GZipMiddleware):
    """Pages travel compressed, a quarter of their size on a slow line. Files are compressed already or never again.

    Django pads each page by a random length and masks its form tokens anew, so that no secret is guessed by sizes.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


class SafeHeadersMiddleware:
    """Pages load nothing from elsewhere and run no script written into them; nothing personal stays in a cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class ChosenLanguageMiddleware:
    """Language of the page: Vietnamese unless the visitor chose another one, whatever the browser says.

    Takes the place of LocaleMiddleware: only the cookie counts, never `Accept-Language`. Other systems have no cookie:
    in the API, `Accept-Language` counts.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = _accepted(request) if is_api(request) else request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _accepted(request: HttpRequest) -> str:
    """The first language of Accept-Language that we have; "" without one."""
    wanted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    names = (name.partition("-")[0] for name, _weight in wanted)
    return next((name for name in names if name in dict(settings.LANGUAGES)), "")

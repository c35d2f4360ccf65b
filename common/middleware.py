"""What every request and every answer goes through: an id, no broken text, safe headers, the language of the page."""

import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from common.api.problems import is_api

NUL = "\0"
UNTRANSLATABLE_CHARACTER = "22P05"  # SQLSTATE of \u0000 in JSON
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


class RequestIdMiddleware:
    """Gives the request an id: it stands in each line of the log that the request causes, and on the answer.

    Eight letters, so that nobody takes it for a number of a person and masks it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = request.META["request_id"] = secrets.token_hex(4)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id
        return response


class CleanTextMiddleware:
    """Answers 400 to an address or a cookie with a NUL: no text of people has one, and the database takes none.

    Forms refuse a NUL beside its field. Where posted text reaches the database without a form, it is 400, too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = (text for name, values in request.GET.lists() for text in (name, *values))
        if any(NUL in text for text in (request.path_info, *request.COOKIES.values(), *asked)):
            raise BadRequest("A NUL in the address or a cookie")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """What psycopg2 (text) and PostgreSQL (JSON) say of a NUL."""
        refused = getattr(exception.__cause__, "pgcode", "") == UNTRANSLATABLE_CHARACTER
        if refused or (isinstance(exception, ValueError) and "NUL (0x00)" in str(exception)):
            raise BadRequest("A NUL in the text") from exception


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

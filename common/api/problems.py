"""Every error of the API as `application/problem+json` (RFC 9457), in the language of the request.

`type` names the situation (the class of the refusal), `detail` is the sentence for a person, `errors` the fields it
belongs to. A refusal is 422 unless its class was registered under another status with `answers`.
"""

import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions

from common.errors import Refusal

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/"
UNPROCESSABLE = 422

_statuses: dict[type[Refusal], int] = {}

DETAILS: Mapping[int, str | Promise] = {
    400: gettext_lazy("The request cannot be read."),
    401: gettext_lazy("Send a valid token: “Authorization: Bearer …”."),
    403: gettext_lazy("This account may not do this."),
    404: gettext_lazy("There is nothing here, or it is not open to this account."),
    405: gettext_lazy("This address does not take this method."),
    413: gettext_lazy("More was sent than is taken at once."),
    415: gettext_lazy("This content type is not taken here."),
    422: gettext_lazy("Something that was sent cannot be accepted; see the list of errors."),
    429: gettext_lazy("Too many requests. Please wait."),
    500: gettext_lazy("Something broke on our side. It has been noted."),
    503: gettext_lazy("The service is away for a moment. Please try again."),
}


def answers(status: int, *refusals: type[Refusal]) -> None:
    """Register under which status refusals of these classes (and of their subclasses) are answered."""
    for refusal in refusals:
        _statuses[refusal] = status


def status_of(refusal: Refusal) -> int:
    """The status of the nearest registered class, 422 without one."""
    return next((_statuses[kind] for kind in type(refusal).__mro__ if kind in _statuses), UNPROCESSABLE)


def is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(PREFIX)


def problem(
    status: int,
    detail: str = "",
    *,
    kind: str = "",
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """One problem. `kind` becomes the type; without it the type says no more than the status."""
    body: dict[str, Any] = {
        "type": f"urn:sapa:problem:{kind}" if kind else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or str(DETAILS.get(status, "")),
        **more,
    }
    if errors:
        body["errors"] = list(errors)
    content = json.dumps(body, ensure_ascii=False)
    return HttpResponse(content, status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


def refused(refusal: Refusal, **more: Any) -> HttpResponse:
    """A refusal of the rules; a `seconds` of it is told as Retry-After."""
    errors = [{"field": refusal.field, "message": str(refusal)}] if refusal.field else []
    seconds = getattr(refusal, "seconds", None)
    headers = {"Retry-After": str(seconds)} if seconds else {}
    return problem(status_of(refusal), str(refusal), kind=kind_of(refusal), errors=errors, headers=headers, **more)


def kind_of(refusal: Refusal) -> str:
    """`MovedOn` → "moved-on"."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", type(refusal).__name__).lower()


def handler(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """REST framework's exception handler. None leaves the error to Django, which answers 500 or 503."""
    if isinstance(error, Refusal):
        return refused(error)
    if isinstance(error, exceptions.ValidationError):
        return problem(UNPROCESSABLE, kind="not-valid", errors=list(_field_errors(error.detail)))
    if isinstance(error, Http404):
        return problem(404)
    if isinstance(error, PermissionDenied):
        return problem(403)
    if isinstance(error, RequestDataTooBig):
        return problem(413)
    if isinstance(error, BadRequest | SuspiciousOperation):
        return problem(400)
    if isinstance(error, exceptions.APIException):
        return _of_framework(error)
    return None


def _of_framework(error: exceptions.APIException) -> HttpResponse:
    headers = {}
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        headers["WWW-Authenticate"] = 'Bearer realm="api"'
        return problem(401, headers=headers)
    if isinstance(error, exceptions.Throttled):
        headers["Retry-After"] = str(max(int(getattr(error, "wait", None) or 1), 1))
    detail = str(error.detail) if isinstance(error, exceptions.ParseError) else ""
    return problem(error.status_code, detail, headers=headers)


def _field_errors(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """The nested errors of serializers as flat rows: "owner.name", "papers.0"."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            here = path if name == "non_field_errors" else f"{path}.{name}" if path else str(name)
            yield from _field_errors(inner, here)
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list)
            yield from _field_errors(inner, f"{path}.{place}" if nested and path else path)
    else:
        yield {"field": path, "message": str(detail)}


def away() -> HttpResponse:
    """503 while the database is away."""
    return problem(503, headers={"Retry-After": "60"})


def not_found() -> HttpResponse:
    return problem(404, _("There is no such address in the API; its document is at /api/v1/schema/."))

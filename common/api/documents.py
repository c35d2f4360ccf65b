"""The words of the OpenAPI document that every operation shares: problems by status, entity tags, paging.

`documented` is put on each method of a view; what an operation can answer stands there completely, and the tests ask
whether it answers anything else.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from .problems import MEDIA_TYPE

View = TypeVar("View", bound=Callable[..., Any])

BODY_ERRORS = (413, 415)
MEANINGS: Mapping[int, str] = {
    400: "The request cannot be read: broken JSON, text with a NUL, a missing or malformed header.",
    401: "No token, or one that is wrong, revoked or has expired. A session cookie is no token.",
    403: "The token lacks the scope, or no posting of the account allows this.",
    404: "There is no such thing, or it is not open to this account: the answer is the same.",
    405: "The address does not take this method.",
    409: "The dossier has moved on: `moved` says who did what and when. Read it again before you go on.",
    410: "The filing has expired.",
    412: "The filing is not the one that If-Match names.",
    413: "More was sent than is taken at once.",
    415: "The content type is not one of those documented.",
    422: "Understood, but not acceptable: `errors` names the fields. Also an idempotency key of another request.",
    429: "Too many requests; `Retry-After` says for how many seconds to wait.",
    503: "The database is away; `Retry-After` says when to try again.",
}


class FieldErrorShape(serializers.Serializer[Any]):
    field = serializers.CharField(help_text='Path of the field, such as "owner.name"')
    message = serializers.CharField()


class MovedShape(serializers.Serializer[Any]):
    """The last event of a dossier that has moved on."""

    by = serializers.CharField(help_text="Full name; empty for the system itself")
    transition = serializers.CharField()
    at = serializers.DateTimeField()
    revision = serializers.IntegerField()


class ProblemShape(serializers.Serializer[Any]):
    """RFC 9457."""

    type = serializers.CharField(help_text='"urn:sapa:problem:…" names the situation; "about:blank" only the status')
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="A sentence for a person, in the language of the request")
    errors = FieldErrorShape(many=True, required=False)  # type: ignore[assignment]
    moved = MovedShape(required=False)


def retry_after(*statuses: int) -> OpenApiParameter:
    return OpenApiParameter(
        "Retry-After", OpenApiTypes.INT, OpenApiParameter.HEADER, response=[*statuses], description="Seconds"
    )


def etag(*statuses: int) -> OpenApiParameter:
    return OpenApiParameter(
        "ETag", OpenApiTypes.STR, OpenApiParameter.HEADER, response=[*statuses], description="Entity tag"
    )


LANGUAGE = OpenApiParameter(
    "Accept-Language", OpenApiTypes.STR, OpenApiParameter.HEADER, enum=["vi", "en"], description="vi unless given"
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="An ETag: 304 when nothing has changed"
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "pattern": r'^(\*|"[0-9]{1,9}(-[0-9a-f]{1,64})?")$'},
    OpenApiParameter.HEADER,
    description="The ETag that was seen. Only its number counts; `*` or no header: whatever it is now",
)


def idempotency_key(*, required: bool) -> OpenApiParameter:
    return OpenApiParameter(
        "Idempotency-Key",
        {"type": "string", "pattern": "^[!-~]{8,200}$", "minLength": 8, "maxLength": 200},
        OpenApiParameter.HEADER,
        required=required,
        description="8 to 200 letters, new for everything that is to be done; the same request gets the same answer",
    )


CURSOR = OpenApiParameter("cursor", OpenApiTypes.STR, description="`next` of the page before", required=False)
LIMIT = OpenApiParameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": 100, "default": 50},
    description="Rows of a page",
    required=False,
)


def documented(
    operation: str,
    tag: str,
    summary: str,
    *,
    answers: Mapping[Any, Any],
    errors: Sequence[int] = (),
    request: Any = None,
    parameters: Sequence[Any] = (),
    is_public: bool = False,
    reads: bool = False,
    description: str = "",
    examples: Sequence[OpenApiExample] = (),
) -> Callable[[View], View]:
    """One operation. `answers` are the good ones; problems are named by status. `reads` adds 304 and its header."""
    statuses = (
        {400, 405, 503, *errors}
        | (set() if is_public else {401, 403, 429})
        | (set(BODY_ERRORS) if request is not None else set())
    )
    good = [int(key[0] if isinstance(key, tuple) else key) for key in answers]
    responses: dict[Any, Any] = dict(answers)
    if reads:
        responses[304] = OpenApiResponse(description="Nothing has changed since the entity tag in If-None-Match.")
    for status in sorted(statuses):
        responses[(status, MEDIA_TYPE)] = OpenApiResponse(ProblemShape, description=MEANINGS[status])
    shared = [LANGUAGE, *([IF_NONE_MATCH] if reads else []), etag(*good)]
    waits = [status for status in (429, 503) if status in statuses]
    return extend_schema(
        operation_id=operation,
        tags=[tag],
        summary=summary,
        description=description,
        request=request,
        responses=responses,
        parameters=[*shared, retry_after(*waits), *parameters],
        examples=list(examples),
        auth=[] if is_public else None,
    )

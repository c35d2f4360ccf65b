"""All addresses of the API, version 1, and its document. A further app adds its `api/urls.py` to the list."""

import json
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.urls import include, path
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request

from common.api.answers import PUBLIC, answer
from common.api.documents import documented
from common.api.views import PublicView


class Document(PublicView):
    """The OpenAPI document as JSON; in the repository it is `docs/api/openapi.json`."""

    @documented(
        "schema",
        "schema",
        "This document",
        answers={200: OpenApiTypes.OBJECT},
        is_public=True,
        reads=True,
    )
    def get(self, request: Request) -> HttpResponse:
        return answer(document(), request=request._request, cache=PUBLIC)


@cache
def document() -> dict[str, Any]:
    """The document, made once per process. In English: programmers read it, and it must not change with the reader."""
    with translation.override("en"):
        made = SchemaGenerator().get_schema(request=None, public=True)
        plain: dict[str, Any] = json.loads(json.dumps(made, default=str))  # no lazy texts, no enum members
    return plain


def as_text() -> str:
    """The document as the snapshot has it."""
    return json.dumps(document(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


app_name = "api"

urlpatterns = [
    path("schema/", Document.as_view(), name="schema"),
    path("", include("centers.api.urls")),
    path("", include("procedures.api.urls")),
    path("", include("dossiers.api.urls")),
    path("", include("reports.api.urls")),
]

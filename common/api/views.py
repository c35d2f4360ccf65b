"""The base of every view of the API: JSON in, JSON out, no session, no CSRF, no browsable pages.

A session cookie says nothing here; who asks is told by `authentication_classes` alone.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from common import clock

from .parsing import CleanJSONParser


class TakesTheFirst(BaseContentNegotiation):
    """Answers are JSON, whatever Accept says; the parser is chosen by the content type."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        content_type = str(request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == content_type), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[Any], format_suffix: str | None = None
    ) -> tuple[Any, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


class ApiView(APIView):
    """Asks the clock once per request: `self.at`. Whoever is not let in by a subclass is refused."""

    renderer_classes = (JSONRenderer,)
    parser_classes: Sequence[type[BaseParser]] = (CleanJSONParser,)
    content_negotiation_class = TakesTheFirst
    metadata_class = None
    http_method_names = ["get", "head", "post", "patch", "delete"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.at = clock.now()
        super().initial(request, *args, **kwargs)


class PublicView(ApiView):
    """For everybody: public facts and public tracking."""

    authentication_classes = ()
    permission_classes = ()

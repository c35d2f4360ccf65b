"""Search, and one procedure as it is in force today."""

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from common.api import cursors
from common.api.answers import PUBLIC, answer
from common.api.documents import CURSOR, LIMIT, documented
from common.api.paging import limit_of
from common.api.views import PublicView
from common.clock import local_date
from procedures.models import ProcedureVersion
from procedures.search import hits, matching

from . import shapes

MAX_QUERY, MOST_PAGES = 100, 10_000
TAG = "catalogue"


class Procedures(PublicView):
    @documented(
        "procedures_list",
        TAG,
        "Find procedures",
        description="By a few letters of their words, with or without accents, or by code; best first. Without `q` "
        "all of them, those asked for most first.",
        answers={200: shapes.HitsShape},
        errors=(422,),
        parameters=[
            OpenApiParameter("q", OpenApiTypes.STR, description=f"At most {MAX_QUERY} letters are read"),
            OpenApiParameter("sector", OpenApiTypes.STR, description="Code of a sector"),
            CURSOR,
            LIMIT,
        ],
        is_public=True,
        reads=True,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = request.query_params
        limit, start = limit_of(asked), _start(asked.get("cursor", ""))
        found = matching(asked.get("q", "").strip()[:MAX_QUERY], on=local_date(self.at))
        if "sector" in asked:
            found = found.filter(sector__code=asked["sector"])
        rows = hits(found[start : start + limit + 1])
        following = cursors.written([start + limit]) if len(rows) > limit else None
        data = {"results": [shapes.hit(row) for row in rows[:limit]], "next": following}
        return answer(data, request=request._request, cache=PUBLIC)


class OneProcedure(PublicView):
    @documented(
        "procedures_read",
        TAG,
        "One procedure: papers, fees, steps, time",
        description="As it is in force today.",
        answers={200: shapes.ProcedureShape},
        errors=(404,),
        is_public=True,
        reads=True,
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        versions = ProcedureVersion.objects.in_force(local_date(self.at)).select_related("procedure__sector")
        version = versions.filter(procedure__code=code).first()
        if version is None:
            raise Http404
        return answer(shapes.procedure(version), request=request._request, cache=PUBLIC)


def _start(cursor: str) -> int:
    """Where the page begins. The ranking has no key, and the catalogue is small, so the cursor counts rows."""
    if not cursor:
        return 0
    start = int(cursors.read(cursor, (int,))[0])
    if not 0 <= start <= MOST_PAGES:
        raise cursors.CursorInvalid
    return start

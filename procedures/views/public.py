"""Finding a procedure and reading everything about it. For everybody, without signing in."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from common import clock
from common.offline import kept_offline
from procedures import question_sets
from procedures.models import Procedure, ProcedureVersion, Sector
from procedures.my_case import my_case
from procedures.pages import in_case, page_of
from procedures.queries import NotInForce, version_in_force
from procedures.questions import Schema
from procedures.recordings import to_listen
from procedures.search import How, hits, look_up
from procedures.word_actions import record_miss

PER_PAGE = 20
MAX_QUERY = 100


@kept_offline
@require_GET
def procedure_list(request: HttpRequest) -> HttpResponse:
    """Search (`q`) and sector (`linh-vuc`); without either, all procedures, those asked for most first.

    A search that finds nothing is counted.
    """
    text = request.GET.get("q", "").strip()[:MAX_QUERY]
    sector_code = request.GET.get("linh-vuc", "")
    at = clock.now()
    found = look_up(text, on=clock.local_date(at))
    if found.how == How.NOTHING:
        record_miss(text, at=at)
    selection = found.procedures
    sectors = list(Sector.objects.all())
    sector = next((sector for sector in sectors if sector.code == sector_code), None)
    if sector is not None:
        selection = selection.filter(sector=sector)
    page = Paginator(selection, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "hits": hits(page.object_list),
        "query": text,
        "sectors": sectors,
        "sector": sector,
        "is_near": found.how == How.NEAR,
    }
    return render(request, "procedures/list.html", context)


@kept_offline
@require_GET
def procedure_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One procedure as it is in force today; with choices in the address, narrowed to one's own case."""
    at = clock.now()
    procedure = get_object_or_404(Procedure, code=code)
    try:
        found = version_in_force(procedure, clock.local_date(at))
    except NotInForce as refusal:
        raise Http404(str(refusal)) from refusal
    version = ProcedureVersion.objects.select_related("procedure__sector").get(pk=found.pk)
    page = page_of(version, at=at)
    questions = question_sets.current(procedure.pk)
    schema = question_sets.schema_of(questions) if questions else Schema()
    case = my_case(version, schema, page.papers, request.GET)
    context = {"page": in_case(page, case), "case": case, "recordings": to_listen(procedure)}
    return render(request, "procedures/detail.html", context)

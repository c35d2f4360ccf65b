"""`/xu-ly/ho-so/<id>/giay-to/`: scans side by side, page by page, and their pages put in order."""

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from centers.access import StaffRequest, staff_required
from common import clock, files, pages
from common.errors import Refusal
from dossiers import access
from dossiers.actions import arranging
from dossiers.actions.digitising import DESCRIBED, may_digitise
from dossiers.forms.arranging import ArrangeForm
from dossiers.models import Dossier, EarlierFile, Paper
from dossiers.queries.scans import Opened, opened, scans_of, shelves

from .downloads import download, private_file
from .pages import READERS, dossier_or_404

LEFT, RIGHT = "trai", "phai"
PAGE_OF = {LEFT: "trang", RIGHT: "trang-phai"}
LARGE = "to"


@require_GET
@never_cache
@staff_required(*READERS)
def viewer(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of papers, and one or two files: `trai` and `phai` name them, `trang` and `trang-phai` their pages."""
    user, at = cast(StaffRequest, request).user, clock.now()
    dossier = dossier_or_404(user, pk, at)
    papers = scans_of(dossier)
    access.record_view(dossier, user, "page", at)
    sides = {side: shown for side in (LEFT, RIGHT) if (shown := _opened(request.GET, side, papers))}
    context = {
        "dossier": dossier,
        "shelves": [(shelf.name, [_hit(paper, sides) for paper in shelf.papers]) for shelf in shelves(dossier, papers)],
        "panes": [_pane(sides, side) for side in sides],
        "may_arrange": may_digitise(dossier, access.actor_for(user, at)),
        "described": DESCRIBED,
    }
    return render(request, "dossiers/staff/scans.html", context)


@require_GET
@never_cache
@staff_required(*READERS)
def picture(request: HttpRequest, pk: int, paper_pk: int, number: int, size: str) -> HttpResponse:
    """One page as JPG; looking at it is a view of personal data, but for the small ones of an overview."""
    user, at = cast(StaffRequest, request).user, clock.now()
    dossier = dossier_or_404(user, pk, at)
    paper = _paper_or_404(dossier, paper_pk)
    if size not in pages.WIDTHS:
        raise Http404
    try:
        content = files.load(paper.sha256, paper.key_id)
        drawn = pages.draw_page(content, paper.content_type, number, width=pages.WIDTHS[size])
    except (files.FileUnreadable, pages.NoPicture) as error:
        raise Http404(str(error)) from error
    if size != "small":
        access.record_view(dossier, user, "paper", at)
    return private_file(drawn, "image/jpeg", f"trang-{number}.jpg")


@require_GET
@never_cache
@staff_required(*READERS)
def earlier(request: HttpRequest, pk: int, paper_pk: int, earlier_pk: int) -> HttpResponse:
    """A file as it was before its pages were arranged."""
    user, at = cast(StaffRequest, request).user, clock.now()
    dossier = dossier_or_404(user, pk, at)
    found = get_object_or_404(EarlierFile, pk=earlier_pk, paper=_paper_or_404(dossier, paper_pk))
    response = download(found)
    access.record_view(dossier, user, "paper", at)
    return response


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(*READERS)
def arrange(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
    """Turn, order and split the pages of one scan; 404 for who does not hold the dossier."""
    user, at = cast(StaffRequest, request).user, clock.now()
    dossier = dossier_or_404(user, pk, at)
    actor = access.actor_for(user, at)
    paper = _paper_or_404(dossier, paper_pk)
    if not may_digitise(dossier, actor) or paper.kind not in DESCRIBED:
        raise Http404
    try:
        content = files.load(paper.sha256, paper.key_id)
        arranging.check_arrangeable(paper, content)
    except (Refusal, files.FileUnreadable) as refusal:
        messages.error(request, str(refusal) or str(pages.NotRearranged()))
        return redirect(_viewer(dossier, paper))
    access.record_view(dossier, user, "paper", at)
    count = pages.count_pages(content, paper.content_type)
    listed = [row for row in dossier.version.papers.all() if not row.is_note]
    sent = request.POST if request.method == "POST" else None
    form = ArrangeForm(sent, count=count, listed=listed, initial={"file": paper.sha256})
    if request.method == "POST" and form.is_valid():
        try:
            arranging.arrange(paper, form.arrangement, at=at, by=actor, seen_file=form.cleaned_data["file"])
        except Refusal as refusal:
            form.add_error("name" if refusal.field == "name" else None, str(refusal))
        else:
            messages.success(request, _("Arranged. The file as it was is kept."))
            return redirect(_viewer(dossier, paper))
    context = {"dossier": dossier, "paper": paper, "form": form, "count": count}
    return render(request, "dossiers/staff/arrange.html", context, status=422 if form.errors else 200)


def _paper_or_404(dossier: Dossier, paper_pk: int) -> Paper:
    found = next((paper for paper in scans_of(dossier) if paper.pk == paper_pk), None)
    if found is None:
        raise Http404
    return found


def _viewer(dossier: Dossier, paper: Paper) -> str:
    return f"/xu-ly/ho-so/{dossier.pk}/giay-to/?{LEFT}={paper.pk}"


def _opened(asked: QueryDict, side: str, papers: list[Paper]) -> Opened | None:
    """What stands on this side: what was asked for; on the left, when nothing was, the first file."""
    found = next((paper for paper in papers if str(paper.pk) == asked.get(side, "")), None)
    if found is None and side == LEFT and papers and RIGHT not in asked:
        found = papers[0]
    page = asked.get(PAGE_OF[side], "")
    is_large = asked.get(LARGE) == side
    return opened(found, int(page) if page.isdecimal() and len(page) < 6 else 1, is_large=is_large) if found else None


def _hit(paper: Paper, sides: Mapping[str, Opened]) -> dict[str, Any]:
    """A file in the list, where it opens, and on which side it is open now."""
    return {
        "paper": paper,
        "left": _address(sides, LEFT, paper.pk, 1),
        "right": _address(sides, RIGHT, paper.pk, 1) if sides else "",
        "is_open": [side for side, shown in sides.items() if shown.paper.pk == paper.pk],
    }


def _pane(sides: Mapping[str, Opened], side: str) -> dict[str, Any]:
    shown = sides[side]
    others = {other: one for other, one in sides.items() if other != side}
    return {
        "side": side,
        "shown": shown,
        "size": "large" if shown.is_large else "page",
        "before": _address(sides, side, shown.paper.pk, shown.before) if shown.before else "",
        "after": _address(sides, side, shown.paper.pk, shown.after) if shown.after else "",
        "zoom": _address(sides, side, shown.paper.pk, shown.page, is_large=not shown.is_large),
        "close": f"?{urlencode(_query(others))}" if others else "",
    }


def _address(sides: Mapping[str, Opened], side: str, paper_pk: int, page: int, *, is_large: bool = False) -> str:
    """The same view with another file or page on one side; enlarging one makes the other small again."""
    query = _query({other: one for other, one in sides.items() if other != side})
    query |= {side: str(paper_pk), PAGE_OF[side]: str(page)} | ({LARGE: side} if is_large else {})
    return f"?{urlencode(query)}#{side}"


def _query(sides: Mapping[str, Opened]) -> dict[str, str]:
    query: dict[str, str] = {}
    for side, one in sides.items():
        query |= {side: str(one.paper.pk), PAGE_OF[side]: str(one.page)}
    return query

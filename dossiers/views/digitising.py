"""The scans of a dossier described for later use, and the owner's papers that are there already."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from centers.access import StaffRequest, staff_required
from common import clock
from common.errors import Refusal
from dossiers import access
from dossiers.actions.digitising import DESCRIBED, digitise, may_digitise, offered, reuse
from dossiers.actors import Actor
from dossiers.forms.digitising import DescribeForm, ReuseForm
from dossiers.forms.fields import put_refusal
from dossiers.models import Dossier, Paper

from .pages import READERS, dossier_or_404


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(*READERS)
def digitise_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`/xu-ly/ho-so/<pk>/so-hoa/`. A POST describes one paper (`describe`) or uses ticked ones again. Who does not hold
    the dossier only sees what is recorded; the owner's other papers are shown to the office that may use them."""
    staff_request, at = cast(StaffRequest, request), clock.now()
    dossier = dossier_or_404(staff_request.user, pk, at)
    actor = access.actor_for(staff_request.user, at)
    tried: DescribeForm | None = None
    told, status = "", 200
    if request.method == "POST":
        try:
            tried = _act(request, dossier, actor, at)
        except Refusal as refusal:
            told = str(refusal)
        if tried is None and not told:
            return HttpResponseRedirect(request.path)
        status = 422
    access.record_view(dossier, staff_request.user, "page", at)
    acts = may_digitise(dossier, actor)
    context = {
        "dossier": dossier,
        "rows": _rows(dossier, tried, acts),
        "offered": offered(dossier, at) if acts else [],
        "told": told,
        "form": tried,
    }
    return render(request, "dossiers/staff/digitise.html", context, status=status)


def _act(request: HttpRequest, dossier: Dossier, actor: Actor, at: datetime) -> DescribeForm | None:
    """None: done. Otherwise the form that must be shown again. Raises what belongs to no field."""
    if "describe" not in request.POST:
        ticks = ReuseForm(request.POST)
        seen = ticks.cleaned_data["revision"] if ticks.is_valid() else None
        reuse(dossier, ticks.ticked, at=at, by=actor, seen=seen)
        messages.success(request, _("Used again: the papers are in the dossier."))
        return None
    paper_id = request.POST["describe"]
    if not paper_id.isdecimal() or len(paper_id) > 18:
        raise Http404
    form = DescribeForm(request.POST, prefix=f"p{paper_id}", kinds=_listed(dossier))
    if not form.is_valid():
        return form
    try:
        digitise(dossier, int(paper_id), form.description, at=at, by=actor, seen=form.cleaned_data["revision"])
    except Refusal as refusal:
        if refusal.field is None:
            raise
        put_refusal(form, refusal, {})
        return form
    messages.success(request, _("Digitised: the paper is offered at the owner's next dossier."))
    return None


def _listed(dossier: Dossier) -> list[str]:
    return [row.name for row in dossier.version.papers.all() if not row.is_note]


def _rows(dossier: Dossier, tried: DescribeForm | None, acts: bool) -> list[dict[str, Any]]:
    papers = dossier.papers.filter(kind__in=DESCRIBED).exclude(sha256="")
    rows = papers.select_related("digitised", "reused__paper__dossier").order_by("pk")
    kinds = _listed(dossier) if acts else []
    return [_row(paper, dossier, tried, acts, kinds) for paper in rows]


def _row(
    paper: Paper, dossier: Dossier, tried: DescribeForm | None, acts: bool, kinds: Sequence[str]
) -> dict[str, Any]:
    known = getattr(paper, "digitised", None)
    form, prefix = None, f"p{paper.pk}"
    if acts and known is None and paper.reused is None:
        kind = "" if paper.name == paper.file_name else paper.name[:300]  # a scan of the desk has no other name
        form = DescribeForm(prefix=prefix, initial={"kind": kind, "revision": dossier.revision}, kinds=kinds)
        if tried is not None and tried.prefix == prefix:
            form = tried
    return {"paper": paper, "known": known or paper.reused, "is_reused": paper.reused is not None, "form": form}

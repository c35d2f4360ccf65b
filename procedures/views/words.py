"""Administration of everyday words: what was searched in vain, and what phrases stand for."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from common.errors import Refusal
from common.text import fold
from procedures import word_actions
from procedures.forms import SynonymForm
from procedures.models import Procedure, SearchMiss, Synonym

PER_PAGE = 50


@require_GET
@staff_required(Permission.MANAGE_PROCEDURES)
def misses(request: StaffRequest) -> HttpResponse:
    """Searches that found nothing, those asked for most first."""
    page = Paginator(SearchMiss.objects.all(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "procedures/admin/misses.html", {"page": page})


@require_http_methods(["GET", "POST"])
@staff_required(Permission.MANAGE_PROCEDURES)
def synonyms(request: StaffRequest) -> HttpResponse:
    """The list of phrases, and the form to add one; `cum-tu` fills the phrase in."""
    form = SynonymForm(request.POST or None, initial={"phrase": request.GET.get("cum-tu", "")[:60]})
    if request.method == "POST" and form.is_valid():
        try:
            row = word_actions.add_synonym(**form.cleaned_data, by=request.user, at=clock.now())
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            words = {"phrase": row.phrase, "means": row.means}
            messages.success(request, _("“%(phrase)s” now finds “%(means)s”.") % words)
            return redirect("procedures:synonyms")
    text = request.GET.get("q", "").strip()[:60]
    rows = Synonym.objects.filter(is_active=True, phrase_fold__contains=fold(text))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    names = dict(Procedure.objects.filter(code__in=[row.means for row in page]).values_list("code", "name"))
    listed = [(row, names.get(row.means, "")) for row in page]
    context = {"form": form, "page": page, "rows": listed, "query": text}
    return render(request, "procedures/admin/synonyms.html", context, status=422 if form.errors else 200)


@require_POST
@staff_required(Permission.MANAGE_PROCEDURES)
def take_out(request: StaffRequest, pk: int) -> HttpResponse:
    """A phrase no longer stands for it."""
    row = get_object_or_404(Synonym, pk=pk, is_active=True)
    word_actions.take_out_synonym(row, by=request.user)
    words = {"phrase": row.phrase, "means": row.means}
    messages.success(request, _("“%(phrase)s” no longer finds “%(means)s”.") % words)
    return redirect("procedures:synonyms")


@require_POST
@staff_required(Permission.MANAGE_PROCEDURES)
def dismiss(request: StaffRequest, pk: int) -> HttpResponse:
    """Nothing is to be done about a search in vain."""
    word_actions.dismiss_miss(get_object_or_404(SearchMiss, pk=pk))
    messages.success(request, _("Taken off the list."))
    return redirect("procedures:misses")

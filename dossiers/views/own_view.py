"""Filters and columns of one's own worklist."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from centers.access import StaffRequest, staff_required
from common.errors import Refusal
from dossiers.actions.own_view import choose_columns, delete_filter, make_default, save_filter
from dossiers.forms.own_view import ColumnsForm, FilterForm
from dossiers.forms.worklist import asked_of, wish_of
from dossiers.models import SavedFilter
from dossiers.queries.columns import columns_of

from .pages import CASEWORK


@require_POST
@never_cache
@staff_required(*CASEWORK)
def keep_filter(request: HttpRequest) -> HttpResponse:
    """Keep what the list is narrowed to (posted along as the address has it) under a name."""
    form, query = FilterForm(request.POST), urlencode(asked_of(wish_of(request.POST)))
    if form.is_valid():
        try:
            save_filter(cast(StaffRequest, request).user, query=query, **form.cleaned_data)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The filter “%(name)s” is kept.") % {"name": form.cleaned_data["name"]})
    else:
        messages.error(request, _("Give the filter a name of at most 60 letters."))
    return HttpResponseRedirect(f"{reverse('dossiers:worklist')}?{query}")


@require_POST
@never_cache
@staff_required(*CASEWORK)
def change_filter(request: HttpRequest, pk: int) -> HttpResponse:
    """`viec`: delete it (`xoa`), open the worklist with it (`mac-dinh`), or do not any more (`thoi`)."""
    user, wanted = cast(StaffRequest, request).user, request.POST.get("viec")
    if wanted == "xoa":
        delete_filter(user, pk)
    elif wanted in {"mac-dinh", "thoi"}:
        make_default(user, pk if wanted == "mac-dinh" else None)
    return HttpResponseRedirect(reverse("dossiers:own_view"))


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(*CASEWORK)
def own_view(request: HttpRequest) -> HttpResponse:
    """`/xu-ly/cach-xem/`: the kept filters, and which columns stand where."""
    user = cast(StaffRequest, request).user
    if "binh-thuong" in request.POST:
        choose_columns(user, [])
        return HttpResponseRedirect(reverse("dossiers:own_view"))
    form = ColumnsForm(request.POST if request.method == "POST" else None, chosen=columns_of(user))
    if request.method == "POST" and form.is_valid():
        choose_columns(user, form.columns)
        messages.success(request, _("The columns are as you chose them."))
        return HttpResponseRedirect(reverse("dossiers:worklist") + "?muc=phong")
    context = {"form": form, "filters": list(SavedFilter.objects.filter(user=user))}
    return render(request, "dossiers/staff/own_view.html", context, status=422 if form.is_bound else 200)

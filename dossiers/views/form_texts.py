"""`/quan-tri/mau-giay/`: the sentences of the forms, looked at as PDF before they count, every version kept."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from centers.models import Center
from centers.queries import centers_managed_by
from common import clock
from common.errors import Refusal
from dossiers import form_texts
from dossiers.forms.fields import put_refusal
from dossiers.forms.form_texts import ALL, FormTextsForm
from dossiers.queries.lines import FORM_TITLES
from dossiers.slips.samples import sample_pdf

from .downloads import private_file
from .posted import posted

PREVIEW = "preview"  # name of the button


@require_GET
@staff_required(Permission.MANAGE_CENTER)
def form_list(request: StaffRequest) -> HttpResponse:
    """Which forms have sentences that can be worded."""
    lines = [(form, FORM_TITLES[form], len(form_texts.slots_of(form))) for form in form_texts.FORMS]
    return render(request, "dossiers/admin/form_texts.html", {"lines": lines})


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required(Permission.MANAGE_CENTER)
def form_text(request: StaffRequest, form: str) -> HttpResponse:
    """One form: its sentences now, a preview of what is typed, and the versions."""
    if form not in form_texts.FORMS:
        raise Http404
    at, managed = clock.now(), centers_managed_by(request.staff, Permission.MANAGE_CENTER)
    centers = list(Center.objects.filter(pk__in=managed).select_related("unit").order_by("name_sort"))
    for_all = request.staff.everywhere(Permission.MANAGE_CENTER)
    first = centers[0]
    initial = {
        **form_texts.texts_of(first.pk, form, at),
        "center": ALL if for_all else first.slug,
        "valid_from": f"{clock.local_date(at):%d/%m/%Y}",
    }
    typed = FormTextsForm(posted(request), form=form, centers=centers, for_all=for_all, initial=initial)
    if request.method == "POST" and typed.is_valid():
        try:
            if PREVIEW in request.POST:
                return _preview(form, typed, first)
            form_texts.keep(
                form, typed.texts, center=typed.center, valid_from=typed.cleaned_data["valid_from"], at=at,
                by=request.user,
            )  # fmt: skip
        except Refusal as refusal:
            put_refusal(typed, refusal, {})
        else:
            messages.success(request, _("Kept. Forms that were issued before keep their words."))
            return redirect("dossiers:form_text", form=form)
    context: dict[str, Any] = {
        "form": typed,
        "number": form,
        "title": FORM_TITLES[form],
        "versions": [_shown(version, form) for version in form_texts.versions_of(form, managed)],
    }
    return render(request, "dossiers/admin/form_text.html", context, status=422 if typed.errors else 200)


def _preview(form: str, typed: FormTextsForm, first: Center) -> HttpResponse:
    texts = {slot.name: form_texts.checked(slot, typed.texts[slot.name]) for slot in form_texts.slots_of(form)}
    content = sample_pdf(form, texts, center=typed.center or first, at=clock.now())
    return private_file(content, "application/pdf", f"mau-{form}-xem-truoc.pdf")


def _shown(version: form_texts.Kept, form: str) -> dict[str, Any]:
    lines = [(slot.label, version.texts.get(slot.name, "")) for slot in form_texts.slots_of(form)]
    return {"version": version, "lines": lines}

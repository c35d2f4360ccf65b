"""The catalogue from Excel: upload, look at the comparison, confirm; and the way out, as the same workbook."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from common.errors import Refusal
from procedures import import_actions
from procedures.forms import CatalogueUploadForm
from procedures.models import CatalogueUpload
from procedures.workbook.entries import WorkbookError, WorkbookRefused
from procedures.workbook.read import MAX_BYTES
from procedures.workbook.write import CONTENT_TYPE, catalogue_workbook

PER_PAGE = 25
RECENT = 10


@require_http_methods(["GET", "POST"])
@staff_required(Permission.MANAGE_PROCEDURES)
def upload(request: StaffRequest) -> HttpResponse:
    """Choose a workbook and a day; errors are listed by sheet and row."""
    at = clock.now()
    today = clock.local_date(at)
    form = CatalogueUploadForm(request.POST or None, request.FILES or None, today=today)
    errors: tuple[WorkbookError, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["workbook"]
        content = file.read(MAX_BYTES + 1)  # one byte more tells that it is too large
        valid_from = form.cleaned_data["valid_from"]
        try:
            kept = import_actions.keep_upload(file.name, content, valid_from=valid_from, by=request.user, at=at)
        except WorkbookRefused as refusal:
            errors = refusal.errors
            place = "valid_from" if valid_from < today else "workbook"
            form.add_error(place, _message(errors))
        else:
            return redirect("procedures:import_review", pk=kept.pk)
    recent = (
        CatalogueUpload.objects.filter(procedure=None)
        .defer("content")
        .select_related("uploaded_by", "applied_by")[:RECENT]
    )
    context = {
        "form": form,
        "errors": errors if len(errors) > 1 or (errors and errors[0].sheet) else (),
        "recent": recent,
    }
    return render(request, "procedures/admin/import.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required(Permission.MANAGE_PROCEDURES)
def review(request: StaffRequest, pk: int) -> HttpResponse:
    """The comparison with today's catalogue; confirm or discard."""
    kept = get_object_or_404(CatalogueUpload.objects.select_related("uploaded_by", "applied_by", "procedure"), pk=pk)
    if request.method == "POST":
        return _decide(request, kept)
    return _show(request, kept)


@require_GET
@staff_required(Permission.MANAGE_PROCEDURES)
def export(request: StaffRequest) -> HttpResponse:
    """The catalogue in force today as a workbook."""
    day = clock.local_date(clock.now())
    response = HttpResponse(catalogue_workbook(day), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="danh-muc-thu-tuc-{day:%Y-%m-%d}.xlsx"'
    return response


def _decide(request: StaffRequest, kept: CatalogueUpload) -> HttpResponse:
    try:
        if request.POST.get("what") == "discard":
            import_actions.discard_upload(kept)
            messages.success(request, _("Discarded; the catalogue is as it was."))
            return redirect(_origin(kept))
        seen = request.POST.get("seen", "")
        done = import_actions.apply_upload(kept, seen=seen, by=request.user, at=clock.now())
    except Refusal as refusal:
        return _show(request, kept, refused=str(refusal), status=422)
    text = _("Applied. Procedures changed: %(n)s.")
    messages.success(request, text % {"n": len(done.changing)})
    return redirect("procedures:import_review", pk=kept.pk)


def _origin(kept: CatalogueUpload) -> str:
    """Where the draft or the workbook came from."""
    return (
        reverse("procedures:procedure", args=[kept.procedure.code]) if kept.procedure else reverse("procedures:import")
    )


def _show(request: StaffRequest, kept: CatalogueUpload, *, refused: str = "", status: int = 200) -> HttpResponse:
    context: dict[str, object] = {"upload": kept, "refused": refused, "errors": (), "comparison": None, "page": None}
    if kept.applied_at is None:
        try:
            comparison = import_actions.compare(bytes(kept.content), valid_from=kept.valid_from, at=clock.now())
        except WorkbookRefused as refusal:
            context |= {"errors": refusal.errors}
        else:
            changes = [plan.change for plan in comparison.changing]
            page = Paginator(changes, PER_PAGE).get_page(request.GET.get("page"))
            context |= {"comparison": comparison, "page": page}
    return render(request, "procedures/admin/import_review.html", context, status=status)


def _message(errors: tuple[WorkbookError, ...]) -> str:
    if len(errors) == 1 and not errors[0].sheet:
        return errors[0].message
    return _("Nothing was taken over; errors in the workbook: %(n)s. They are listed below.") % {"n": len(errors)}

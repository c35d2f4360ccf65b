"""Dossiers out of a spreadsheet: upload, look at what the check found, confirm or discard."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from centers.queries import centers_managed_by
from common import clock
from common.errors import Refusal
from dossiers.forms.take_over import TakeOverForm
from dossiers.importing import uploads
from dossiers.importing.bad_rows import bad_rows_csv
from dossiers.importing.reading import COLUMNS
from dossiers.models import TakeOverUpload
from dossiers.queries.take_over import checked, uploads_of

View = Callable[[StaffRequest, TakeOverUpload], HttpResponse]


def own_upload(view: View) -> Callable[[HttpRequest, UUID], HttpResponse]:
    """The file of the address, for administrators of its center; 404 for everybody else who gets so far."""

    @wraps(view)
    @never_cache
    @staff_required(Permission.TAKE_OVER_DOSSIERS)
    def guarded(request: StaffRequest, key: UUID) -> HttpResponse:
        found = TakeOverUpload.objects.select_related("center__unit", "center__calendar", "uploaded_by", "done_by")
        upload = found.filter(key=key, center__in=_centers(request)).first()
        if upload is None:
            raise Http404
        return view(request, upload)

    return guarded


def _centers(request: StaffRequest) -> list[int]:
    return centers_managed_by(request.staff, Permission.TAKE_OVER_DOSSIERS)


@require_http_methods(["GET", "POST"])
@never_cache
@staff_required(Permission.TAKE_OVER_DOSSIERS)
def take_over(request: StaffRequest) -> HttpResponse:
    """Send a file; what was sent before stands below."""
    at, centers = clock.now(), _centers(request)
    limits = uploads.limits(at)
    max_bytes = limits.megabytes * uploads.MEGABYTE
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = TakeOverForm(*sent, centers=centers, max_bytes=max_bytes)
    if request.method == "POST" and form.is_valid():
        file, center = form.cleaned_data["file"], form.cleaned_data["center"]
        try:
            upload = uploads.keep(file.read(), file.name, center, at=at, by=request.user)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("dossiers:take_over_check", key=upload.key)
    context = {"form": form, "limits": limits, "columns": COLUMNS, "sent": uploads_of(centers)}
    return render(request, "dossiers/admin/take_over.html", context, status=422 if form.errors else 200)


@require_GET
@own_upload
def check(request: StaffRequest, upload: TakeOverUpload) -> HttpResponse:
    """What the check finds now, or what became of the file."""
    return _draw(request, upload)


def _draw(request: StaffRequest, upload: TakeOverUpload, *, status: int = 200, refusal: str = "") -> HttpResponse:
    found = None
    if upload.content is not None:
        try:
            found = checked(uploads.check(upload, at=clock.now()))
        except Refusal as refused:
            status, refusal = 409, refusal or str(refused)
    context = {"upload": upload, "found": found, "refusal": refusal}
    return render(request, "dossiers/admin/take_over_check.html", context, status=status)


@require_GET
@own_upload
def bad_rows(request: StaffRequest, upload: TakeOverUpload) -> HttpResponse:
    """The bad rows with their reasons, to be mended in a spreadsheet."""
    try:
        content = bad_rows_csv(uploads.check(upload, at=clock.now()).bad)
    except Refusal as refusal:
        return _draw(request, upload, status=409, refusal=str(refusal))
    headers = {"Content-Disposition": 'attachment; filename="dong-loi.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@require_POST
@own_upload
def confirm(request: StaffRequest, upload: TakeOverUpload) -> HttpResponse:
    """Take all of it over."""
    try:
        uploads.confirm(upload.key, at=clock.now(), by=request.user)
    except Refusal as refusal:
        upload.refresh_from_db()
        return _draw(request, upload, status=409, refusal=str(refusal))
    return redirect("dossiers:take_over_check", key=upload.key)


@require_POST
@own_upload
def discard(request: StaffRequest, upload: TakeOverUpload) -> HttpResponse:
    """Forget the file; nothing of it was taken over."""
    if upload.content is not None:
        uploads.discard(upload)
        messages.success(request, _("The file was discarded; nothing of it was taken over."))
    return redirect("dossiers:take_over")

"""Recordings about a procedure: listened to by everybody, put up and taken away by administrators of the catalogue."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock, files
from common.byte_ranges import answer_in_part
from common.errors import Refusal
from common.sound import ENDINGS
from common.text import row_ids
from procedures.forms import RecordingForm
from procedures.models import Procedure, Recording, SpokenLanguage
from procedures.recordings import most_kilobytes, put_up, take_away


@require_GET
def listen(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The sound of a recording that counts, whole or in parts; another one has another address."""
    row = get_object_or_404(Recording, pk=pk, procedure__code=code, removed_at=None)
    try:
        content = files.load(row.sha256, row.key_id)
    except files.FileUnreadable as error:
        raise Http404 from error
    response = answer_in_part(request, content, row.content_type)
    name = f"{code}-{row.language}{ENDINGS[row.content_type]}"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=3600"
    return response


@never_cache
@require_http_methods(["GET", "POST"])
@staff_required(Permission.MANAGE_PROCEDURES)
def recordings(request: StaffRequest, code: str) -> HttpResponse:
    """Every recording of a procedure with who put it up and who took it away; a POST does either."""
    at = clock.now()
    procedure = get_object_or_404(Procedure, code=code)
    if "remove" in request.POST:
        for pk in row_ids([request.POST["remove"]]):
            take_away(procedure, pk, at=at, by=request.user)
        messages.success(request, _("The recording is heard no more."))
        return redirect(request.path)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = RecordingForm(*sent, most=most_kilobytes(at))
    if request.method == "POST" and form.is_valid():
        file, language = form.cleaned_data["file"], SpokenLanguage(form.cleaned_data["language"])
        try:
            put_up(procedure, language, name=file.name, content=file.read(), at=at, by=request.user)
        except Refusal as refusal:
            form.add_error(refusal.field or "file", str(refusal))
        else:
            messages.success(request, _("Everybody can listen to the recording now."))
            return redirect(request.path)
    rows = procedure.recordings.select_related("added_by", "removed_by")
    context = {"procedure": procedure, "form": form, "rows": rows}
    return render(request, "procedures/admin/recordings.html", context, status=422 if form.errors else 200)

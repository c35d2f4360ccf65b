"""Working regulations (administration and public page) and job positions of a center."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from centers import regulations
from centers.access import StaffRequest, staff_required
from centers.models import JobPosition, Regulation
from centers.queries import centers_managed_by
from centers.work_forms import PositionForm, RegulationForm
from common import clock, files
from common.errors import Refusal


@require_GET
def public_regulations(request: HttpRequest) -> HttpResponse:
    """What counts today and what counted before; for everybody."""
    today = clock.local_date(clock.now())
    context = {"shown": regulations.shown(Regulation.objects.all(), today=today)}
    return render(request, "centers/regulations.html", context)


@require_GET
def regulation(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF of one version."""
    row = get_object_or_404(Regulation, pk=pk)
    try:
        content = files.load(row.sha256, row.key_id)
    except files.FileUnreadable as error:
        raise Http404 from error
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, row.file_name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
@staff_required(Permission.MANAGE_CENTER)
def manage_regulations(request: StaffRequest) -> HttpResponse:
    """Publish a version; all versions stand below."""
    at, centers = clock.now(), centers_managed_by(request.staff, Permission.MANAGE_CENTER)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = RegulationForm(*sent, centers=centers)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        file, center = given.pop("file"), given.pop("center")
        sent_file = {"name": file.name, "content": file.read()}
        try:
            regulations.publish(center, **given, **sent_file, by=request.user, at=at)
        except Refusal as refusal:
            form.add_error(refusal.field or "file", str(refusal))
        else:
            messages.success(request, _("Published: %(title)s.") % {"title": given["title"]})
            return redirect("centers:manage_regulations")
    own = Regulation.objects.filter(center__in=centers)
    context = {
        "form": form,
        "shown": regulations.shown(own, today=clock.local_date(at)),
        "titles": regulations.titles_of(centers),
    }
    return render(request, "centers/manage_regulations.html", context, status=422 if form.errors else 200)


@require_GET
@staff_required(Permission.MANAGE_STAFF)
def positions(request: StaffRequest) -> HttpResponse:
    """The staffing plan: positions, for how many people, how many are posted today."""
    today = clock.local_date(clock.now())
    in_force = Q(postings__since__lte=today) & (Q(postings__until__isnull=True) | Q(postings__until__gte=today))
    rows = JobPosition.objects.filter(center__in=_centers(request)).select_related("center", "office")
    counted = rows.annotate(posted=Count("postings", filter=in_force)).order_by("center__name_sort", "office", "name")
    return render(request, "centers/positions.html", {"positions": counted})


@require_http_methods(["GET", "POST"])
@staff_required(Permission.MANAGE_STAFF)
def new_position(request: StaffRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@staff_required(Permission.MANAGE_STAFF)
def position(request: StaffRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(JobPosition, pk=pk, center__in=_centers(request)))


def _edit(request: StaffRequest, known: JobPosition | None) -> HttpResponse:
    form = PositionForm(request.POST or None, centers=_centers(request), position=known)
    if request.method == "POST" and form.is_valid():
        row: Any = known or JobPosition()
        for name, value in form.cleaned_data.items():
            setattr(row, name, value)
        row._history_user = request.user
        row.save()
        messages.success(request, _("Saved: %(name)s.") % {"name": row.name})
        return redirect("centers:positions")
    context = {"form": form, "title": known.name if known else _("New position"), "here": "positions"}
    return render(request, "procedures/admin/plain_form.html", context, status=422 if form.errors else 200)


def _centers(request: StaffRequest) -> list[int]:
    return centers_managed_by(request.staff, Permission.MANAGE_STAFF)

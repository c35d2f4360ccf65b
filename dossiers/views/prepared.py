"""A long list on its way: how far it is, and the file when it is there. Only for who asked for it."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from centers.access import StaffRequest, staff_required
from common.spreadsheet import CONTENT_TYPE
from dossiers.exports import prepared
from dossiers.models import PreparedExport, PreparedState

from .downloads import private_file


def _own(request: HttpRequest, key: UUID) -> PreparedExport:
    return get_object_or_404(PreparedExport, key=key, user=cast(StaffRequest, request).user)


@require_GET
@never_cache
@staff_required()
def show(request: HttpRequest, key: UUID) -> HttpResponse:
    """`/xuat/<key>/`: looks again by itself while it is being written."""
    row = _own(request, key)
    context = {
        "row": row,
        "back": prepared.page_of(row),
        "is_under_way": row.state in (PreparedState.WAITING, PreparedState.WRITING),
        "is_ready": row.state == PreparedState.READY and row.content is not None,
        "is_gone": row.state == PreparedState.READY and row.content is None,
    }
    return render(request, "dossiers/staff/prepared.html", context)


@require_GET
@never_cache
@staff_required()
def taken(request: HttpRequest, key: UUID) -> HttpResponse:
    """`/xuat/<key>/tap-tin/`: the file; 404 while it is not there."""
    row = _own(request, key)
    return private_file(prepared.opened(row), CONTENT_TYPE, row.file_name)

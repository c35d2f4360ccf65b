"""The notices of the person and of their offices: what waits to be read, and a button that says: read."""

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Permission
from centers.access import StaffRequest, staff_required
from common import clock
from common.text import row_ids
from notifications.actions import mark_read
from notifications.queries import unread, unread_count

SHOWN = 50


@require_GET
@never_cache
@staff_required(Permission.VIEW_NOTICES)
def notices(request: HttpRequest) -> HttpResponse:
    """Unread notices, newest first."""
    reader = cast(StaffRequest, request)
    found = unread(reader.user.pk, reader.staff.office_ids, limit=SHOWN)
    total = unread_count(reader.user.pk, reader.staff.office_ids)
    return render(request, "notifications/notices.html", {"notices": found, "more": max(0, total - len(found))})


@require_POST
@staff_required(Permission.VIEW_NOTICES)
def read(request: HttpRequest) -> HttpResponse:
    """Mark as read: the posted `id`s as far as they are this person's. A notice of an office is read for all of it."""
    reader = cast(StaffRequest, request)
    wanted = row_ids(request.POST.getlist("id"))
    own = {line.id for line in unread(reader.user.pk, reader.staff.office_ids, limit=len(wanted) + SHOWN)}
    mark_read(sorted(wanted & own), user_id=reader.user.pk, at=clock.now())
    return HttpResponseRedirect(reverse("notifications:notices"))

"""The number on the bell of staff pages, counted only when a template prints it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.permissions import Permission
from centers.access import staff_context
from notifications.queries import unread_count

MANY = 100


class UnreadNoticesMiddleware:
    """Sets, lazily, `request.unread_notices`: a number, or "99+"; 0 for everybody who has no notices."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.unread_notices = SimpleLazyObject(lambda: _unread(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _unread(request: HttpRequest) -> int | str:
    staff = staff_context(request)
    if staff.user is None or not staff.may(Permission.VIEW_NOTICES):
        return 0
    count = unread_count(staff.user.pk, staff.office_ids)
    return f"{MANY - 1}+" if count >= MANY else count

"""What the navigation of staff pages needs to know, asked only when a template looks at it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from centers.access import staff_context


class StaffMiddleware:
    """Sets, lazily, `request.staff_permissions` (in force today, empty for everybody but staff) and `staff_office`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.staff_permissions = SimpleLazyObject(lambda: staff_context(request).permissions)  # type: ignore[attr-defined]
        request.staff_office = SimpleLazyObject(lambda: staff_context(request).place)  # type: ignore[attr-defined]
        return self.get_response(request)

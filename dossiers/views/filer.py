"""The door for who prepares a dossier online: citizens, and staff who are posted as helpers."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from accounts.access import citizen_required
from accounts.permissions import Permission
from centers.access import staff_required

View = Callable[..., HttpResponse]


def filer_required(view: View) -> View:
    """Visitors are asked to sign in as citizens; other staff get the 403 page."""
    for_citizens = citizen_required(view)
    for_helpers = staff_required(Permission.FILE_FOR_OTHERS)(view)

    @wraps(for_citizens)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        is_staff = request.user.is_authenticated and request.user.is_staff_member
        return (for_helpers if is_staff else for_citizens)(request, *args, **kwargs)

    return guarded

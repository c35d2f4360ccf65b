"""The door for pages of staff. A view behind it finds `request.staff`, its person's rights and reach today."""

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.access import redirect_to_sign_in
from accounts.models import User
from accounts.permissions import Permission
from centers.reach import StaffContext, staff_of
from common import clock

View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """What `staff_required` hands to a view; for annotations only."""

    user: User
    staff: StaffContext


def staff_context(request: HttpRequest) -> StaffContext:
    """The person's rights and reach today, computed once per request; nothing for visitors and citizens."""
    known = getattr(request, "_staff_context", None)
    if known is None:
        known = StaffContext()
        if request.user.is_authenticated:
            known = staff_of(request.user, on=clock.local_date(clock.now()))
        request._staff_context = known  # type: ignore[attr-defined]
    return cast(StaffContext, known)


def staff_required(*permissions: Permission) -> Callable[[View], View]:
    """Staff with any of the permissions pass (without arguments: any staff).

    Visitors are asked to sign in as staff; citizens and staff without the permission get the 403 page.
    Whoever signed in with a one-time password chooses their own first.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_sign_in(request, "accounts:staff_sign_in")
            staff = staff_context(request)
            if not request.user.is_staff_member or (permissions and not staff.may(*permissions)):
                raise PermissionDenied
            if request.user.must_change_password:
                return redirect("accounts:new_password")
            request.staff = staff  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return guarded

    return decorate

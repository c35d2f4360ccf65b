"""Staff sign in with login name and password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.access import redirect_to_sign_in
from accounts.forms import NewPasswordForm, StaffSignInForm
from accounts.kept_pages import forget_person
from accounts.passwords import choose_password
from accounts.phone_keys import forget_keys
from accounts.throttle import TooManyAttempts
from accounts.views.next_url import next_url_of
from common import clock
from common.errors import Refusal


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    next_url = next_url_of(request)
    if request.user.is_authenticated and request.user.is_staff_member:
        return redirect(next_url or settings.STAFF_START_URL)
    form = StaffSignInForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.sign_in_staff(request, **form.cleaned_data, at=clock.now())
            except TooManyAttempts as refusal:
                form.add_error(None, str(refusal))
                status = 429
            except actions.SignInRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect(next_url or settings.STAFF_START_URL)
    return render(request, "accounts/staff_sign_in.html", {"form": form, "next": next_url}, status=status)


@sensitive_post_parameters("present", "new", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """Staff choose their own password; whoever signed in with a one-time password does nothing else before."""
    if not request.user.is_authenticated:
        return redirect_to_sign_in(request, "accounts:staff_sign_in")
    if not request.user.is_staff_member:
        raise PermissionDenied
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            choose_password(request, request.user, present=given["present"], new=given["new"], at=clock.now())
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Your password was changed."))
            return redirect(settings.STAFF_START_URL)
    return render(request, "accounts/new_password.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session of whoever is signed in; a second click is no error."""
    was_staff = request.user.is_authenticated and request.user.is_staff_member
    signed_in_at = request.session.get("signed_in_at", "")
    if request.user.is_authenticated and request.user.is_citizen:
        forget_keys(request)
    logout(request)
    if signed_in_at:
        response = render(request, "accounts/signed_out.html", {"signed_in_at": signed_in_at})
    else:
        response = redirect("accounts:staff_sign_in" if was_staff else "/")
    forget_person(response)
    if not was_staff:
        response.headers["Clear-Site-Data"] = '"storage"'  # what the phone keeps for bad lines
    return response

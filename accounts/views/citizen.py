"""Citizens sign in with a one-time code by mail, and keep their own details."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts.access import CitizenRequest, citizen_required
from accounts.codes import MINUTES, CodeEnded, CodeRefused, PendingCode
from accounts.forms import AskForCodeForm, ProfileForm, ProveCodeForm
from accounts.throttle import TooManyAttempts
from accounts.views.next_url import next_url_of
from common import clock


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Step 1: the address."""
    next_url = next_url_of(request)
    if request.user.is_authenticated and request.user.is_citizen:
        return redirect(next_url or settings.CITIZEN_START_URL)
    form = AskForCodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.ask_for_code(request, email=form.cleaned_data["email"], next_url=next_url, at=clock.now())
            except TooManyAttempts as refusal:
                form.add_error(None, str(refusal))
                status = 429
            except actions.MailNotSent as refusal:
                form.add_error("email", str(refusal))
                status = 503
            else:
                return redirect("accounts:citizen_code")
    context = {"form": form, "next": next_url, "has_gateway": bool(settings.IDENTITY_ISSUER)}
    return render(request, "accounts/citizen_sign_in.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def prove_code(request: HttpRequest) -> HttpResponse:
    """Step 2: the code."""
    at = clock.now()
    form = ProveCodeForm(request.POST or None)
    status = 200
    try:
        pending = PendingCode.of(request.session, at=at)
        if request.method == "POST":
            status = 422
            if form.is_valid():
                user, next_url = actions.sign_in_citizen(request, code=form.cleaned_data["code"], at=at)
                return _after_sign_in(bool(user.full_name), next_url)
    except CodeRefused as refusal:
        form.add_error("code", str(refusal))
    except (CodeEnded, actions.AccountClosed) as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:citizen_sign_in")
    again = reverse("accounts:citizen_sign_in") + (
        "?" + urlencode({"next": pending.next_url}) if pending.next_url else ""
    )
    context = {"form": form, "email": pending.email, "minutes": MINUTES, "again_url": again}
    return render(request, "accounts/citizen_code.html", context, status=status)


@citizen_required
@require_http_methods(["GET", "POST"])
def profile(request: CitizenRequest) -> HttpResponse:
    """The citizen's own name and phone, asked for once after the first sign-in."""
    user, next_url = request.user, next_url_of(request)
    form = ProfileForm(request.POST or None, initial={"full_name": user.full_name, "phone": user.phone})
    if request.method == "POST" and form.is_valid():
        actions.change_profile(user, **form.cleaned_data)
        messages.success(request, _("Your details have been saved."))
        return redirect(next_url or "accounts:profile")
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/profile.html", {"form": form, "next": next_url}, status=status)


def _after_sign_in(has_name: bool, next_url: str) -> HttpResponse:
    """A new citizen is asked for their name first, then goes where they wanted to go."""
    if has_name:
        return redirect(next_url or settings.CITIZEN_START_URL)
    response = redirect("accounts:profile")
    response["Location"] += "?" + urlencode({"next": next_url or settings.CITIZEN_START_URL})
    return response

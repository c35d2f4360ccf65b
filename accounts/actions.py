"""Signing in and out, and what a person may change about their own account."""

import smtplib
from datetime import datetime, timedelta

import structlog
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth import authenticate, login
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.backends import CITIZEN_BACKEND, STAFF_BACKEND
from accounts.codes import LIFETIME, MINUTES, TRIES, CodeEnded, PendingCode
from accounts.models import User
from accounts.throttle import Limit, TooManyAttempts, clear, client_address, count_attempt, give_back
from common.errors import Refusal

log = structlog.get_logger(__name__)

_HOUR = timedelta(hours=1)
# What counts for one account from everywhere is wide and waits a short time: nobody locks out somebody else from afar.
STAFF_NAME = Limit("staff-name", 20, timedelta(seconds=15), timedelta(minutes=1), _HOUR)
STAFF_NAME_HERE = Limit("staff-name-here", 5, timedelta(seconds=15), timedelta(minutes=15), _HOUR)
STAFF_ADDRESS = Limit("staff-address", 30, timedelta(seconds=15), timedelta(minutes=15), _HOUR)
CODE_EMAIL = Limit("code-email", 12, timedelta(minutes=1), timedelta(minutes=5), timedelta(hours=24))
CODE_EMAIL_HERE = Limit("code-email-here", 4, timedelta(minutes=1), _HOUR, timedelta(hours=24))
CODE_TRIES = Limit("code-tries", TRIES, LIFETIME, LIFETIME, timedelta(hours=24))  # per code, in step with its session
CODE_ADDRESS = Limit("code-address", 30, timedelta(seconds=30), _HOUR, _HOUR)


class SignInRefused(Refusal):
    """Wrong name, wrong password, citizen, system, closed account: one answer for all of them."""

    default_message = _("The login name or the password is not right.")


class AccountClosed(Refusal):
    """Told only to somebody who has just proven that the address is theirs."""

    default_message = _("This account is closed. Please ask at the center.")


class MailNotSent(Refusal):
    """The mail server did not take the message; the visitor can try again."""

    default_message = _("The message could not be sent just now. Please try again in a few minutes.")


def sign_in_staff(request: HttpRequest, *, username: str, password: str, at: datetime) -> User:
    """Check and sign in; the session starts anew. Raises SignInRefused, TooManyAttempts."""
    name = username.strip().lower()
    came_from = client_address(request)
    here = f"{name}\n{came_from}"
    count_attempt([(STAFF_NAME, name), (STAFF_NAME_HERE, here), (STAFF_ADDRESS, came_from)], at=at)
    user = authenticate(request, username=name, password=password)
    if not isinstance(user, User):
        log.info("staff_sign_in_refused", address=came_from)
        raise SignInRefused
    clear(STAFF_NAME, name)
    clear(STAFF_NAME_HERE, here)
    give_back(STAFF_ADDRESS, came_from)
    request.session.flush()
    login(request, user, backend=STAFF_BACKEND)
    log.info("staff_signed_in", user_id=user.pk)
    return user


def ask_for_code(request: HttpRequest, *, email: str, next_url: str, at: datetime) -> None:
    """Send a code to the address, whoever it belongs to. Raises TooManyAttempts, MailNotSent."""
    address, came_from = email.strip().lower(), client_address(request)
    here = f"{address}\n{came_from}"
    count_attempt([(CODE_EMAIL, address), (CODE_EMAIL_HERE, here), (CODE_ADDRESS, came_from)], at=at)
    adapter = get_adapter(request)
    code = adapter.generate_login_code()
    context = {"code": code, "minutes": MINUTES, "site_name": settings.CENTER_NAME}
    try:
        adapter.send_mail("account/email/login_code", address, context)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("code_not_sent", error=type(error).__name__)
        raise MailNotSent(field="email") from error
    PendingCode.make(email=address, code=code, next_url=next_url, at=at).remember(request.session)


def sign_in_citizen(request: HttpRequest, *, code: str, at: datetime) -> tuple[User, str]:
    """Prove the waiting code, make the account if it is new, sign in. Returns the user and where they wanted to go.

    Raises CodeRefused, CodeEnded, AccountClosed.
    """
    pending = PendingCode.of(request.session, at=at)
    try:
        count_attempt([(CODE_TRIES, pending.digest)], at=at)
    except TooManyAttempts as refusal:  # the session alone would let tries pass that come at the same moment
        pending.forget(request.session)
        raise CodeEnded from refusal
    pending.prove(code, request.session)
    user = User.objects.citizen(email=pending.email, at=at)
    if not user.is_active:
        raise AccountClosed
    clear(CODE_EMAIL, pending.email)
    clear(CODE_EMAIL_HERE, f"{pending.email}\n{client_address(request)}")
    if request.user.is_authenticated:
        request.session.flush()
    login(request, user, backend=CITIZEN_BACKEND)
    log.info("citizen_signed_in", user_id=user.pk)
    return user, pending.next_url


def change_profile(user: User, *, full_name: str, phone: str) -> User:
    """What a citizen says about themselves; it proves nothing about who they are."""
    user.full_name, user.phone = " ".join(full_name.split()), phone
    user.save()
    return user

"""Passwords that are good for one sign-in, and the change to one's own."""

import secrets
from datetime import datetime, timedelta

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.actions import STAFF_NAME
from accounts.models import User
from accounts.throttle import Limit, clear, count_attempt
from common.errors import Refusal

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another one
GROUPS, GROUP = 4, 4  # 4 × 4 of 31 letters: 79 bits
ONCE_MORE = Limit("staff-once-more", 5, timedelta(minutes=1), timedelta(hours=1), timedelta(hours=24))


class PasswordRefused(Refusal):
    """The present password is wrong, or the new one is too easy to guess."""


def one_time_password() -> str:
    """A password to be read from one screen and typed into another: "k3dm-wx7p-…"."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(GROUP)) for _group in range(GROUPS))


def give_one_time_password(user: User, *, by: User) -> str:
    """A new password for somebody who works here; they choose their own at the next sign-in. All their sessions end.

    The text is returned once and kept nowhere.
    """
    text = one_time_password()
    user.set_password(text)
    user.must_change_password = True
    user._history_user = by
    user.save()
    return text


def confirm_password(user: User, present: str, *, at: datetime) -> None:
    """The person of the session once more, before something grave. Raises PasswordRefused, TooManyAttempts."""
    count_attempt([(ONCE_MORE, user.username)], at=at)
    if not user.check_password(present):
        raise PasswordRefused(_("The password is not right."), field="password")
    clear(ONCE_MORE, user.username)


def choose_password(request: HttpRequest, user: User, *, present: str, new: str, at: datetime) -> None:
    """Replace the own password; this session stays, all others end. Raises PasswordRefused, TooManyAttempts."""
    count_attempt([(STAFF_NAME, user.username)], at=at)
    if not user.check_password(present):
        raise PasswordRefused(_("The present password is not right."), field="present")
    if user.check_password(new):
        raise PasswordRefused(_("Choose another password than the present one."), field="new")
    try:
        validate_password(new, user)
    except ValidationError as error:
        raise PasswordRefused(" ".join(error.messages), field="new") from error
    user.set_password(new)
    user.must_change_password = False
    user.save()
    update_session_auth_hash(request, user)

"""One backend per kind. A session remembers its backend, and a backend knows only its own kind: kinds never mix."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from accounts.models import Kind, User

STAFF_BACKEND = "accounts.backends.StaffPasswordBackend"
CITIZEN_BACKEND = "accounts.backends.CitizenCodeBackend"


class _OneKind(BaseBackend):
    kind: Kind

    def get_user(self, user_id: int) -> User | None:
        """The active account of this kind, or None, which ends the session."""
        return User.objects.filter(pk=user_id, kind=self.kind, is_active=True).first()


class StaffPasswordBackend(_OneKind):
    """Login name and password; an unknown name costs the same time as a wrong password."""

    kind = Kind.STAFF

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """The active staff account with `username` and `password`, or None."""
        username, password = credentials.get("username"), credentials.get("password")
        if not username or not password:
            return None
        user = User.objects.filter(username=username.strip().lower(), kind=Kind.STAFF).first()
        if user is None:
            User().set_password(password)
            return None
        if not user.check_password(password) or not user.is_active:
            return None
        return user


class CitizenCodeBackend(_OneKind):
    """Citizens prove their address with a one-time code (`accounts.codes`); there is no password to check."""

    kind = Kind.CITIZEN

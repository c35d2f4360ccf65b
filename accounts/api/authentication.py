"""`Authorization: Bearer …` and nothing else; and the scope that a view asks of the token."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.tokens import owner_of
from common import clock
from common.api.problems import answers
from common.errors import Refusal

LONGEST = 200


class ScopeMissing(Refusal):
    """The token is not meant for this; its scopes never grow."""

    def __init__(self, scope: str) -> None:
        super().__init__(_("This token does not have the scope “%(scope)s”.") % {"scope": scope})


answers(403, ScopeMissing)


class BearerAuthentication(BaseAuthentication):
    """One statement for token and account. Wrong, expired and revoked tokens get the same answer."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = owner_of(text.strip(), at=clock.now()) if len(text) <= LONGEST and text.isascii() else None
        if token is None:
            raise AuthenticationFailed
        return token.account, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class BearerScheme(OpenApiAuthenticationExtension):
    """How the document words it."""

    target_class = BearerAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "Made by `manage.py api_token`"}


class HasScope(BasePermission):
    """The view names a scope per method in `scopes`; a method without one is open to nobody."""

    def has_permission(self, request: Request, view: Any) -> bool:
        token = request.auth
        if not isinstance(token, ApiToken):
            return False
        method = "GET" if request.method == "HEAD" else request.method
        needed = view.scopes.get(method)
        if needed is None:
            return method not in view.allowed_methods  # not a door at all: then the answer is 405
        if needed not in token.scopes:
            raise ScopeMissing(needed)
        return True

"""Tokens of other systems: made, renewed with an overlap, taken back. The token itself is shown once and never kept."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import THE_HOUSE, ApiToken, Kind, User
from accounts.scopes import Scope
from common import rows
from common.errors import Refusal

MARK = "sapa_"
"""How every token begins, so that one that lies around is recognised."""

USED_AGAIN_AFTER = timedelta(minutes=1)
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


class SystemAccountRefused(Refusal):
    """The account cannot be made as asked; `field` says why."""


class TokenRefused(Refusal):
    """The token cannot be made or renewed as asked; `field` says why."""


def create_system_account(*, username: str, full_name: str, at: datetime, by: User | None = None) -> User:
    """The account of another system; it may do nothing until it is posted. Raises SystemAccountRefused."""
    name = username.strip().lower()
    if not _NAME.fullmatch(name) or name == THE_HOUSE:
        message = _("A login name has 3 to 40 characters: letters without accents, digits, dots and dashes.")
        raise SystemAccountRefused(message, field="username")
    if User.objects.filter(username=name).exists():
        raise SystemAccountRefused(_("The login name “%(name)s” is taken.") % {"name": name}, field="username")
    if not full_name.strip():
        raise SystemAccountRefused(_("The full name is missing."), field="full_name")
    return User.objects.create_system(username=name, full_name=" ".join(full_name.split()), at=at, by=by)


@transaction.atomic
def issue(
    account: User, *, scopes: Iterable[str], name: str, days: int, at: datetime, by: User | None = None
) -> tuple[ApiToken, str]:
    """A new token, good for `days` days, and its text, which nobody can read again. Raises TokenRefused."""
    wanted = sorted(set(scopes))
    if account.kind != Kind.SYSTEM or account.username == THE_HOUSE or not account.is_active:
        raise TokenRefused(_("Only an open account of another system can have a token."), field="account")
    if not wanted or set(wanted) - set(Scope.values):
        choices = ", ".join(Scope.values)
        raise TokenRefused(_("Choose at least one of: %(choices)s.") % {"choices": choices}, field="scopes")
    if days <= 0:
        raise TokenRefused(_("A token must be valid for at least one day."), field="days")
    return _new(account, wanted, name or account.username, expires_at=at + timedelta(days=days), at=at, by=by)


@transaction.atomic
def rotate(
    token: ApiToken, *, days: int, overlap: timedelta, at: datetime, by: User | None = None
) -> tuple[ApiToken, str]:
    """A new token with the same scopes; the old one stays valid for the overlap, never longer than it was.

    Raises TokenRefused for a token that is revoked or has expired.
    """
    token = ApiToken.objects.select_for_update(of=("self",)).select_related("account").get(pk=token.pk)
    if not token.is_valid(at):
        raise TokenRefused(_("This token is not valid any more. Make a new one instead."), field="token")
    token.expires_at = min(token.expires_at, at + max(overlap, timedelta(0)))
    token.save(update_fields=["expires_at"])
    return issue(token.account, scopes=token.scopes, name=token.name, days=days, at=at, by=by)


def revoke(token: ApiToken, *, at: datetime) -> None:
    """From now on nobody gets in with it; twice is once."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)


def owner_of(text: str, *, at: datetime) -> ApiToken | None:
    """The valid token with its open account, in one statement; None for every other text.

    Its last use is written at most once a minute.
    """
    if not text.startswith(MARK):
        return None
    with connection.cursor() as cursor:
        cursor.execute(WHOSE, [digest_of(text), at, Kind.SYSTEM.value])
        row = cursor.fetchone()
    if row is None:
        return None
    values = list(row)
    token = rows.take(ApiToken, values)
    token.account = rows.take(User, values)
    if token.last_used_at is None or token.last_used_at <= at - USED_AGAIN_AFTER:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
    return token


WHOSE = f"""
SELECT {rows.columns_of(ApiToken, "t")}, {rows.columns_of(User, "u")}
FROM accounts_apitoken t JOIN accounts_user u ON u.id = t.account_id
WHERE t.digest = %s AND t.revoked_at IS NULL AND t.expires_at > %s AND u.is_active AND u.kind = %s
"""


def digest_of(text: str) -> str:
    """A plain hash is enough: the text has 256 random bits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _new(
    account: User, scopes: list[str], name: str, *, expires_at: datetime, at: datetime, by: User | None
) -> tuple[ApiToken, str]:
    text = MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        account=account,
        digest=digest_of(text),
        hint=text[-4:],
        name=name[:80],
        scopes=scopes,
        created_at=at,
        created_by=by,
        expires_at=expires_at,
    )
    return token, text

"""Keys for what a phone keeps while there is no line (docs/adr/0012): given to the session of their person only."""

import base64
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from accounts.models import PhoneKey, User
from common import crypto

KEPT_FOR = timedelta(hours=24)
KEY_BYTES = 32  # AES-256
_SESSION_KEY = "phone_keys"  # ids of keys this session was given; the first is its own


def given_keys(request: HttpRequest, asked: Iterable[str], *, at: datetime) -> dict[str, str]:
    """The key of this session, first, and those of `asked` that are this person's and not over: id → base64."""
    given: list[str] = request.session.get(_SESSION_KEY, [])
    keys = PhoneKey.objects.filter(account_id=request.user.pk, expires_at__gt=at)
    own = keys.filter(key=given[0]).first() if given else None
    own = own or _new(request, at)
    found = [own, *keys.filter(key__in=_ids(asked)).exclude(pk=own.pk).order_by("pk")]
    ids = [str(key.key) for key in found]
    request.session[_SESSION_KEY] = [ids[0], *sorted({*ids[1:], *given} - {ids[0]})]
    return {str(key.key): base64.b64encode(_opened(key)).decode() for key in found}


def forget_keys(request: HttpRequest) -> None:
    """Signing out: what this phone keeps can never be opened again, even if it could not be wiped."""
    given = request.session.get(_SESSION_KEY, [])
    PhoneKey.objects.filter(account_id=request.user.pk, key__in=_ids(given)).delete()


def drop_expired(*, at: datetime) -> int:
    deleted, _by_model = PhoneKey.objects.filter(expires_at__lte=at).delete()
    return deleted


def reencrypt_keys() -> int:
    """To the current key of the installation; returns how many."""
    current, moved = crypto.keyring().current, 0
    for row in PhoneKey.objects.exclude(key_id=current).order_by("pk"):
        try:
            key_id, token = crypto.reencrypt(row.key_id, row.secret, context=row.key.bytes)
        except crypto.CannotDecrypt:
            continue
        moved += PhoneKey.objects.filter(pk=row.pk).update(secret=token, key_id=key_id)
    return moved


def _new(request: HttpRequest, at: datetime) -> PhoneKey:
    """Good for as long as the session may last, and a day."""
    expires_at = at + timedelta(seconds=settings.SESSION_COOKIE_AGE) + KEPT_FOR
    made = PhoneKey(account=cast(User, request.user), made_at=at, expires_at=expires_at)
    made.key_id, made.secret = crypto.encrypt(secrets.token_bytes(KEY_BYTES), context=made.key.bytes)
    made.save()
    return made


def _opened(key: PhoneKey) -> bytes:
    return crypto.decrypt(key.key_id, key.secret, context=key.key.bytes)


def _ids(texts: Iterable[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found

"""The access token of the Official Account. Each refresh token works once, so one process renews at a time and both
new tokens are saved together before anything else uses them.

A token of the environment (`ZALO_REFRESH_TOKEN`) begins the chain; another one there begins it anew.
"""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare

from common import crypto
from notifications.models import ProviderToken

from . import http
from .outcome import Outcome, Verdict, refused

log = structlog.get_logger(__name__)

NAME, CONTEXT = "zalo", b"zalo-token"
PATH = "/v4/oa/access_token"
EARLY = timedelta(minutes=5)  # renewed this long before it ends


class NoToken(Exception):
    """No access token now; `outcome` says whether later or not before somebody enters a new refresh token."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.error)
        self.outcome = outcome


def access_token(*, at: datetime, stale: str = "") -> str:
    """A token that is valid at `at` and is not `stale`. Raises NoToken."""
    with transaction.atomic():  # the lock: who waited finds the new token
        row = _locked()
        known = _decrypted(row.access_key_id, row.access_encrypted)
        if known and row.expires_at and row.expires_at - EARLY > at and not constant_time_compare(known, stale):
            return known
        if row.broken_at:
            raise NoToken(_broken())
        result = _renew(row, at)
    if isinstance(result, Outcome):  # raised outside, so that what was noted stays
        raise NoToken(result)
    return result


def broken_since() -> datetime | None:
    """Since when somebody has to enter a new refresh token, if so."""
    return ProviderToken.objects.filter(name=NAME).values_list("broken_at", flat=True).first()


def reencrypt_tokens() -> int:
    """Move the tokens to the current key; returns how many rows were changed."""
    current, moved = crypto.keyring().current, 0
    for pk in ProviderToken.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = ProviderToken.objects.select_for_update().get(pk=pk)
            if {row.access_key_id, row.refresh_key_id} <= {"", current}:
                continue
            for name in ("access", "refresh"):
                _put(row, name, _decrypted(getattr(row, f"{name}_key_id"), getattr(row, f"{name}_encrypted")))
            row.save()
            moved += 1
    return moved


def _locked() -> ProviderToken:
    ProviderToken.objects.get_or_create(name=NAME)
    row = ProviderToken.objects.select_for_update().get(name=NAME)
    seed = crypto.keyed_hash(settings.ZALO_REFRESH_TOKEN) if settings.ZALO_REFRESH_TOKEN else ""
    if seed and seed != row.seed_hash:
        row.seed_hash, row.broken_at, row.expires_at = seed, None, None
        _put(row, "access", "")
        _put(row, "refresh", settings.ZALO_REFRESH_TOKEN)
        row.save()
    return row


def _renew(row: ProviderToken, at: datetime) -> str | Outcome:
    refresh = _decrypted(row.refresh_key_id, row.refresh_encrypted)
    if not refresh:
        return _broken()
    form = {"refresh_token": refresh, "app_id": settings.ZALO_APP_ID, "grant_type": "refresh_token"}
    try:
        answer = http.post(settings.ZALO_OAUTH_URL + PATH, form=form, headers={"secret_key": settings.ZALO_APP_SECRET})
    except http.Failed as failed:  # no message has left: it is only later
        return refused(Verdict.LATER, failed.outcome.code, "the access token could not be renewed")
    if not answer.get("access_token") or not answer.get("refresh_token"):
        row.broken_at = at
        row.save(update_fields=["broken_at"])
        log.error("a new ZALO_REFRESH_TOKEN must be entered", code=str(answer.get("error", ""))[:20])
        return _broken()
    _put(row, "access", str(answer["access_token"]))
    _put(row, "refresh", str(answer["refresh_token"]))
    row.expires_at = at + timedelta(seconds=int(answer.get("expires_in") or 3600))
    row.save()
    return str(answer["access_token"])


def _broken() -> Outcome:
    return refused(Verdict.NEXT, "no-token", "the refresh token is used up: a new one must be entered")


def _decrypted(key_id: str, token: crypto.Stored | None) -> str:
    return crypto.decrypt(key_id, token, context=CONTEXT).decode() if token else ""


def _put(row: ProviderToken, name: str, value: str) -> None:
    key_id, token = crypto.encrypt(value.encode(), context=CONTEXT) if value else ("", None)
    setattr(row, f"{name}_key_id", key_id)
    setattr(row, f"{name}_encrypted", token)

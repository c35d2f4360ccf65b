"""Idempotency keys: the same key with the same request gives the same answer and is done once, also at the same moment.

The row of the key is inserted in the transaction that does the work. A second request with the key waits at the unique
index until the first has ended: then it finds the answer, or, after a refusal, the key unused.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from accounts.models import KeptAnswer, User
from common.api.problems import answers
from common.clock import local_date
from common.errors import Refusal
from policies.catalogue import PolicyKey
from policies.queries import number

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT_HEADERS = ("ETag", "Location")
KEY = re.compile(r"[\x21-\x7e]{8,200}")


class IdempotencyKeyMissing(Refusal):
    default_message = _("Send a header “Idempotency-Key” with 8 to 200 letters, new for everything that is to be done.")


class IdempotencyKeyReused(Refusal):
    default_message = _("This idempotency key was used for another request. Take a new one.")


answers(400, IdempotencyKeyMissing)


def once(request: Request, account: User, act: Callable[[], HttpResponse], *, at: datetime) -> HttpResponse:
    """`act` in one transaction; with the key of an earlier request the answer that it got, without acting.

    Only what was done is kept: a refusal undoes the row. Raises IdempotencyKeyMissing, IdempotencyKeyReused.
    """
    key = request.headers.get(HEADER, "").strip()
    if not KEY.fullmatch(key):
        raise IdempotencyKeyMissing
    fingerprint = fingerprint_of(request)
    with transaction.atomic():
        row = _claim(account.pk, key, fingerprint, at)
        if row is None:
            return _replay(account, key, fingerprint)
        response = act()
        kept = {name: response[name] for name in KEPT_HEADERS if name in response}
        KeptAnswer.objects.filter(pk=row).update(
            status=response.status_code, headers=kept, body=response.content.decode()
        )
    return response


def if_asked(request: Request, account: User, act: Callable[[], HttpResponse], *, at: datetime) -> HttpResponse:
    """The same for addresses where the key is optional."""
    return once(request, account, act, at=at) if request.headers.get(HEADER) else act()


def fingerprint_of(request: Request) -> str:
    """Hash of method, address and everything that was sent."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.FILES:
        for name, texts in sorted(request.POST.lists()):
            digest.update(repr((name, texts)).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                digest.update(repr((name, file.name)).encode())
                for chunk in file.chunks():
                    digest.update(chunk)
                file.seek(0)
    else:
        sent = dict(request.data.lists()) if isinstance(request.data, QueryDict) else request.data
        digest.update(json.dumps(sent, sort_keys=True).encode())
    return digest.hexdigest()


def drop_expired(*, at: datetime) -> int:
    """Delete answers whose time is over; says how many."""
    deleted, _by_model = KeptAnswer.objects.filter(expires_at__lte=at).delete()
    return deleted


CLAIM = """
INSERT INTO accounts_keptanswer (account_id, key, fingerprint, headers, body, created_at, expires_at)
VALUES (%s, %s, %s, '{}', '', %s, %s)
ON CONFLICT (account_id, key) DO UPDATE
SET fingerprint = EXCLUDED.fingerprint, status = NULL, created_at = EXCLUDED.created_at,
    expires_at = EXCLUDED.expires_at
WHERE accounts_keptanswer.expires_at <= EXCLUDED.created_at
RETURNING id
"""


def _claim(account_id: int, key: str, fingerprint: str, at: datetime) -> int | None:
    """The row that is ours to fill, or None when the key has been answered."""
    until = at + timedelta(days=number(PolicyKey.API_ANSWER_KEPT_DAYS, on=local_date(at)))
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [account_id, key, fingerprint, at, until])
        found = cursor.fetchone()
    return int(found[0]) if found else None


def _replay(account: User, key: str, fingerprint: str) -> HttpResponse:
    kept = KeptAnswer.objects.get(account=account, key=key)
    if kept.fingerprint != fingerprint:
        raise IdempotencyKeyReused
    headers = {**kept.headers, REPLAYED: "true", "Cache-Control": "private, no-cache"}
    return HttpResponse(kept.body, status=kept.status, content_type="application/json", headers=headers)

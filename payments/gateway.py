"""The payment gateway: where the citizen is sent, and the signed word that comes back. Pure, no database, no clock.

Both ways are signed with one secret (HMAC-SHA256). A callback signs `timestamp.nonce.body`: its moment may differ from
ours by `WINDOW` seconds, its nonce counts once, its order names what was to be paid. The return of the citizen's
browser says nothing; only the callback does.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal

WINDOW = 300  # seconds
LONGEST = 120
HEADERS = ("X-Payment-Timestamp", "X-Payment-Nonce", "X-Payment-Signature")


class Forged(Refusal):
    default_message = _("The signature of the payment message is wrong.")


class TooOld(Refusal):
    default_message = _("The payment message is too old or from the future.")


class Malformed(Refusal):
    default_message = _("The payment message cannot be read.")


@dataclass(frozen=True)
class Callback:
    """What the gateway says: this order was paid with this amount under this transaction."""

    order: str
    amount: int
    transaction: str
    nonce: str


def address(gateway: str, secret: str, *, order: str, amount: int, purpose: str, back: str) -> str:
    """Where the citizen pays."""
    wish = {"order": order, "amount": str(amount), "purpose": purpose, "return": back}
    return f"{gateway.rstrip('/')}/pay?{urlencode({**wish, 'signature': sign_wish(secret, wish)})}"


def sign_wish(secret: str, wish: Mapping[str, str]) -> str:
    text = "&".join(f"{name}={wish.get(name, '')}" for name in ("order", "amount", "purpose", "return"))
    return _hmac(secret, text.encode())


def sign(secret: str, timestamp: str, nonce: str, body: bytes) -> str:
    return _hmac(secret, f"{timestamp}.{nonce}.".encode() + body)


def read(headers: Mapping[str, str], body: bytes, *, secret: str, now: float) -> Callback:
    """The callback, once its signature and its moment are right. Raises `Forged`, `TooOld`, `Malformed`."""
    timestamp, nonce, signature = (headers.get(name, "") for name in HEADERS)
    if not secret or not hmac.compare_digest(sign(secret, timestamp, nonce, body).encode(), signature.encode()):
        raise Forged
    if not timestamp.isdecimal() or len(timestamp) > 12 or abs(now - int(timestamp)) > WINDOW:
        raise TooOld
    return _callback(body, nonce)


def _callback(body: bytes, nonce: str) -> Callback:
    try:
        said: Any = json.loads(body)
        order, amount, transaction = said["order"], said["amount"], said["transaction"]
    except (ValueError, KeyError, TypeError):
        raise Malformed from None
    words_are_right = all(isinstance(word, str) and 0 < len(word) <= LONGEST for word in (order, transaction, nonce))
    amount_is_right = isinstance(amount, int) and not isinstance(amount, bool) and 0 < amount < 10**12
    if not words_are_right or not amount_is_right:
        raise Malformed
    return Callback(order, amount, transaction, nonce)


def _hmac(secret: str, content: bytes) -> str:
    return hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()

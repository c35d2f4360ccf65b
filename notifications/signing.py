"""The signature of a delivery. Pure.

`Sapa-Signature: t=<unix seconds>,v1=<hex>[,v1=<hex>]`, each v1 the HMAC-SHA256 of `<t>.<body>` under one secret: the
present one first, and during the overlap after a change the one before.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

HEADER = "Sapa-Signature"


def signature(secrets: Sequence[bytes], body: bytes, *, at: datetime) -> str:
    """The value of the header for a body that is sent at `at` (aware)."""
    moment = int(at.timestamp())
    signed = str(moment).encode() + b"." + body
    parts = [f"v1={hmac.new(secret, signed, hashlib.sha256).hexdigest()}" for secret in secrets]
    return ",".join([f"t={moment}", *parts])

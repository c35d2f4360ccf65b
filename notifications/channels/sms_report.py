"""The word of eSMS about a message: a GET to the address that was entered there, up to five times.

It is not signed; the address carries a secret. `SendStatus` 5 is the last word: `SendSuccess` or `SendFailed` counts
the phones. Other states are on the way. docs/messages.md says how sure we are of this.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

OVER, REJECTED = "5", "4"
NAME = re.compile(r"[0-9A-Za-z-]{1,80}")


@dataclass(frozen=True)
class Told:
    """`uid` is our RequestId, `provider_id` their SMSID."""

    uid: str
    provider_id: str
    is_delivered: bool
    code: str


def read(said: Mapping[str, str]) -> Told | None:
    """None while nothing is decided, and for what names no message. The phone number in it is not looked at."""
    uid, provider_id = (_name(said.get(name, "")) for name in ("RequestId", "SMSID"))
    status = said.get("SendStatus", "")
    if status not in {OVER, REJECTED} or not (uid or provider_id):
        return None
    is_delivered = status == OVER and _count(said, "SendSuccess") > 0 and _count(said, "SendFailed") == 0
    return Told(uid, provider_id, is_delivered, f"status {status}")


def _name(text: str) -> str:
    return text if NAME.fullmatch(text) else ""


def _count(said: Mapping[str, str], name: str) -> int:
    text = said.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 8 else 0

"""The word of Zalo that a notification reached the phone: event `user_received_message` of the application's webhook.

Signed with SHA-256 over application id, body as it came, timestamp of the body, and the secret of the Official Account
(header `X-ZEvent-Signature`, "mac=…"). Zalo wants 200 within two seconds, else it tells it again, for hours. It tells
only what arrived; about the rest `reports.ask_for_reports` asks. docs/messages.md says how sure we are of this.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

EVENT = "user_received_message"


class Forged(Exception):
    """The signature is wrong, or there is nothing to compare it with."""


@dataclass(frozen=True)
class Received:
    """`tracking_id` is ours, `msg_id` theirs; `moment` in seconds since 1970, 0 when it is not told."""

    tracking_id: str
    msg_id: str
    moment: float


def signature(app_id: str, body: bytes, timestamp: str, secret: str) -> str:
    return "mac=" + hashlib.sha256(app_id.encode() + body + timestamp.encode() + secret.encode()).hexdigest()


def read(body: bytes, given: str, *, app_id: str, secret: str) -> Received | None:
    """None for events that are no delivery of ours. Raises Forged."""
    said = _document(body)
    expected = signature(app_id, body, str(said.get("timestamp", "")), secret)
    is_ours = bool(secret) and hmac.compare_digest(str(said.get("app_id", "")).encode(), app_id.encode())
    if not hmac.compare_digest(expected.encode(), given.encode()) or not is_ours:
        raise Forged
    message = said.get("message")
    if said.get("event_name") != EVENT or not isinstance(message, dict):
        return None
    return Received(str(message.get("tracking_id") or ""), str(message.get("msg_id") or ""), _moment(message))


def _document(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        raise Forged from None
    if not isinstance(said, dict):
        raise Forged
    return said


def _moment(message: dict[str, Any]) -> float:
    """Zalo counts in milliseconds."""
    told = str(message.get("delivery_time") or "")
    return int(told) / 1000 if told.isdecimal() and len(told) == 13 else 0.0

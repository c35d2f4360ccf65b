"""Zalo and an SMS provider for one machine: what they take, refuse, lose and report, with faults to be switched on.

No Django. `providers_web` serves it over HTTP; nothing is kept when the process ends.
"""

import hashlib
import hmac
import json
import re
import secrets
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

TOKEN_SECONDS = 90_000
SLOW_SECONDS = 2.0
MODES = ("ok", "slow", "error", "drop", "refuse")
NO_ZALO, ZALO_CLOSED, NEVER_ARRIVES = "18", "19", "17"  # ends of phone numbers that behave so by themselves
REPORT_AFTER, REPORT_SECONDS = 3.0, 5.0
PHONE = re.compile(r"(?:0|84)[35789]\d{8}")

Document = dict[str, Any]


class Dropped(Exception):
    """The connection is to be cut without an answer."""


@dataclass(frozen=True)
class Message:
    """What arrived. `uid` is the sender's own id: tracking_id of Zalo, RequestId of SMS."""

    provider: str
    uid: str
    phone: str
    said: str
    number: str
    at: float


@dataclass(frozen=True)
class Report:
    """A word about a message, as the portal gets it: GET without a body, POST with one."""

    path: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Providers:
    """The rules of both, without HTTP. `fate` chooses how the next request to "zalo" or "sms" goes (one of MODES)."""

    app_id: str
    app_secret: str
    first_refresh_token: str
    api_key: str
    secret_key: str
    oa_secret: str = ""
    report_secret: str = ""
    portal: str = ""  # where reports go to by themselves; nowhere when empty
    lost: set[str] = field(default_factory=set)  # numbers of messages that never reach the phone
    modes: dict[str, str] = field(default_factory=lambda: {"zalo": "ok", "sms": "ok"})
    code: dict[str, str] = field(default_factory=lambda: {"zalo": "-119", "sms": "108"})  # of refusals
    fate: Callable[[str], str] | None = None
    messages: list[Message] = field(default_factory=list)
    refresh_token: str = ""
    used: set[str] = field(default_factory=set)
    access: dict[str, float] = field(default_factory=dict)
    renewals: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.refresh_token = self.refresh_token or self.first_refresh_token

    def renew(self, form: Mapping[str, str], secret: str, *, now: float) -> Document:
        """A new pair of tokens; the refresh token given is used up, and refused ever after."""
        with self.lock:
            given = form.get("refresh_token", "")
            if form.get("app_id") != self.app_id or not hmac.compare_digest(secret, self.app_secret):
                return {"error": -14001, "error_name": "Invalid app id or secret key", "error_description": ""}
            if given in self.used or not hmac.compare_digest(given, self.refresh_token):
                return {"error": -14020, "error_name": "Invalid refresh token", "error_description": ""}
            self.used.add(given)
            self.refresh_token, token = secrets.token_urlsafe(40), secrets.token_urlsafe(40)
            self.access = {token: now + TOKEN_SECONDS}
            self.renewals += 1
        return {"access_token": token, "refresh_token": self.refresh_token, "expires_in": str(TOKEN_SECONDS)}

    def expire_tokens(self) -> None:
        with self.lock:
            self.access.clear()

    def zalo(self, body: Mapping[str, Any], token: str, *, now: float) -> tuple[int, Document]:
        """Status and document of /message/template."""
        mode = self._mode("zalo")
        if mode == "error":
            return 500, {"error": -1, "message": "Internal error"}
        error = self._zalo_refusal(body, token, mode, now)
        if error:
            return 200, {"error": int(error[0]), "message": error[1]}
        said = f"[{body['template_id']}] " + " · ".join(str(v) for v in body["template_data"].values())
        number = self._keep("zalo", str(body.get("tracking_id", "")), str(body["phone"]), said, now)
        if mode == "drop":
            raise Dropped
        sent = {"msg_id": number, "sent_time": str(int(now * 1000)), "quota": {"dailyQuota": "500"}}
        return 200, {"error": 0, "message": "Success", "data": sent}

    def _zalo_refusal(self, body: Mapping[str, Any], token: str, mode: str, now: float) -> tuple[str, str] | None:
        if self.access.get(token, 0) < now:
            return "-124", "Access token invalid"
        phone = str(body.get("phone", ""))
        if not PHONE.fullmatch(phone):
            return "-108", "Phone number invalid"
        if not body.get("template_id") or not body.get("template_data"):
            return "-109", "Template ID invalid"
        if phone.endswith(NO_ZALO):
            return "-118", "Zalo account not existed"
        if phone.endswith(ZALO_CLOSED):
            return "-119", "Account can not receive notification"
        return (self.code["zalo"], "Refused as told") if mode == "refuse" else None

    def zalo_status(self, number: str, token: str, *, now: float) -> Document:
        if self.access.get(token, 0) < now:
            return {"error": -124, "message": "Access token invalid"}
        if number in self.lost:
            return {"error": 0, "message": "Success", "data": {"status": 0, "message": "The message is not delivered"}}
        if any(one.number == number and one.provider == "zalo" for one in self.messages):
            told = {"status": 1, "message": "The message was delivered to the user's phone"}
            return {"error": 0, "message": "Success", "data": {**told, "delivery_time": str(int(now * 1000))}}
        return {"error": 0, "message": "Success", "data": {"status": -1, "message": "The message does not exist"}}

    def sms(self, body: Mapping[str, Any], *, now: float) -> tuple[int, Document]:
        """Status and document of sending; a RequestId that was taken before is refused as a double."""
        mode = self._mode("sms")
        if mode == "error":
            return 500, {"Message": "Internal error"}
        uid = str(body.get("RequestId", ""))
        if body.get("ApiKey") != self.api_key or body.get("SecretKey") != self.secret_key:
            return 200, {"CodeResult": "101", "ErrorMessage": "Authorize Failed"}
        if any(one.uid == uid and one.provider == "sms" for one in self.messages):
            return 200, {"CodeResult": "124", "ErrorMessage": "RequestID is duplicated"}
        if not PHONE.fullmatch(str(body.get("Phone", ""))):
            return 200, {"CodeResult": "108", "ErrorMessage": "Phone number is not in correct format"}
        if mode == "refuse":
            return 200, {"CodeResult": self.code["sms"], "ErrorMessage": "Refused as told"}
        number = self._keep("sms", uid, str(body["Phone"]), str(body.get("Content", "")), now)
        if mode == "drop":
            raise Dropped
        return 200, {"CodeResult": "100", "CountRegenerate": 0, "SMSID": number}

    def report_of(self, message: Message, *, delivered: bool) -> Report:
        """What the provider tells of a message. Zalo tells only of what arrived: the other word is about an SMS."""
        if message.provider == "zalo":
            moment = str(int(time.time() * 1000))
            told = {"msg_id": message.number, "tracking_id": message.uid, "delivery_time": moment}
            said = {"app_id": self.app_id, "event_name": "user_received_message", "timestamp": moment, "message": told}
            body = json.dumps(said).encode()
            signed = hashlib.sha256(f"{self.app_id}{body.decode()}{moment}{self.oa_secret}".encode()).hexdigest()
            headers = {"X-ZEvent-Signature": f"mac={signed}", "Content-Type": "application/json"}
            return Report("/tin-nhan/bao-cao/zalo/", body, headers)
        query = {
            "SMSID": message.number,
            "SendFailed": "0" if delivered else "1",
            "SendStatus": "5",
            "SendSuccess": "1" if delivered else "0",
            "TotalReceiver": "1",
            "TotalSent": "1",
            "RequestId": message.uid,
            "TypeId": "2",
            "telcoid": "1",
            "phonenumber": message.phone,
        }
        return Report(f"/tin-nhan/bao-cao/sms/{self.report_secret}/?{urlencode(query)}")

    def tell(self, message: Message, *, delivered: bool) -> int:
        """Send the report; the status of the answer, 0 when nobody answered."""
        report = self.report_of(message, delivered=delivered)
        request = urllib.request.Request(self.portal + report.path, data=report.body, headers=dict(report.headers))
        try:
            with urllib.request.urlopen(request, timeout=REPORT_SECONDS) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            return refusal.code
        except OSError:
            return 0

    def _report_later(self, message: Message) -> None:
        """As phones do: a moment after it was taken. What Zalo loses it does not tell of."""
        is_lost = message.phone.endswith(NEVER_ARRIVES)
        if is_lost:
            self.lost.add(message.number)
        if self.portal and not (is_lost and message.provider == "zalo"):
            timer = threading.Timer(REPORT_AFTER, self.tell, [message], {"delivered": not is_lost})
            timer.daemon = True
            timer.start()

    def doubles(self) -> dict[str, int]:
        """Ids of the sender that arrived more than once, with how often."""
        seen = Counter(one.uid for one in self.messages)
        return {uid: count for uid, count in seen.items() if count > 1}

    def _mode(self, provider: str) -> str:
        mode = self.fate(provider) if self.fate else self.modes[provider]
        if mode == "slow":
            time.sleep(SLOW_SECONDS)
        return mode

    def _keep(self, provider: str, uid: str, phone: str, said: str, now: float) -> str:
        number = secrets.token_hex(10)
        message = Message(provider, uid, phone, said, number, now)
        with self.lock:
            self.messages.append(message)
        self._report_later(message)
        return number

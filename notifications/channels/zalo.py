"""Zalo notifications (ZNS) to a phone number, by templates that Zalo has approved; docs/messages.md says what is sure.

`tracking_id` is ours; Zalo does not promise to refuse it the second time, and tells the state of a message only by its
own id. So what is not known after a lost connection waits for a delivery report (`zalo_report`), then for a person.
"""

from datetime import datetime
from typing import Any

from django.conf import settings

from notifications.models import MessageAttempt, OutboxMessage
from notifications.routes import mobile
from notifications.short_texts import NoShortText, ShortText, short_text

from . import http, zalo_token
from .outcome import Outcome, Verdict, accepted, refused

PATH, STATUS = "/message/template", "/message/status"
ARRIVED = "1"  # 0: not there yet; -1: no such message
TOKEN_INVALID = frozenset({"-124", "-216"})
LATER = frozenset({"-100", "-133"})  # unknown error, "try again later"; not at night
PLACEHOLDER = "–"


def send(message: OutboxMessage, attempt: MessageAttempt) -> Outcome:
    """An access token that Zalo no longer knows is renewed once. All refusals but those of `LATER` lead to the next
    channel: nobody waits until a contract or a template is mended."""
    try:
        said = short_text(message.template, message.language, message.context)
    except NoShortText:
        return refused(Verdict.NEXT, "no-text", "this message has no short wording")
    template_id = settings.ZALO_TEMPLATES.get(message.template) or settings.ZALO_TEMPLATES.get("all")
    if not template_id:
        return refused(Verdict.NEXT, "no-template", "no ZNS template is set for this message")
    body = {
        "phone": mobile(message.phone),
        "template_id": template_id,
        "template_data": template_data(said),
        "tracking_id": attempt.uid.hex,
    }
    return _send(body, attempt.started_at)


def ask(message: OutboxMessage, attempt: MessageAttempt) -> Outcome:
    """Zalo cannot be asked by our id."""
    return refused(Verdict.UNCLEAR, attempt.code, attempt.error)


def is_delivered(attempt: MessageAttempt, at: datetime) -> bool | None:
    """Whether a message that Zalo took reached the phone, by its own id of it; None when it cannot be told now."""
    try:
        token = zalo_token.access_token(at=at)
        answer = http.get(
            settings.ZALO_API_URL + STATUS,
            params={"message_id": attempt.provider_id},
            headers={"access_token": token},
        )
    except (http.Failed, zalo_token.NoToken):
        return None
    data = answer.get("data")
    if str(answer.get("error")) != "0" or not isinstance(data, dict) or "status" not in data:
        return None
    return str(data["status"]) == ARRIVED


def template_data(said: ShortText) -> dict[str, str]:
    """The parameters of the templates to be registered: ma_ho_so, trang_thai, ngay."""
    return {"ma_ho_so": said.code or PLACEHOLDER, "trang_thai": said.state, "ngay": said.due or PLACEHOLDER}


def _send(body: dict[str, Any], at: datetime) -> Outcome:
    stale = ""
    for _try in range(2):
        try:
            token = zalo_token.access_token(at=at, stale=stale)
            answer = http.post(settings.ZALO_API_URL + PATH, json=body, headers={"access_token": token})
        except http.Failed as failed:
            return failed.outcome
        except zalo_token.NoToken as missing:
            return missing.outcome
        if str(answer.get("error")) not in TOKEN_INVALID:
            break
        stale = token
    return _read(answer)


def _read(answer: dict[str, Any]) -> Outcome:
    code = str(answer.get("error", ""))
    if code == "0":
        data = answer.get("data")
        return accepted(str(data.get("msg_id") or "")[:80] if isinstance(data, dict) else "")
    if not code:
        return refused(Verdict.UNCLEAR, "no-code", "the answer has no error number")
    verdict = Verdict.LATER if code in LATER else Verdict.NEXT
    return refused(verdict, code, str(answer.get("message") or ""))

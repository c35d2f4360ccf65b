"""SMS through the HTTP interface of eSMS (rest.esms.vn), as its public documentation describes it; docs/messages.md.

`RequestId` is ours. A second request with the same one is refused as a double (124), so that asking "did you take it?"
and sending it safely are one request.
"""

from typing import Any

from django.conf import settings

from common.clock import local_date
from notifications.models import MessageAttempt, OutboxMessage
from notifications.routes import mobile
from notifications.segments import plain, segments
from notifications.short_texts import NoShortText, short_text
from policies.catalogue import PolicyKey
from policies.queries import text

from . import http
from .outcome import Outcome, Verdict, accepted, refused

PATH = "/MainService.svc/json/SendMultipleMessage_V4_post_json/"
TAKEN, DOUBLE = "100", "124"
NOT_THIS_NUMBER = frozenset({"99", "108"})  # blocked there; not a number
CUSTOMER_CARE = "2"  # SmsType: notices under a brand name, no advertising


def send(message: OutboxMessage, attempt: MessageAttempt) -> Outcome:
    try:
        content = wording(message, attempt)
    except NoShortText:
        return refused(Verdict.NEXT, "no-text", "this message has no short wording")
    body = {
        "ApiKey": settings.SMS_API_KEY,
        "SecretKey": settings.SMS_SECRET_KEY,
        "Phone": mobile(message.phone),
        "Content": content,
        "Brandname": settings.SMS_BRAND,
        "SmsType": CUSTOMER_CARE,
        "IsUnicode": "0" if content == plain(content) else "1",
        "RequestId": attempt.uid.hex,
    }
    try:
        answer = http.post(settings.SMS_API_URL + PATH, json=body)
    except http.Failed as failed:
        return failed.outcome
    return _read(answer, segments(content))


def ask(message: OutboxMessage, attempt: MessageAttempt) -> Outcome:
    """The same request once more: it is taken now, or refused because it was taken before."""
    return send(message, attempt)


def wording(message: OutboxMessage, attempt: MessageAttempt) -> str:
    """With accents or without, by policy message.sms_accents. Raises NoShortText."""
    whole = short_text(message.template, message.language, message.context).whole
    with_accents = text(PolicyKey.MESSAGE_SMS_ACCENTS, on=local_date(attempt.started_at)) == "yes"
    return whole if with_accents else plain(whole)


def _read(answer: dict[str, Any], parts: int) -> Outcome:
    code = str(answer.get("CodeResult", ""))
    if code in {TAKEN, DOUBLE}:
        return accepted(str(answer.get("SMSID") or "")[:80], code=code, segments=parts)
    if not code:
        return refused(Verdict.UNCLEAR, "no-code", "the answer has no CodeResult")
    verdict = Verdict.NEXT if code in NOT_THIS_NUMBER else Verdict.LATER
    return refused(verdict, code, str(answer.get("ErrorMessage") or ""))

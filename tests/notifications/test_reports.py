"""Taken is not delivered: what providers report, forged or told twice, and which way a message takes then."""

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from common import clock
from notifications import gateway
from notifications.channels.zalo_report import signature
from notifications.models import MessageAttempt, MessageState, OutboxMessage
from notifications.reports import ask_for_reports
from sapa_center.local.providers import Providers
from tests.places import AT
from tests.providers import SECRETS

pytestmark = pytest.mark.django_db
Queue = Callable[..., OutboxMessage]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NO_ZALO = "0912345618"


@pytest.fixture(autouse=True)
def a_minute_later() -> Any:
    with clock.moved_to(AT + MINUTE):
        yield


def sent(told: Queue, **changed: Any) -> OutboxMessage:
    message = told(**changed)
    assert gateway.deliver_due(AT) == 1
    return message


def now(message: OutboxMessage) -> OutboxMessage:
    return OutboxMessage.objects.get(pk=message.pk)


def hear(client: Client, providers: Providers, *, delivered: bool = True, place: int = -1) -> int:
    """The report about the last message that arrived there, exactly as the local provider builds it."""
    report = providers.report_of(providers.messages[place], delivered=delivered)
    if report.body is None:
        return client.get(report.path).status_code
    headers = {"X-ZEvent-Signature": report.headers["X-ZEvent-Signature"]}
    return client.post(report.path, report.body, content_type="application/json", headers=headers).status_code


def test_zalo_tells_that_it_arrived(client: Client, providers: Providers, told: Queue) -> None:
    message = sent(told)
    assert MessageAttempt.objects.get().report == ""
    assert hear(client, providers) == 200
    attempt = MessageAttempt.objects.get()
    assert (attempt.report, now(message).state) == ("delivered", MessageState.SENT)
    assert attempt.reported_at


def test_an_sms_that_arrived_and_one_that_did_not(client: Client, providers: Providers, told: Queue) -> None:
    message = sent(told, phone=NO_ZALO)
    assert hear(client, providers) == 200
    assert message.tries.latest("number").report == "delivered"
    lost = sent(told, key="dossier/2/1", phone=NO_ZALO)
    assert hear(client, providers, delivered=False) == 200
    assert (now(lost).state, now(lost).channel, now(lost).sent_at) == (MessageState.TO_CALL, "call", None)
    assert lost.tries.latest("number").report == "failed"


def test_a_report_told_again_changes_nothing(client: Client, providers: Providers, told: Queue) -> None:
    message = sent(told, phone=NO_ZALO)
    hear(client, providers, delivered=False)
    before = list(MessageAttempt.objects.values()), list(OutboxMessage.objects.values())
    assert hear(client, providers, delivered=False) == 200
    assert (list(MessageAttempt.objects.values()), list(OutboxMessage.objects.values())) == before
    assert hear(client, providers) == 200  # it arrived after all: nobody has to call
    assert now(message).state == MessageState.SENT
    assert hear(client, providers, delivered=False) == 200  # an old word that comes late
    assert now(message).state == MessageState.SENT


def test_zalo_that_does_not_arrive_leads_to_one_sms_and_then_to_a_call(
    client: Client, providers: Providers, told: Queue
) -> None:
    message = sent(told)
    providers.lost.add(providers.messages[-1].number)
    assert ask_for_reports(AT + HOUR) == 0, "too early"
    assert ask_for_reports(AT + 25 * HOUR) == 1
    assert (now(message).state, now(message).channel) == (MessageState.WAITING, "sms")
    assert gateway.deliver_due(AT + 25 * HOUR) == 1
    assert [one.provider for one in providers.messages] == ["zalo", "sms"]
    assert ask_for_reports(AT + 26 * HOUR) == 0
    with clock.moved_to(AT + 26 * HOUR):
        hear(client, providers, delivered=False)
    assert now(message).state == MessageState.TO_CALL
    assert len(providers.messages) == 2


def test_zalo_that_arrived_without_a_word_is_asked_about(providers: Providers, told: Queue) -> None:
    message = sent(told)
    assert ask_for_reports(AT + 25 * HOUR) == 1
    assert message.tries.get().report == "delivered"
    assert ask_for_reports(AT + 26 * HOUR) == 0


def test_a_report_settles_what_nobody_knew(client: Client, providers: Providers, told: Queue) -> None:
    providers.modes["zalo"] = "drop"
    message = told()
    gateway.deliver_due(AT)
    gateway.settle(AT + 40 * MINUTE)
    assert now(message).state == MessageState.UNCLEAR
    assert hear(client, providers) == 200
    assert now(message).state == MessageState.SENT


def test_a_report_that_is_quicker_than_the_answer(client: Client, providers: Providers, told: Queue) -> None:
    message = sent(told)
    attempt = message.tries.get()
    MessageAttempt.objects.update(state="sending")
    OutboxMessage.objects.update(state=MessageState.SENDING, sent_at=None)
    hear(client, providers)
    assert now(message).state == MessageState.SENT
    gateway.settle(AT + HOUR)
    assert now(message).state == MessageState.SENT
    assert message.tries.get().pk == attempt.pk


# What is not believed


@pytest.mark.parametrize("given", ["", "mac=", "mac=" + "0" * 64])
def test_without_the_signature_of_zalo_nothing_is_believed(
    client: Client, providers: Providers, told: Queue, given: str
) -> None:
    sent(told)
    report = providers.report_of(providers.messages[-1], delivered=True)
    headers = {"X-ZEvent-Signature": given}
    answer = client.post(report.path, report.body, content_type="application/json", headers=headers)
    assert answer.status_code == 401
    changed = (report.body or b"").replace(b"user_received", b"user_Received")
    right = {"X-ZEvent-Signature": report.headers["X-ZEvent-Signature"]}
    assert client.post(report.path, changed, content_type="application/json", headers=right).status_code == 401
    assert MessageAttempt.objects.get().report == ""


def test_without_a_secret_here_nobody_is_believed(
    client: Client, providers: Providers, told: Queue, settings: Settings
) -> None:
    sent(told)
    settings.ZALO_WEBHOOK_SECRET = settings.SMS_REPORT_SECRET = ""
    body = json.dumps({"app_id": SECRETS[0], "timestamp": "1", "event_name": "x"}).encode()
    headers = {"X-ZEvent-Signature": signature(SECRETS[0], body, "1", "")}
    path = "/tin-nhan/bao-cao/zalo/"
    assert client.post(path, body, content_type="application/json", headers=headers).status_code == 401
    assert client.get("/tin-nhan/bao-cao/sms/x/", {"SendStatus": "5"}).status_code == 404


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"', b"\xff", b"{}" + b" " * 20_000])
def test_what_is_no_report_breaks_nothing(client: Client, providers: Providers, body: bytes) -> None:
    headers = {"X-ZEvent-Signature": signature(SECRETS[0], body, "", "oa-secret")}
    answer = client.post("/tin-nhan/bao-cao/zalo/", body, content_type="application/json", headers=headers)
    assert answer.status_code in {401, 413}


def test_ids_that_nobody_knows_and_other_events_are_taken_and_ignored(
    client: Client, providers: Providers, told: Queue
) -> None:
    sent(told)
    MessageAttempt.objects.update(uid="00000000-0000-4000-8000-000000000000", provider_id="another")
    assert hear(client, providers) == 200
    body = json.dumps({"app_id": SECRETS[0], "timestamp": "1", "event_name": "user_send_text"}).encode()
    headers = {"X-ZEvent-Signature": signature(SECRETS[0], body, "1", "oa-secret")}
    path = "/tin-nhan/bao-cao/zalo/"
    assert client.post(path, body, content_type="application/json", headers=headers).status_code == 200
    assert MessageAttempt.objects.get().report == ""


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"SendStatus": "7", "RequestId": "UID"},
        {"SendStatus": "5", "RequestId": "' OR 1=1", "SMSID": "<x>"},
        {"SendStatus": "5", "RequestId": "0" * 500, "SendSuccess": "9" * 99},
    ],
)
def test_an_sms_that_is_still_on_the_way_stays_so(
    client: Client, providers: Providers, told: Queue, said: dict[str, str]
) -> None:
    message = sent(told, phone=NO_ZALO)
    attempt = message.tries.latest("number")
    said = {name: text.replace("UID", attempt.uid.hex) for name, text in said.items()}
    assert client.get("/tin-nhan/bao-cao/sms/report-secret/", said).status_code == 200
    assert message.tries.latest("number").report == ""


def test_the_word_of_another_channel_counts_nothing(client: Client, providers: Providers, told: Queue) -> None:
    message = sent(told)
    said = {"SendStatus": "5", "SendFailed": "1", "SendSuccess": "0", "RequestId": message.tries.get().uid.hex}
    assert client.get("/tin-nhan/bao-cao/sms/report-secret/", said).status_code == 200
    assert message.tries.get().report == ""


def test_no_phone_number_gets_into_a_log(
    client: Client, providers: Providers, told: Queue, caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    sent(told, phone=NO_ZALO)
    for secret in ("report-secret", "wrong"):
        client.get(f"/tin-nhan/bao-cao/sms/{secret}/", {"phonenumber": NO_ZALO, "SendStatus": "5", "SMSID": "x"})
    hear(client, providers, delivered=False)
    out = capfd.readouterr()
    assert NO_ZALO[1:] not in caplog.text + out.out + out.err


@pytest.mark.django_db(transaction=True)
def test_the_local_provider_reports_over_http(live_server: Any, providers: Providers, told: Queue) -> None:
    providers.portal = live_server.url
    message = told(phone=NO_ZALO)
    gateway.deliver_due(AT)
    assert providers.tell(providers.messages[-1], delivered=True) == 200
    assert message.tries.latest("number").report == "delivered"
    zalo = told(key="dossier/3/1")
    gateway.deliver_due(AT)
    assert providers.tell(providers.messages[-1], delivered=True) == 200
    assert zalo.tries.get().report == "delivered"

"""Zalo, SMS and calls through the local providers: who gets what, and what happens when something goes wrong."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from common import crypto
from notifications import gateway
from notifications.channels import zalo_token
from notifications.models import MessageAttempt, MessageChannel, MessageState, OutboxMessage, ProviderToken
from policies.catalogue import PolicyKey
from policies.models import Policy
from sapa_center.local.providers import Providers
from tests.places import AT

pytestmark = pytest.mark.django_db
Queue = Callable[..., OutboxMessage]
MINUTE = timedelta(minutes=1)
KNOWN = {"source": "Quy chế", "confidence": "U"}


def _now(message: OutboxMessage) -> OutboxMessage:
    return OutboxMessage.objects.get(pk=message.pk)


def _arrived(providers: Providers) -> list[str]:
    return [one.provider for one in providers.messages]


def test_zalo_comes_first_with_an_id_of_ours(providers: Providers, told: Queue) -> None:
    message = told()
    assert gateway.deliver_due(AT) == 1
    assert gateway.deliver_due(AT + MINUTE) == 0
    (one,) = providers.messages
    attempt = MessageAttempt.objects.get()
    assert (one.provider, one.phone, one.uid) == ("zalo", "84912345678", attempt.uid.hex)
    assert "H38.03006-261119-0001" in one.said
    assert (attempt.provider_id, attempt.state) == (one.number, "accepted")
    assert (_now(message).state, _now(message).sent_at) == (MessageState.SENT, AT)


def test_who_has_an_address_gets_an_e_mail_unless_the_policy_says_zalo(providers: Providers, told: Queue) -> None:
    assert told("a", email="lan@sapa.example").channel == MessageChannel.EMAIL
    Policy.objects.create(key=PolicyKey.MESSAGE_FIRST, valid_from=AT.date(), value="zalo", **KNOWN)
    message = told("b", email="lan@sapa.example")
    assert (message.channel, message.route) == ("zalo", ["sms", "email", "call"])


@pytest.mark.parametrize("phone", ["0912345618", "0912345619"])
def test_without_zalo_an_sms_goes(providers: Providers, told: Queue, phone: str) -> None:
    told(phone=phone)
    assert gateway.deliver_due(AT) == 1
    assert _arrived(providers) == ["sms"]
    assert [row.code for row in MessageAttempt.objects.order_by("number")] == [
        "-118" if phone[-1] == "8" else "-119",
        "100",
    ]


def test_out_of_quota_leads_to_sms_too(providers: Providers, told: Queue) -> None:
    providers.modes["zalo"], providers.code["zalo"] = "refuse", "-115"
    told()
    assert gateway.deliver_due(AT) == 1
    assert _arrived(providers) == ["sms"]


def test_whom_no_message_reaches_is_to_be_called(providers: Providers, told: Queue) -> None:
    providers.modes.update(zalo="refuse", sms="refuse")
    message = told()
    assert gateway.deliver_due(AT) == 0
    assert (_now(message).state, _now(message).channel) == (MessageState.TO_CALL, "call")
    assert gateway.deliver_due(AT + 400 * MINUTE) == 0, "nobody but a person calls"


def test_a_landline_is_called_at_once_and_only_for_what_is_worth_it(providers: Providers, told: Queue) -> None:
    assert told(phone="0214 3871 234").state == MessageState.TO_CALL
    with pytest.raises(AssertionError):
        told("b", phone="0214 3871 234", may_call=False)


def test_an_sms_provider_in_trouble_is_tried_again_later(providers: Providers, told: Queue, settings: Settings) -> None:
    settings.ZALO_API_URL = ""
    providers.modes["sms"], providers.code["sms"] = "refuse", "103"  # no balance
    message = told()
    assert gateway.deliver_due(AT) == 0
    assert (_now(message).state, _now(message).not_before) == (MessageState.WAITING, AT + MINUTE)
    providers.modes["sms"] = "ok"
    assert gateway.deliver_due(AT + MINUTE) == 1
    first, second = MessageAttempt.objects.order_by("number")
    assert (first.code, first.uid != second.uid) == ("103", True)


@pytest.mark.parametrize("fault", ["drop", "error"])
def test_a_lost_answer_is_asked_for_under_the_same_id(
    providers: Providers, told: Queue, settings: Settings, fault: str
) -> None:
    settings.ZALO_API_URL = ""
    providers.modes["sms"] = fault
    message = told()
    assert gateway.deliver_due(AT) == 0
    assert _now(message).state == MessageState.ASKING
    providers.modes["sms"] = "ok"
    gateway.deliver_due(AT + MINUTE)
    assert _now(message).state == MessageState.ASKING, "a moment later the provider is asked"
    gateway.deliver_due(AT + 3 * MINUTE)
    assert _now(message).state == MessageState.SENT
    assert _arrived(providers) == ["sms"], "once, whether it had been taken or not"
    assert MessageAttempt.objects.get().code == ("124" if fault == "drop" else "100")


def test_what_zalo_cannot_tell_is_for_a_person_and_never_sent_again(providers: Providers, told: Queue) -> None:
    providers.modes["zalo"] = "drop"
    message = told()
    for minutes in range(0, 90, 2):
        gateway.deliver_due(AT + minutes * MINUTE)
    assert _now(message).state == MessageState.UNCLEAR
    assert _arrived(providers) == ["zalo"]


def test_a_worker_lost_while_sending_leaves_a_trace_that_is_followed(
    providers: Providers, told: Queue, settings: Settings
) -> None:
    settings.ZALO_API_URL = ""
    message = told()
    attempt = gateway._take(AT, [])
    assert attempt is not None
    gateway._try(attempt)  # the provider has it, and nobody wrote that down
    assert gateway.deliver_due(AT + MINUTE) == 0
    gateway.deliver_due(AT + 7 * MINUTE)
    gateway.deliver_due(AT + 10 * MINUTE)
    assert _now(message).state == MessageState.SENT
    assert _arrived(providers) == ["sms"]


def test_an_unreachable_provider_is_not_asked_for_every_message(told: Queue, settings: Settings) -> None:
    settings.SMS_API_URL = "http://127.0.0.1:9"
    for number in range(10):
        told(f"dossier/1/{number}")
    gateway.deliver_due(AT)
    assert MessageAttempt.objects.count() == gateway.FAILURES_OF_A_CHANNEL
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {MessageState.WAITING}


@pytest.mark.parametrize(("hour", "leaves"), [(23, (20, 7)), (3, (19, 7)), (22, (20, 7)), (7, (19, 7)), (21, (19, 21))])
def test_at_night_no_phone_rings(providers: Providers, told: Queue, hour: int, leaves: tuple[int, int]) -> None:
    at = AT.replace(hour=hour, minute=0)
    message = told(at=at)
    sent = gateway.deliver_due(at)
    assert sent == (leaves == (19, hour))
    assert gateway.deliver_due(datetime(2026, 11, *leaves, tzinfo=AT.tzinfo)) == 1 - sent
    assert _now(message).state == MessageState.SENT


def test_a_one_time_code_does_not_wait_for_the_morning(providers: Providers, told: Queue) -> None:
    night = AT.replace(hour=23)
    told(at=night, is_urgent=True)
    assert gateway.deliver_due(night) == 1


class TestTokens:
    def test_an_expired_access_token_is_renewed_once(self, providers: Providers, told: Queue) -> None:
        told("a")
        gateway.deliver_due(AT)
        providers.expire_tokens()
        told("b")
        assert gateway.deliver_due(AT) == 1
        assert providers.renewals == 2
        assert len(providers.used) == 2, "each refresh token was used once"

    def test_a_token_is_renewed_before_it_ends(self, providers: Providers, told: Queue) -> None:
        told("a")
        gateway.deliver_due(AT)
        row = ProviderToken.objects.get()
        assert row.expires_at is not None
        told("b", at=row.expires_at)
        gateway.deliver_due(row.expires_at.replace(hour=9) + timedelta(days=1))
        assert providers.renewals == 2

    def test_a_used_up_refresh_token_is_reported_and_sms_goes(self, providers: Providers, told: Queue) -> None:
        providers.used.add("first-refresh-token")
        told()
        assert gateway.deliver_due(AT) == 1
        assert _arrived(providers) == ["sms"]
        assert zalo_token.broken_since() == AT

    def test_another_token_of_the_environment_begins_anew(
        self, providers: Providers, told: Queue, settings: Settings
    ) -> None:
        providers.used.add("first-refresh-token")
        told("a")
        gateway.deliver_due(AT)
        settings.ZALO_REFRESH_TOKEN = providers.refresh_token = "second-refresh-token"
        told("b")
        gateway.deliver_due(AT)
        assert _arrived(providers) == ["sms", "zalo"]
        assert zalo_token.broken_since() is None

    def test_tokens_lie_encrypted_and_move_to_a_new_key(self, providers: Providers, told: Queue) -> None:
        told()
        gateway.deliver_due(AT)
        row = ProviderToken.objects.get()
        (access,) = providers.access
        assert access.encode() not in bytes(row.access_encrypted or b"")
        assert zalo_token.access_token(at=AT) == access
        assert zalo_token.reencrypt_tokens() == 0
        assert row.access_key_id == row.refresh_key_id == crypto.keyring().current

    def test_no_secret_is_logged_or_kept(
        self, providers: Providers, told: Queue, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
    ) -> None:
        caplog.set_level(logging.DEBUG)
        for mode in ("ok", "error", "refuse"):
            providers.modes.update(zalo=mode, sms=mode)
            told(f"dossier/1/{mode}")
            gateway.deliver_due(AT)
        printed = capsys.readouterr()
        kept = str(list(MessageAttempt.objects.values())) + str(list(OutboxMessage.objects.values()))
        said = caplog.text + printed.out + printed.err + kept
        secrets = ["app-secret", "first-refresh-token", "sms-key", "sms-secret", *providers.used, *providers.access]
        assert not [secret for secret in secrets if secret in said]

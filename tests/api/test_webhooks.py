"""Webhooks through the API: made, told in order, changed, sent again; nobody touches those of others."""

from typing import Any

import pytest

from dossiers import actions
from notifications.models import Webhook, WebhookDelivery
from tests.api.caller import Caller, later, make_account, make_token, new_key
from tests.dossiers.world import World

pytestmark = pytest.mark.django_db
ADDRESS = {"url": "https://he-thong.example/tin"}


def made(system: Caller, **body: Any) -> dict[str, Any]:
    answer = system.post("webhooks/", {**ADDRESS, **body}, **new_key())
    assert answer.status_code == 201, answer.content.decode()
    return dict(answer.json())


def test_a_secret_is_told_once_and_rotated(system: Caller) -> None:
    first = made(system)
    assert first["secret"]
    assert "secret" not in system.get(f"webhooks/{first['id']}/").json()
    second = system.post(f"webhooks/{first['id']}/secret/", {}).json()
    assert second["secret"] != first["secret"]
    assert second["old_secret_until"]


def test_events_of_a_dossier_are_queued_in_order_and_sent_again(system: Caller, world: World) -> None:
    hook = made(system)
    Webhook.objects.update(counts_from=later(days=-400))
    dossier = actions.start(world.received(at=later(minutes=1)), at=later(minutes=2), by=world.actor("officer"))
    told = system.get(f"webhooks/{hook['id']}/deliveries/").json()["results"]
    ordered = sorted(told, key=lambda row: row["sequence"])
    assert [row["event"] for row in ordered] == ["receive", "hand_over", "confirm_hand_over", "start"]
    assert {row["topic"] for row in told} == {f"dossier/{dossier.pk}"}
    WebhookDelivery.objects.update(state="delivered", delivered_at=later(minutes=3))
    again = system.post(f"webhooks/{hook['id']}/replay/", {"dossier": dossier.pk})
    assert again.json() == {"queued": 4}
    assert system.get(f"webhooks/{hook['id']}/").json()["waiting"] == 4


def test_a_webhook_is_changed_and_switched_off(system: Caller) -> None:
    hook = made(system, events=["receive"])
    answer = system.send("PATCH", f"webhooks/{hook['id']}/", {"is_active": False, "events": []})
    assert answer.json()["is_active"] is False
    assert answer.json()["events"] == []


@pytest.mark.parametrize(
    "body", [{"url": "http://169.254.169.254/"}, {"url": "ftp://x"}, {"url": ""}, {"events": ["no such"]}, {}]
)
def test_an_address_that_can_not_be_is_refused(system: Caller, body: dict[str, Any]) -> None:
    sent = body if not body or "url" in body else {**ADDRESS, **body}
    assert system.post("webhooks/", sent, **new_key()).status_code == 422
    assert not Webhook.objects.exists()


def test_nobody_sees_or_changes_the_webhook_of_another(system: Caller, elsewhere: Caller) -> None:
    hook = made(system)
    for method, path in (("GET", ""), ("PATCH", ""), ("POST", "secret/"), ("POST", "replay/"), ("GET", "deliveries/")):
        assert elsewhere.send(method, f"webhooks/{hook['id']}/{path}", {}).status_code == 404
    assert elsewhere.get("webhooks/").json() == {"results": []}


def test_what_to_send_again_must_be_named(system: Caller) -> None:
    hook = made(system)
    assert system.post(f"webhooks/{hook['id']}/replay/", {}).status_code == 422
    assert system.get(f"webhooks/{hook['id']}/deliveries/", {"state": "x"}).status_code == 422


def test_an_account_without_offices_hears_of_nothing(world: World) -> None:
    stranger = Caller(make_token(make_account())[1])
    made(stranger)
    Webhook.objects.update(counts_from=later(days=-400))
    world.received()
    assert not WebhookDelivery.objects.exists()

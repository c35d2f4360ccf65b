"""`/livez`, `/readyz`, and what visitors see while database or broker are away."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from celery import current_app
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.urls import clear_url_caches, path
from kombu.exceptions import OperationalError as BrokerError

from common import clock
from notifications.models import OutboxMessage
from sapa_center import errors, health, heartbeats, urls

NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture
def alive(db: None) -> None:
    """Worker and beat have just given a sign of life."""
    heartbeats._last_sent.clear()
    heartbeats.send("worker")
    heartbeats.send("beat")


def test_livez_asks_nothing(client: Client) -> None:
    response = client.get("/livez")
    assert (response.status_code, response.json()) == (200, {"status": "alive"})
    assert "no-store" in response.headers["Cache-Control"]


def test_ready_when_the_database_has_all_migrations(client: Client, alive: None) -> None:
    response = client.get("/readyz?all=1")
    assert response.json() == {"status": "ready", "failed": [], "degraded": [], "why": {}, "messages": {}}
    assert response.status_code == 200


def test_not_ready_when_a_migration_is_missing(client: Client, alive: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'policies'")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["failed"] == ["migrations"]


@pytest.mark.django_db
def test_a_silent_worker_degrades_and_fails_only_the_strict_question(client: Client) -> None:
    cache.delete_many(["heartbeat:worker", "heartbeat:beat"])
    assert client.get("/readyz").status_code == 200
    assert client.get("/readyz").json()["degraded"] == ["worker", "beat"]
    assert client.get("/readyz?all=1").status_code == 503


def test_a_message_that_could_have_left_long_ago_is_told(client: Client, alive: None) -> None:
    at = clock.now()
    message = OutboxMessage.objects.create(
        key="x", address="a@example.vn", template="t", created_at=at, not_before=at - timedelta(minutes=9)
    )
    assert client.get("/readyz").json()["degraded"] == []
    OutboxMessage.objects.filter(pk=message.pk).update(not_before=at - timedelta(minutes=25))
    body = client.get("/readyz").json()
    assert body["degraded"] == ["outbox"]
    assert body["why"] == {"outbox": "the oldest message has been waiting for 25 minutes"}
    OutboxMessage.objects.filter(pk=message.pk).update(sent_at=at, state="sent")
    assert client.get("/readyz").json()["degraded"] == []


def test_an_old_sign_of_life_is_none(client: Client, alive: None) -> None:
    seen = heartbeats.last_seen("worker")
    assert seen is not None
    assert heartbeats.is_fresh(seen)
    assert not heartbeats.is_fresh(seen - heartbeats.MISSED_AFTER - timedelta(seconds=1))


def test_a_broker_that_is_away_is_listed_and_the_portal_stays_ready(
    client: Client, alive: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(django_settings, "REDIS_URL", NOBODY)
    started = clock.now()
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["degraded"] == ["broker", "worker", "beat"]
    assert clock.now() - started < timedelta(seconds=2)


def test_a_nudge_to_a_broker_that_is_away_fails_within_a_second() -> None:
    with current_app.connection_for_write(NOBODY) as away:
        started = clock.now()
        with pytest.raises(BrokerError):
            current_app.send_task("nobody.listens", connection=away, retry=False)
    assert clock.now() - started < timedelta(seconds=1)


def database_is_away(request: object) -> None:
    raise OperationalError("could not connect to server")


@pytest.fixture
def address_that_fails(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, path("that-fails", database_is_away)])
    clear_url_caches()
    yield "/that-fails"
    clear_url_caches()


def test_while_the_database_is_away_pages_answer_503_with_the_hotline(address_that_fails: str, settings) -> None:
    settings.CENTER_HOTLINE = "0900 000 099"
    response = Client(raise_request_exception=False).get(address_that_fails)
    assert response.status_code == 503
    assert "0900 000 099" in response.content.decode()
    assert int(response.headers["Retry-After"]) > 0


def test_while_the_database_is_away_readyz_says_so_and_livez_does_not_care(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        def cursor(self) -> None:
            raise OperationalError("could not connect to server")

    monkeypatch.setattr(health, "connection", Away())
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["failed"] == ["database"]
    assert client.get("/livez").status_code == 200


@pytest.mark.parametrize(
    ("state", "expected"), [(None, True), ("08006", True), ("57P01", True), ("53300", True), ("40001", False)]
)
def test_only_a_database_that_cannot_be_reached_counts_as_away(state: str | None, expected: bool) -> None:
    cause = Exception()
    cause.pgcode = state  # type: ignore[attr-defined]
    error = OperationalError()
    error.__cause__ = cause
    assert errors.is_database_away(error) is expected
    assert errors.is_database_away(ValueError()) is False

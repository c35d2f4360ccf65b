"""Deliveries leave in order, as often as it takes, signed, and only to where they may."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import connection

from dossiers import actions
from notifications import outbound, webhooks
from notifications.dispatch import Limits, deliver_due, limits_on
from notifications.models import DeliveryState, Webhook, WebhookDelivery
from notifications.queries import deliveries_of, webhooks_of
from tests.dossiers.world import World
from tests.places import AT
from tests.webhooks.conftest import HookMaker
from tests.webhooks.receiver import Received, Receiver, is_signed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NUMBERS = [1, 2, 3, 4, 5, 6]
ROOT = Path(__file__).parents[2]


def lives(world: World, number: int) -> list[str]:
    """Topics of dossiers that went through six transitions each."""
    officer = world.actor("officer")
    return [f"dossier/{actions.resolve(world.processing(), at=AT, by=officer).pk}" for _ in range(number)]


def until_all_is_said(at: datetime, *, rounds: int = 40) -> int:
    """Runs as beat would, each a day after the last, until nothing waits; returns how many runs it took."""
    for run in range(rounds):
        if not WebhookDelivery.objects.filter(state=DeliveryState.WAITING).exists():
            return run
        deliver_due(at + run * 2 * DAY)
    raise AssertionError("deliveries are still waiting")


def test_a_dossier_is_told_in_order_and_each_event_once(
    world: World, hook_at: HookMaker, receiver: Receiver, soon: datetime
) -> None:
    hook_at()
    (topic,) = lives(world, 1)
    assert deliver_due(soon) == 6
    assert deliver_due(soon) == 0
    assert [request.place for request in receiver.received] == [(topic, number) for number in range(1, 7)]
    first = receiver.received[0]
    assert first.path == "/tin"
    assert first.headers["Content-Type"] == "application/json"
    assert (first.document["event"], first.document["delivery"]) == ("receive", first.uid)
    assert first.document["data"]["to_status"] == "RECEIVED"


def test_the_signature_is_what_the_documentation_says(
    world: World, hook_at: HookMaker, receiver: Receiver, soon: datetime
) -> None:
    made = hook_at()
    world.received()
    deliver_due(soon)
    assert receiver.received
    for request in receiver.received:
        assert is_signed(request, made.secret, now=soon.timestamp())
        assert not is_signed(request, "whsec_another", now=soon.timestamp())
        assert not is_signed(request, made.secret, now=soon.timestamp() + 600)
        changed = Received(request.path, request.headers, request.body.replace(b"RECEIVED", b"RESOLVED"))
        assert not is_signed(changed, made.secret, now=soon.timestamp())


def test_after_a_change_both_secrets_sign_until_the_overlap_is_over(
    world: World, hook_at: HookMaker, receiver: Receiver, soon: datetime
) -> None:
    first = hook_at()
    second = webhooks.rotate_secret(first.hook, at=soon)
    for at, both in ((soon, True), (soon + 2 * DAY, False)):
        receiver.received.clear()
        world.received()
        assert deliver_due(at) == 2
        for request in receiver.received:
            assert is_signed(request, second.secret, now=at.timestamp())
            assert is_signed(request, first.secret, now=at.timestamp()) is both
    assert first.secret.encode() not in bytes(Webhook.objects.get().secret_encrypted)


def test_a_failure_holds_up_its_dossier_and_no_other(
    world: World, hook_at: HookMaker, receiver: Receiver, soon: datetime
) -> None:
    hook_at()
    bad, good = lives(world, 2)
    receiver.answer = lambda request: 500 if request.place == (bad, 2) else 200
    deliver_due(soon)
    assert receiver.accepted_in(bad) == [1]
    assert receiver.accepted_in(good) == NUMBERS
    receiver.answer = lambda request: 200
    assert deliver_due(soon) == 0, "it waits before it tries again"
    deliver_due(soon + timedelta(minutes=1))
    assert receiver.accepted_in(bad) == NUMBERS


def test_retries_are_exactly_as_many_as_the_failures_and_keep_the_id(
    world: World, hook_at: HookMaker, receiver: Receiver, soon: datetime
) -> None:
    hook_at()
    (topic,) = lives(world, 1)
    failures = {1: 0, 2: 3, 3: 1, 4: 0, 5: 2, 6: 0}
    left = Counter(failures)

    def answer(request: Received) -> int:
        left[request.place[1]] -= 1
        return 503 if left[request.place[1]] >= 0 else 204

    receiver.answer = answer
    until_all_is_said(soon)
    sent = Counter(request.place[1] for request in receiver.received)
    assert sent == {number: count + 1 for number, count in failures.items()}
    assert receiver.accepted_in(topic) == NUMBERS
    assert len({(request.place, request.uid) for request in receiver.received}) == 6
    assert len({(request.uid, request.body) for request in receiver.received}) == 6, "the same bytes every time"
    stored = dict(WebhookDelivery.objects.values_list("sequence", "attempts"))
    assert stored == {number: count + 1 for number, count in failures.items()}


def test_after_the_last_attempt_a_delivery_is_parked_and_the_dossier_waits_for_a_person(
    world: World, hook_at: HookMaker, receiver: Receiver, soon: datetime
) -> None:
    hook = hook_at().hook
    (topic,) = lives(world, 1)
    receiver.answer = lambda request: 500 if request.place[1] == 2 else 200
    attempts = limits_on(soon).attempts
    for run in range(attempts + 3):
        deliver_due(soon + run * 2 * DAY)
    (line,) = webhooks_of(hook.account_id)
    assert (line.waiting, line.parked) == (4, 1)
    assert [(one.sequence, one.attempts, one.last_status) for one in deliveries_of(hook.pk, state="parked")] == [
        (2, attempts, 500)
    ]
    states = list(WebhookDelivery.objects.order_by("sequence").values_list("state", flat=True))
    assert states == ["delivered", "parked", *["waiting"] * 4]
    assert Counter(request.place[1] for request in receiver.received) == {1: 1, 2: attempts}
    receiver.answer = lambda request: 200
    later = soon + 100 * DAY
    assert webhooks.replay(hook, topic=topic, at=later) == 6
    deliver_due(later)
    assert receiver.accepted_in(topic) == [1, *NUMBERS]


def test_what_a_refusing_server_says_is_kept_for_people_in_short(
    world: World, hook_at: HookMaker, receiver: Receiver, soon: datetime
) -> None:
    hook_at(events=["receive"])
    world.received()
    receiver.answer, receiver.text = lambda request: 422, "Không nhận: \x00\n" + "x" * 10_000
    deliver_due(soon)
    delivery = WebhookDelivery.objects.get()
    assert delivery.last_status == 422
    assert delivery.last_error.startswith("Không nhận: xxx")
    assert len(delivery.last_error) == outbound.KEPT_OF_ANSWER


def test_a_redirect_is_a_failure_and_is_not_followed(
    world: World, hook_at: HookMaker, receiver: Receiver, soon: datetime
) -> None:
    hook_at(events=["receive"])
    world.received()
    receiver.answer, receiver.location = lambda request: 302, receiver.url + "/elsewhere"
    assert deliver_due(soon) == 0
    assert [request.path for request in receiver.received] == ["/tin"]
    assert WebhookDelivery.objects.get().last_status == 302


def test_a_server_that_drips_is_given_up_in_time(receiver: Receiver) -> None:
    receiver.answer = lambda request: time.sleep(1.0) or 200  # type: ignore[func-returns-value]
    started = time.monotonic()
    answer = outbound.post(receiver.url, b"{}", {}, seconds=0.2)
    assert time.monotonic() - started < 0.9
    assert (answer.status, answer.error) == (None, "no answer within 0.2 s")


def test_a_server_that_is_away_is_a_failure_like_others() -> None:
    answer = outbound.post("http://127.0.0.1:9/", b"{}", {}, seconds=2)
    assert answer.status is None
    assert "ConnectError" in answer.error


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254", "192.168.1.5"])
def test_in_production_nothing_inside_is_reached(settings: Any, receiver: Receiver, host: str) -> None:
    """Names are resolved and looked at when the request is made, not only when the webhook is."""
    settings.IS_LOCAL = False
    port = receiver.url.rpartition(":")[2].partition("/")[0]
    answer = outbound.post(f"http://{host}:{port}/tin", b"{}", {}, seconds=2)
    assert (answer.status, answer.error) == (None, "the address leads to a network that deliveries may not enter")
    assert receiver.received == []


def test_waits_double_up_to_a_day() -> None:
    limits = Limits(seconds=10, first_wait=timedelta(seconds=30), longest_wait=DAY, attempts=16)
    waits = [limits.wait_after(attempts, 0) for attempts in range(1, 17)]
    assert waits[:3] == [timedelta(seconds=30), timedelta(seconds=60), timedelta(seconds=120)]
    assert waits == sorted(waits)
    assert waits[-1] == DAY
    assert limits.wait_after(1, 1) == timedelta(seconds=24)
    assert limits.wait_after(400, 0) == DAY


def test_a_hook_that_fails_again_and_again_does_not_take_the_time_of_others(
    world: World, hook_at: HookMaker, receiver: Receiver, soon: datetime
) -> None:
    hook_at(events=["receive"], url=receiver.url + "/good")
    hook_at(name="hong", events=["receive"], url=receiver.url + "/bad")
    for _ in range(6):
        world.received()
    receiver.answer = lambda request: 500 if request.path.endswith("bad") else 200
    deliver_due(soon)
    assert Counter(request.path for request in receiver.received) == {"/tin/good": 6, "/tin/bad": 3}


def test_what_was_delivered_long_ago_is_dropped_and_what_waits_is_not(
    world: World, hook_at: HookMaker, receiver: Receiver, soon: datetime
) -> None:
    hook_at()
    lives(world, 1)
    receiver.answer = lambda request: 200 if request.place[1] < 3 else 500
    deliver_due(soon)
    assert webhooks.drop_old(soon + 89 * DAY) == 0
    assert webhooks.drop_old(soon + 91 * DAY) == 2
    assert WebhookDelivery.objects.filter(state=DeliveryState.WAITING).count() == 4


@pytest.mark.django_db(transaction=True)
def test_order_holds_under_failures_with_several_dispatchers_at_once(
    world: World, hook_at: HookMaker, receiver: Receiver, soon: datetime
) -> None:
    hook_at()
    hook_at("tiep-nhan", name="quay", url=receiver.url + "/quay")
    topics = lives(world, 6)
    chance, open_now, clashes = Random(7), set[tuple[str, str]](), list[tuple[str, str]]()

    def answer(request: Received) -> int:
        key = (request.path, request.place[0])
        with receiver.lock:
            if key in open_now:
                clashes.append(key)
            open_now.add(key)
            status = chance.choice([200, 200, 200, 500])
        time.sleep(0.002)
        with receiver.lock:
            open_now.discard(key)
        return status

    receiver.answer = answer

    def dispatcher(number: int) -> None:
        try:
            for run in range(60):
                deliver_due(soon + run * 2 * DAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(dispatcher, range(3)))
    until_all_is_said(soon + 200 * DAY)
    assert clashes == [], "two deliveries of one dossier to one hook were under way at once"
    for path in ("/tin", "/tin/quay"):
        for topic in topics:
            sent = [one.place[1] for one in receiver.accepted if one.path == path and one.place[0] == topic]
            assert sent == NUMBERS, f"{path} {topic}: each once, in order"


@pytest.mark.django_db(transaction=True)
def test_a_dispatcher_killed_in_the_middle_is_made_up_for_with_the_same_id(
    world: World, hook_at: HookMaker, receiver: Receiver, soon: datetime, process_environment: dict[str, str]
) -> None:
    hook_at()
    (topic,) = lives(world, 1)
    arrived, may_go_on = threading.Event(), threading.Event()

    def hang(request: Received) -> int:
        arrived.set()
        may_go_on.wait(20)
        return 500

    receiver.answer = hang
    child = start_dispatcher(process_environment, soon)
    try:
        assert arrived.wait(30), "the dispatcher has sent nothing"
        assert deliver_due(soon) == 0, "what is under way is left alone, and so is what follows it"
    finally:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        may_go_on.set()
    receiver.answer = lambda request: 200
    deadline = time.monotonic() + 10
    while not receiver.accepted and time.monotonic() < deadline:  # the database notices within a moment
        deliver_due(soon)
    assert receiver.received[0].place == receiver.received[1].place == (topic, 1)
    assert receiver.received[0].uid == receiver.received[1].uid
    assert receiver.accepted_in(topic) == NUMBERS


def start_dispatcher(environment: dict[str, str], at: datetime) -> subprocess.Popen[bytes]:
    program = (
        "import django; django.setup()\n"
        "from datetime import datetime\n"
        "from notifications.dispatch import deliver_due\n"
        f"deliver_due(datetime.fromisoformat('{at.isoformat()}'))\n"
    )
    environment = {**environment, "DJANGO_SETTINGS_MODULE": "sapa_center.settings"}
    return subprocess.Popen([sys.executable, "-c", program], env=environment, cwd=ROOT)


def test_a_replay_tells_again_what_was_told_since_a_moment_in_order(
    world: World, hook_at: HookMaker, receiver: Receiver, soon: datetime
) -> None:
    hook = hook_at().hook
    first, second = lives(world, 2)
    deliver_due(soon)
    before = [request.uid for request in receiver.received]
    middle = WebhookDelivery.objects.get(topic=first, sequence=3).created_at
    WebhookDelivery.objects.filter(created_at__lt=middle).update(created_at=middle - DAY)
    receiver.received.clear()
    assert webhooks.replay(hook, since=middle, at=soon) == 10
    assert deliver_due(soon) == 10
    places = [request.place for request in receiver.received]
    assert [number for topic, number in places if topic == first] == [3, 4, 5, 6]
    assert [number for topic, number in places if topic == second] == NUMBERS
    assert {request.uid for request in receiver.received} <= set(before)


def test_one_dossier_can_be_replayed_alone(
    world: World, hook_at: HookMaker, receiver: Receiver, soon: datetime
) -> None:
    hook, other = hook_at().hook, hook_at("tiep-nhan", name="quay", url=receiver.url + "/quay").hook
    first, _second = lives(world, 2)
    deliver_due(soon)
    receiver.received.clear()
    assert webhooks.replay(hook, topic=first, at=soon) == 6
    deliver_due(soon)
    assert [(request.path, *request.place) for request in receiver.received] == [
        ("/tin", first, number) for number in range(1, 7)
    ]
    assert other.deliveries.exclude(state=DeliveryState.DELIVERED).count() == 0

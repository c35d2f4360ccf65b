"""Every message arrives though the workers that send them are killed and started at random; doubles are recognised."""

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from pytest_django import Settings

from conftest import Note
from notifications import gateway
from notifications.models import MessageAttempt, MessageState, OutboxMessage
from sapa_center.local.providers import Providers
from tests.places import AT

ROOT = Path(__file__).parents[2]
MINUTE = timedelta(minutes=1)
WORKER = """
import django; django.setup()
import sys
from datetime import datetime
from notifications import gateway
at = datetime.fromisoformat(sys.argv[1])
while gateway.deliver_due(at, limit=5):
    pass
"""
FATES = ("ok", "ok", "ok", "ok", "error", "drop")
Queue = Callable[..., OutboxMessage]


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_no_message_is_lost_and_doubles_are_recognised_when_workers_are_killed(
    providers: Providers,
    told: Queue,
    settings: Settings,
    process_environment: dict[str, str],
    full_size: bool,
    proof: Note,
) -> None:
    rounds, each = (40, 25) if full_size else (3, 20)
    random = Random(11)

    def slow(provider: str) -> str:
        time.sleep(0.03)
        return random.choice(FATES)

    providers.fate, killed, messages = slow, 0, list[OutboxMessage]()
    known = environment(settings, process_environment)
    for turn in range(rounds):
        at = AT + 10 * turn * MINUTE
        messages += [told(f"m{turn}-{n}", phone=f"09{10_000_005 + 10 * (each * turn + n)}", at=at) for n in range(each)]
        killed += kill_in_the_middle(known, at, random)
    providers.fate = None
    runs = until_settled()

    arrived = Counter(one.uid for one in providers.messages)
    uids = {uid.hex: key for uid, key in MessageAttempt.objects.values_list("uid", "message__key")}
    assert set(arrived) <= set(uids), "nothing arrives under an id that is not written down"
    states = Counter(OutboxMessage.objects.values_list("state", flat=True))
    sent = set(OutboxMessage.objects.filter(state=MessageState.SENT).values_list("key", flat=True))
    reached = {uids[uid] for uid in arrived}
    unclear = set(OutboxMessage.objects.filter(state=MessageState.UNCLEAR).values_list("key", flat=True))
    assert sent | unclear == {message.key for message in messages}, states
    assert sent <= reached, "what is told to be sent has arrived"
    doubles = {uid: count for uid, count in arrived.items() if count > 1}
    assert all(count <= 1 for uid, count in arrived.items() if is_sms(providers, uid)), "SMS refuses a known id"
    assert killed >= rounds
    proof(
        f"{len(messages)} messages, {killed} workers killed, then {runs} quiet runs: {len(sent)} sent, "
        f"{len(unclear)} for a person, 0 lost, {len(doubles)} ids arrived more than once"
    )


def kill_in_the_middle(environment: dict[str, str], at: datetime, random: Random) -> int:
    """Two workers begin to send; both are killed while messages are under way. Returns how many were."""
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, at.isoformat()], env=environment, cwd=ROOT) for _ in range(2)
    ]
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not MessageAttempt.objects.filter(started_at=at).exists():
        time.sleep(0.005)
    time.sleep(random.uniform(0, 0.3))
    for worker in workers:
        worker.kill()
    return sum(worker.wait() == -signal.SIGKILL for worker in workers)


def until_settled() -> int:
    """Runs as beat would, each some minutes after the last, until nothing is open that a machine can settle."""
    open_ = (MessageState.WAITING, MessageState.SENDING, MessageState.ASKING)
    at = AT + timedelta(days=2)
    for run in range(60):
        if not OutboxMessage.objects.filter(state__in=open_).exists():
            return run
        gateway.deliver_due(at + 7 * run * MINUTE)
    raise AssertionError(Counter(OutboxMessage.objects.values_list("state", flat=True)))


def is_sms(providers: Providers, uid: str) -> bool:
    return any(one.uid == uid and one.provider == "sms" for one in providers.messages)


def environment(settings: Settings, given: dict[str, str]) -> dict[str, str]:
    """The database of the test and the providers of the test, for another process."""
    return {
        **given,
        "DJANGO_SETTINGS_MODULE": "sapa_center.settings",
        "ZALO_API_URL": settings.ZALO_API_URL,
        "ZALO_OAUTH_URL": settings.ZALO_OAUTH_URL,
        "ZALO_APP_ID": settings.ZALO_APP_ID,
        "ZALO_APP_SECRET": settings.ZALO_APP_SECRET,
        "ZALO_REFRESH_TOKEN": settings.ZALO_REFRESH_TOKEN,
        "ZALO_TEMPLATES": "all=100001",
        "SMS_API_URL": settings.SMS_API_URL,
        "SMS_API_KEY": settings.SMS_API_KEY,
        "SMS_SECRET_KEY": settings.SMS_SECRET_KEY,
        "SMS_BRAND": settings.SMS_BRAND,
    }

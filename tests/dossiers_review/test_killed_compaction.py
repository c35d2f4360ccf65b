"""Random transitions by several processes while the ledger is added up by one that is killed again and again."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection

from common.errors import Refusal
from conftest import Note
from dossiers import actions, compaction
from dossiers.models import Dossier, DossierEvent, LedgerEntry
from dossiers.verify import verify_ledger, verify_lifecycle
from tests.dossiers.world import World
from tests.places import AT

MINUTE = timedelta(minutes=1)
FORK = multiprocessing.get_context("fork")
Verb = Callable[..., Any]

NEXT: dict[str, tuple[tuple[str, str, tuple[Any, ...], dict[str, Any]], ...]] = {
    "RECEIVED": (
        ("start", "officer", (), {}),
        ("start", "officer", (), {}),
        ("withdraw", "counter", (), {}),
    ),
    "PROCESSING": (
        ("resolve", "officer", (), {"result": "7/UBND"}),
        ("resolve", "officer", (), {}),
        ("request_supplement", "officer", (["Tờ khai"],), {"reason": "thiếu"}),
        ("return_", "officer", (), {"reason": "không đủ điều kiện"}),
    ),
    "AWAITING_SUPPLEMENT": (("supply", "counter", (), {}), ("withdraw", "counter", (), {})),
    "RESOLVED": (
        ("confirm_hand_over", "counter", (), {}),
        ("deliver", "counter", ("Hạng Thị Lan",), {}),
        ("reopen", "leader", (), {"reason": "sai tên"}),
    ),
    "RETURNED": (("reopen", "leader", (), {"reason": "xem lại"}),),
}
"""What may come next: verb, who, arguments, facts. Some are refused, as in life."""


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_figures_are_exact_though_what_adds_them_up_is_killed_all_the_time(
    world: World, full_size: bool, proof: Note
) -> None:
    wanted, pause = (20_000, 2.0) if full_size else (1_000, 0.25)
    stock = [world.received(at=AT + number * MINUTE).pk for number in range(20)]
    connection.close()  # each process opens its own
    people = [FORK.Process(target=live_on, args=(world, stock, seed, wanted // 3 + 1)) for seed in range(3)]
    for one in people:
        one.start()
    killed = 0
    random = Random(5)
    while any(one.is_alive() for one in people):
        adding = FORK.Process(target=add_up_for_ever)
        adding.start()
        time.sleep(random.uniform(pause / 5, pause))
        assert adding.pid is not None
        os.kill(adding.pid, signal.SIGKILL)
        adding.join()
        killed += adding.exitcode == -signal.SIGKILL
    assert [one.exitcode for one in people] == [0, 0, 0]

    done = DossierEvent.objects.count()
    added = LedgerEntry.objects.filter(totalled=True).count()
    assert done >= wanted
    assert killed >= 3
    assert added, "what was killed had never come to its work"
    before = verify_ledger()
    assert before.differences == (), "totals and fresh entries together are exact at any moment"
    compaction.compact()
    assert not LedgerEntry.objects.filter(totalled=False).exists()
    assert verify_ledger().differences == ()
    assert verify_lifecycle().differences == ()
    proof(f"{done} transitions of {before.checked} dossiers by 3 processes, {killed} times killed, 0 differences")


def add_up_for_ever() -> None:
    while True:
        compaction.compact(batch=10)
        time.sleep(0.005)


def live_on(world: World, stock: list[int], seed: int, wanted: int) -> None:
    """Whatever comes next for a dossier somebody else may hold, too, now and then typed in late; a new one at times."""
    random, done, turn = Random(seed), 0, 0
    actors = {name: world.actor(name) for name in ("officer", "counter", "leader")}
    mine = list(stock)
    while done < wanted:
        turn += 1
        now = AT + timedelta(days=1) + turn * MINUTE
        if random.random() < 0.1:
            mine.append(world.received(at=now).pk)
            done += 3
            continue
        dossier = Dossier.objects.get(pk=random.choice(mine))
        following = NEXT.get(dossier.status)
        if following is None:
            mine.remove(dossier.pk)
            mine.append(world.received(at=now).pk)
            done += 3
            continue
        verb, who, given, facts = random.choice(following)
        when = moments(random, now)
        done += happens(getattr(actions, verb), dossier, *given, by=actors[who], **{**facts, **when})
    connection.close()


def moments(random: Random, now: datetime) -> dict[str, Any]:
    if random.random() < 0.85:
        return {"at": now}
    return {"at": now - random.randint(1, 90) * MINUTE, "typed_at": now, "reason": "mất điện"}


def happens(verb: Verb, *given: Any, **facts: Any) -> bool:
    try:
        verb(*given, **facts)
    except Refusal:
        return False
    return True

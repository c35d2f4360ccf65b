"""A real standby: pages of leaders come from it, say how far it is, and come from the primary when it is gone."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from common import replica
from common.clock import moved_to
from common.replica import PRIMARY, REPLICA, Source, reads_from_replica
from dossiers.models import LedgerEntry
from tests.dossiers.world import World
from tests.reports.lives import live, moment
from tests.reports.standby import Pair, connected_to, primary_and_standby

pytestmark = pytest.mark.django_db(transaction=True, databases=[PRIMARY, REPLICA])

NOW = moment(20, 12)
NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30", "center": "sa-pa", "by": "receiving"}
UP_TO, TOO_FAR, AWAY = "Số liệu gồm mọi việc đến", "Máy chủ báo cáo đang chậm quá xa", "Máy chủ báo cáo không trả lời"


@pytest.fixture
def pair(tmp_path: Path, world: World, settings: Any) -> Iterator[Pair]:
    """Both servers with the dossiers of November; this process is connected to them."""
    live(world)
    replica.ask_again()
    with primary_and_standby(tmp_path) as pair:
        settings.REPLICA_URL = "postgres://the standby"
        with connected_to({PRIMARY: pair.address("primary"), REPLICA: pair.address("standby")}):
            yield pair
    replica.ask_again()


def test_pages_come_from_the_standby_and_from_the_primary_without_it(
    pair: Pair, world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = world.personas.client_of("leader")

    def page() -> tuple[int, list[str]]:
        with moved_to(NOW):
            answer = client.get("/dieu-hanh/", NOVEMBER)
        text = answer.content.decode()
        assert answer.status_code == 200
        return answer.context["total"].received.total, [sign for sign in (UP_TO, TOO_FAR, AWAY) if sign in text]

    def ask_the_standby(question: str) -> Any:
        with connections[REPLICA].cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0]

    def wait_for(wanted: tuple[int, list[str]]) -> None:
        deadline = time.monotonic() + 20
        while (found := page()) != wanted:
            assert time.monotonic() < deadline, found
            time.sleep(0.05)

    wait_for((8, []))
    assert ask_the_standby("SELECT pg_is_in_recovery()")

    # what the primary learns while the standby stands still is not on the page, and the page says so
    ask_the_standby("SELECT pg_wal_replay_pause()::text")
    monkeypatch.setattr(replica, "WORTH_TELLING", replica.WORTH_TELLING * 0)
    world.received(at=moment(19))
    assert page() == (8, [UP_TO])
    settings.REPLICA_MAX_LAG = 0
    assert page() == (9, [TOO_FAR])
    assert "replica" in client.get("/readyz").json()["degraded"]
    settings.REPLICA_MAX_LAG = 60
    ask_the_standby("SELECT pg_wal_replay_resume()::text")
    assert page() == (9, [TOO_FAR]), "it is left alone for a while"
    replica.ask_again()
    wait_for((9, []))

    # after a quiet night it is behind by milliseconds, and its last entry is old: that is not far behind
    settings.REPLICA_MAX_LAG = 0
    for day in range(1, 4):
        world.received(at=moment(19, 9 + day))
        assert replica.examined() == Source(REPLICA)
    settings.REPLICA_MAX_LAG = 60
    wait_for((12, []))

    # the primary is not needed for adding up
    pair.stop("primary")
    assert reads_from_replica(LedgerEntry.objects.count)() > 0
    assert replica.examined().known_until is not None
    pair.start("primary")
    connections[PRIMARY].close()

    pair.stop("standby")
    assert page() == (12, [AWAY])
    assert client.get("/readyz").json()["why"]["replica"] == "does not answer"

"""Pages of leaders read from the replica, nothing else does, and a replica that is away is no error.

The replica of these tests is the same database under its own alias, where nothing can be written; `test_standby.py` has
a real one.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import InternalError, OperationalError, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import replica
from common.clock import moved_to
from common.kept import shelf
from common.replica import PRIMARY, REPLICA, Source, Trouble, reading, reading_from_primary, reads_from_replica
from dossiers.models import Dossier, LedgerEntry
from policies.models import Policy
from reports.models import NamedPeriod
from tests.dossiers.world import World
from tests.reports.lives import live, moment

pytestmark = pytest.mark.django_db(databases=[PRIMARY, REPLICA])
committed = pytest.mark.django_db(transaction=True, databases=[PRIMARY, REPLICA])

NOW = moment(20, 12)
NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30", "center": "sa-pa", "by": "receiving"}
FIGURE = {"figure": "received.total", "level": "total", **NOVEMBER}
PAGES = [
    ("leader", "/dieu-hanh/", NOVEMBER),
    ("leader", "/dieu-hanh/ho-so/", FIGURE),
    ("leader", "/dieu-hanh/thay-doi/", NOVEMBER),
    ("leader", "/dieu-hanh/766/", NOVEMBER),
    ("leader", "/dieu-hanh/hai-long/", {}),
    ("leader", "/dieu-hanh/bao-cao/06a/", NOVEMBER),
    ("leader", "/dieu-hanh/bao-cao/qua-han/", NOVEMBER),
    ("leader", "/dieu-hanh/bao-cao/can-bo/", NOVEMBER),
    ("supervisor", "/dieu-hanh/tinh/", NOVEMBER),
]
SA_PA = {"center": "sa-pa"}
NEVER_OF_A_REPLICA = ("django_session", "dossiers_dossieraccess", "policies_policy", "notifications_notice")


@pytest.fixture(autouse=True)
def configured(settings: Any) -> Iterator[None]:
    """There is a replica; no test finds it left alone by the one before."""
    settings.REPLICA_URL = "postgres://the same database"
    replica.ask_again()
    yield
    replica.ask_again()
    if not connections[REPLICA].in_atomic_block:
        connections[REPLICA].close()


@pytest.fixture
def away() -> Iterator[None]:
    """Nobody listens where the replica should be."""
    connections[REPLICA].close()
    before = dict(connections[REPLICA].settings_dict)
    connections[REPLICA].settings_dict.update(HOST="127.0.0.1", PORT="1")
    yield
    connections[REPLICA].settings_dict.update(before)


def get(client: Client, address: str, data: dict[str, str]) -> Any:
    with moved_to(NOW):
        return client.get(address, data)


@committed
def test_pages_of_leaders_add_up_on_the_replica_and_ask_the_primary_who_may_see(world: World, settings: Any) -> None:
    live(world)
    for name, address, data in PAGES:
        client = world.personas.client_of(name)
        settings.REPLICA_URL = ""
        before = get(client, address, data)
        settings.REPLICA_URL = "postgres://the same database"
        with CaptureQueriesContext(connections[PRIMARY]) as here, CaptureQueriesContext(connections[REPLICA]) as there:
            page = get(client, address, data)
        assert page.status_code == before.status_code == 200
        assert body(page) == body(before), address
        on_primary, on_replica = ([query["sql"] for query in captured] for captured in (here, there))
        assert any("dossiers_" in sql or "feedback_rating" in sql for sql in on_replica), address
        assert not [sql for sql in on_primary if "dossiers_ledger" in sql], address
        assert not [sql for sql in on_replica if any(table in sql for table in NEVER_OF_A_REPLICA)], address
    with CaptureQueriesContext(connections[REPLICA]) as there:
        assert get(world.personas.client_of("leader"), "/dieu-hanh/hom-nay/moi-den/", SA_PA).context["lines"]
    assert not there.captured_queries, "what waits is of this moment"


def body(page: Any) -> str:
    """The page without what is another one each time."""
    tokens = (line for line in page.content.decode().splitlines() if "csrf" not in line.lower())
    return "\n".join(tokens)


def test_without_a_replica_or_outside_of_a_page_everything_is_the_primary_s(settings: Any) -> None:
    assert (Dossier.objects.all().db, reading().alias, replica.source()) == (PRIMARY, PRIMARY, None)
    settings.REPLICA_URL = ""
    assert reads_from_replica(lambda: (Dossier.objects.all().db, reading().alias))() == (PRIMARY, PRIMARY)


def test_models_of_reports_are_read_from_the_replica_all_others_from_the_primary() -> None:
    @reads_from_replica
    def asked() -> list[str]:
        rows = [Dossier.objects.all(), LedgerEntry.objects.all(), Policy.objects.all(), User.objects.all()]
        with reading_from_primary():
            return [*(row.db for row in rows), Dossier.objects.all().db, reading().alias]

    # a queryset decides when it is asked for its server, which is inside of the block here
    assert asked() == [PRIMARY] * 6
    assert reads_from_replica(lambda: [Dossier.objects.all().db, Policy.objects.all().db])() == [REPLICA, PRIMARY]


def test_what_a_process_keeps_is_never_what_a_replica_said() -> None:
    kept = shelf(str)
    assert reads_from_replica(lambda: kept.get("one", lambda: Dossier.objects.all().db))() == PRIMARY


def test_a_hand_written_write_fails_loudly_and_the_orm_writes_to_the_primary() -> None:
    @reads_from_replica
    def by_hand() -> None:
        with reading().cursor() as cursor:
            cursor.execute("DELETE FROM reports_namedperiod")

    with pytest.raises(InternalError, match="read-only"):
        by_hand()

    @reads_from_replica
    def by_the_orm() -> None:
        NamedPeriod.objects.create(name="Thử", start="2025-07-01", end="2025-07-22")

    with CaptureQueriesContext(connections[PRIMARY]) as here:
        by_the_orm()
    assert [query["sql"] for query in here if query["sql"].startswith("INSERT")]
    NamedPeriod.objects.get(name="Thử")


@committed
def test_a_replica_that_is_away_is_told_and_left_alone_for_a_while(world: World, away: None) -> None:
    live(world)
    client = world.personas.client_of("leader")
    page = get(client, "/dieu-hanh/", NOVEMBER)
    assert page.status_code == 200
    assert page.context["total"].received.total == 8
    assert "Máy chủ báo cáo không trả lời" in page.content.decode()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["why"]["replica"]) == (200, "does not answer")
    connections[REPLICA].settings_dict["PORT"] = None  # would raise another error if it were tried
    assert "Máy chủ báo cáo không trả lời" in get(client, "/dieu-hanh/766/", NOVEMBER).content.decode()


@committed
def test_a_page_during_which_the_replica_breaks_is_made_from_the_primary() -> None:
    made_from = []

    @reads_from_replica
    def page() -> int:
        made_from.append(reading().alias)
        if reading().alias == REPLICA:
            with connections[PRIMARY].cursor() as cursor, reading().cursor() as other:
                other.execute("SELECT pg_backend_pid()")
                cursor.execute("SELECT pg_terminate_backend(%s, 5000)", other.fetchone())
        return Dossier.objects.count()

    assert page() == 0
    assert made_from == [REPLICA, PRIMARY]


@committed
def test_a_page_that_waits_for_what_the_replica_replays_is_made_from_the_primary() -> None:
    with transaction.atomic(), connections[PRIMARY].cursor() as cursor:
        cursor.execute("LOCK TABLE reports_namedperiod")
        with connections[REPLICA].cursor() as other:
            other.execute("SHOW lock_timeout")
            assert other.fetchone() == ("2s",)
            other.execute("SET lock_timeout = '50ms'")
        assert reads_from_replica(lambda: (NamedPeriod.objects.count(), reading().alias))() == (0, PRIMARY)


def test_an_error_of_our_own_is_raised_once() -> None:
    calls = []

    @reads_from_replica
    def page() -> None:
        calls.append(reading().alias)
        raise OperationalError("of the primary")

    with pytest.raises(OperationalError):
        page()
    assert calls == [REPLICA]


def test_a_server_that_replays_nothing_is_no_replica(monkeypatch: pytest.MonkeyPatch) -> None:
    assert replica.examined() == Source(REPLICA)
    other_start = replica.STANDBY.replace("pg_postmaster_start_time()", "pg_postmaster_start_time() - interval '1 s'")
    monkeypatch.setattr(replica, "STANDBY", other_start)
    assert replica.examined() == Source(PRIMARY, trouble=Trouble.STRANGER)


def test_readyz_says_nothing_of_one_that_can_be_read(client: Client) -> None:
    assert "replica" not in client.get("/readyz").json()["degraded"]


WRITERS = {"actions.py", "editions.py", "publishing.py", "stage.py"}  # exact, or no pages


def test_read_models_of_reports_have_no_other_connection() -> None:
    folder = Path(django_settings.BASE_DIR) / "reports"
    found = set()
    for path in folder.rglob("*.py"):
        inside = path.relative_to(folder)
        if {"simulation", "migrations"} & set(inside.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module == "django.db":
                found |= {str(inside) for name in node.names if name.name in {"connection", "connections"}}
    assert found == WRITERS

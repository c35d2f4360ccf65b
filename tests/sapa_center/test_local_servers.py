"""The local servers of a checkout: private, kept after kill -9, thrown away after tests, shared by commands."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis

from sapa_center.local import processes
from sapa_center.local.errors import LocalError
from sapa_center.local.folders import CHECKOUT, LONGEST_SOCKET_NAME, LONGEST_SOCKET_PATH, State, local_folder, state_of
from sapa_center.local.locks import hold
from sapa_center.local.servers import lock_of_test, remove_old_test_servers, start_servers
from sapa_center.local.session import hold_for_run, needs_servers, own_servers, servers_for_command, who_runs

NOTHING_GIVEN: dict[str, str] = {}


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty checkout, without the servers of the test run; whatever is started in it is ended and removed."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    yield tmp_path
    base = state_of(tmp_path).folder.parent
    processes.end_leftovers(base)
    shutil.rmtree(state_of(tmp_path).sockets, ignore_errors=True)
    shutil.rmtree(base, ignore_errors=True)


def rows(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def begin(checkout: Path, program: str) -> subprocess.Popen[str]:
    """Run a Python program that works on the checkout, and wait for its first line."""
    code = f"from pathlib import Path\ncheckout = Path({str(checkout)!r})\n{program}"
    child = subprocess.Popen([sys.executable, "-c", code], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    child.stdout.readline()
    return child


SERVE = """
import time
from sapa_center.local.session import own_servers, hold_for_run, local_folder
with hold_for_run(local_folder(checkout)), own_servers(checkout, command="serve") as servers:
    print("ready", flush=True)
    time.sleep(60)
"""


def test_servers_answer_only_through_a_socket_that_nobody_else_can_open(checkout: Path) -> None:
    state = state_of(checkout)
    servers = start_servers(state, given=NOTHING_GIVEN)
    try:
        url = servers.environment["DATABASE_URL"]
        assert rows(url, "SHOW listen_addresses") == [("",)]
        assert rows(url, "SHOW server_encoding") == [("UTF8",)]
        assert redis.Redis.from_url(servers.environment["REDIS_URL"]).config_get("port") == {"port": "0"}
        for private in (state.sockets, state.data, state.queue):
            assert stat.S_IMODE(private.stat().st_mode) == 0o700
        assert stat.S_IMODE((state.folder / "password").stat().st_mode) == 0o600
        assert "trust" not in {
            line.split()[-1] for line in (state.data / "pg_hba.conf").read_text().splitlines() if line[:1].isalpha()
        }
        with pytest.raises(psycopg2.OperationalError, match="password"):
            rows(url.replace("postgres://sapa:", "postgres://sapa:wrong"), "SELECT 1")
    finally:
        servers.stop()
    assert processes.belonging_to(state.folder) == []


@pytest.mark.parametrize("extension", ["unaccent", "pg_trgm", "btree_gist"])
def test_the_extensions_that_the_portal_needs_are_there(db: None, extension: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_available_extensions WHERE name = %s", [extension])
        assert cursor.fetchone() == (1,)


def test_after_kill_9_the_next_start_cleans_up_and_keeps_the_data(checkout: Path) -> None:
    first = begin(checkout, SERVE)
    running = who_runs(local_folder(checkout))
    assert running is not None
    url = running.environment["DATABASE_URL"]
    rows(url, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('hồ sơ')")
    first.kill()
    first.wait()

    with own_servers(checkout, command="again") as servers:
        assert rows(servers.environment["DATABASE_URL"], "SELECT word FROM kept") == [("hồ sơ",)]
        assert servers.environment["DATABASE_URL"] == url
    assert processes.belonging_to(state_of(checkout).folder) == []
    assert who_runs(local_folder(checkout)) is None


def test_servers_that_were_frozen_when_their_supervisor_was_killed_are_ended_too(checkout: Path) -> None:
    first = begin(checkout, SERVE)
    state = state_of(checkout)
    left = processes.belonging_to(state.folder)
    assert len(left) > 2
    frozen = int((state.data / "postmaster.pid").read_text().splitlines()[0])
    os.kill(frozen, signal.SIGSTOP)
    first.kill()
    first.wait()
    assert frozen in processes.belonging_to(state.folder)

    processes.end_leftovers(state.folder, patience=0.5)

    assert processes.belonging_to(state.folder) == []


def test_a_command_uses_the_servers_that_run_and_leaves_them_running(checkout: Path) -> None:
    first = begin(checkout, SERVE)
    running = who_runs(local_folder(checkout))
    assert running is not None
    with servers_for_command(checkout):
        assert os.environ["DATABASE_URL"] == running.environment["DATABASE_URL"]
    assert rows(running.environment["DATABASE_URL"], "SELECT 1") == [(1,)]
    first.terminate()
    first.wait()


def test_a_command_starts_servers_of_its_own_and_ends_them(checkout: Path) -> None:
    with servers_for_command(checkout):
        assert rows(os.environ["DATABASE_URL"], "SELECT 1") == [(1,)]
        assert redis.Redis.from_url(os.environ["REDIS_URL"]).ping()
    assert processes.belonging_to(state_of(checkout).folder) == []


def test_a_command_that_started_the_servers_waits_for_others_that_use_them(checkout: Path) -> None:
    program = """
from sapa_center.local.session import servers_for_command
with servers_for_command(checkout):
    print("ready", flush=True)
    input()
"""
    code = f"from pathlib import Path\ncheckout = Path({str(checkout)!r})\n{program}"
    owner = subprocess.Popen(
        [sys.executable, "-c", code], cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    owner.stdout.readline()
    with servers_for_command(checkout):
        assert owner.stdin is not None
        owner.stdin.write("\n")
        owner.stdin.flush()
        time.sleep(0.5)
        assert owner.poll() is None
        assert rows(os.environ["DATABASE_URL"], "SELECT 1") == [(1,)]
    assert owner.wait(timeout=30) == 0


def test_a_second_make_run_of_one_checkout_is_told_where_the_first_one_is(checkout: Path) -> None:
    local = local_folder(checkout)
    program = SERVE.replace(
        'print("ready"',
        "from sapa_center.local.session import announce\n"
        '    announce(local_folder(checkout), servers, command="serve", address="http://127.0.0.1:8777")\n'
        '    print("ready"',
    )
    first = begin(checkout, program)
    with pytest.raises(LocalError, match=r"already running at http://127\.0\.0\.1:8777"), hold_for_run(local):
        pass
    first.terminate()
    first.wait()


def test_what_killed_test_runs_have_left_is_thrown_away_and_nothing_else(checkout: Path) -> None:
    local_folder(checkout)
    gone, going_on, kept = (state_of(checkout, name=name) for name in ("test-1", "test-2", "run"))
    with hold(lock_of_test(checkout, "test-2")):
        remove_old_test_servers(checkout)
    assert not gone.folder.exists()
    assert going_on.folder.exists()
    assert kept.folder.exists()


def test_a_folder_with_a_long_name_gets_short_sockets(checkout: Path) -> None:
    deep = checkout / ("x" * 60) / ("y" * 60)
    deep.mkdir(parents=True)
    state: State = state_of(deep)
    assert len(bytes(state.sockets)) + LONGEST_SOCKET_NAME <= LONGEST_SOCKET_PATH
    servers = start_servers(state, throwaway=True, given=NOTHING_GIVEN)
    servers.stop()
    shutil.rmtree(state.folder.parent)
    shutil.rmtree(state.sockets, ignore_errors=True)


def test_data_of_a_deleted_checkout_are_not_taken_for_those_of_a_new_one_at_the_same_place(checkout: Path) -> None:
    old = state_of(checkout)
    (old.folder / "something").touch()
    shutil.rmtree(checkout / ".local")
    assert not (state_of(checkout).folder / "something").exists()


@pytest.mark.parametrize(
    ("arguments", "given", "expected"),
    [
        (["manage.py", "migrate"], {}, True),
        (["manage.py", "migrate"], {"DATABASE_URL": "x"}, True),
        (["manage.py", "migrate"], {"DATABASE_URL": "x", "REDIS_URL": "y"}, False),
        (["manage.py", "migrate"], {"SAPA_MODE": "production"}, False),
        (["manage.py", "collectstatic"], {}, False),
        (["manage.py", "migrate", "--help"], {}, False),
        (["manage.py"], {}, False),
    ],
)
def test_servers_are_started_only_for_commands_that_need_them(
    arguments: list[str], given: dict[str, str], expected: bool
) -> None:
    assert needs_servers(arguments, given) is expected

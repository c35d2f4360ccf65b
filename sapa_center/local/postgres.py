"""A private PostgreSQL: made by initdb with a password, reached by a socket that only its owner can open."""

import contextlib
import os
import secrets
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import psycopg2

from sapa_center.local import processes
from sapa_center.local.errors import LocalError
from sapa_center.local.folders import State
from sapa_center.local.programs import postgres_folder

USER = DATABASE = "sapa"
START_PATIENCE = 60.0  # seconds; recovery after a power cut takes longer than an ordinary start
NOT_SAFE_BUT_FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


def start(state: State, *, throwaway: bool) -> tuple[subprocess.Popen[bytes], str]:
    """Start the server, its data made at the first time. Returns the child and the DATABASE_URL.

    `throwaway` trades safety against power cuts for speed: for tests only.
    Raises LocalError, with the end of the log, when it does not come up.
    """
    programs = postgres_folder(state)
    if not (state.data / "PG_VERSION").exists() or not _password_file(state).exists():
        _initialise(state, programs)
    _check_major(state, programs)
    _remove_stale_locks(state)
    settings = [
        "listen_addresses=",
        f"unix_socket_directories={state.sockets}",
        "unix_socket_permissions=0700",
        "max_connections=100",
        "timezone=UTC",
        "log_timezone=UTC",
        *(NOT_SAFE_BUT_FAST if throwaway else ()),
    ]
    log = state.logs / f"postgres-{state.folder.name}.log"
    child = processes.start(
        [programs / "postgres", "-D", state.data, *(part for line in settings for part in ("-c", line))],
        state_folder=state.folder,
        log=log,
        account=state.account,
        environment={"LC_ALL": "C", "LANG": "C"},
        cwd=state.data,
        death_signal=signal.SIGINT,
    )
    try:
        _wait_until_it_answers(child, state, log)
    except BaseException:
        stop(child)
        raise
    return child, _url(state)


def stop(child: subprocess.Popen[bytes]) -> None:
    """End the server in its fast mode: open transactions are rolled back, nothing committed is lost."""
    processes.end(child, how=signal.SIGINT, patience=30)


def _initialise(state: State, programs: Path) -> None:
    password = secrets.token_urlsafe(24)
    state.make_private(state.data)
    password_once = state.sockets / "password-once"
    _write_private(password_once, password)
    if state.account:
        os.chown(password_once, state.account.uid, state.account.gid)
    command = [programs / "initdb", "-D", state.data, "--username", USER, "--pwfile", password_once]
    command += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-locale"]
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync", "--no-instructions"]
    account = {"user": state.account.uid, "group": state.account.gid, "extra_groups": []} if state.account else {}
    done = subprocess.run(  # type: ignore[call-overload]
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        cwd=state.sockets,
        env={**os.environ, "LC_ALL": "C", "LANG": "C"},
        **account,
    )
    password_once.unlink()
    if done.returncode:
        raise LocalError(f"initdb could not make the database in {state.data}:\n{done.stderr.strip()}")
    _write_private(_password_file(state), password)


def _check_major(state: State, programs: Path) -> None:
    found = (state.data / "PG_VERSION").read_text().strip()
    told = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    if told.split()[-1].split(".")[0] != found:
        raise LocalError(
            f"The data in {state.data} were written by PostgreSQL {found}, and this is {told.strip()}. Save them with "
            "the version before (`manage.py backup`) and remove the folder."
        )


def _remove_stale_locks(state: State) -> None:
    """After kill -9 the lock files stay; nothing runs here any more (`end_leftovers`), they only stand in the way."""
    for path in [state.data / "postmaster.pid", *state.sockets.glob(".s.PGSQL.*")]:
        path.unlink(missing_ok=True)


def _wait_until_it_answers(child: subprocess.Popen[bytes], state: State, log: Path) -> None:
    deadline = time.monotonic() + START_PATIENCE
    while True:
        try:
            connection = _connect(state, "postgres")
            break
        except psycopg2.OperationalError as error:
            if child.poll() is not None or time.monotonic() > deadline:
                raise LocalError(f"PostgreSQL did not start ({error}):\n{processes.last_lines(log)}") from error
            time.sleep(0.05)
    with contextlib.closing(connection), connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE DATABASE "{DATABASE}"')


def _connect(state: State, database: str) -> "psycopg2.extensions.connection":
    password = _password_file(state).read_text()
    return psycopg2.connect(host=str(state.sockets), user=USER, password=password, dbname=database, connect_timeout=5)


def _url(state: State) -> str:
    return f"postgres://{USER}:{_password_file(state).read_text()}@{quote(str(state.sockets), safe='')}/{DATABASE}"


def _password_file(state: State) -> Path:
    return state.folder / "password"


def _write_private(path: Path, content: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content)

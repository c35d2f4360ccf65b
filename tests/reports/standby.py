"""A primary with the rows of the test database and a standby that follows it, by the programs of local servers."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import connection, connections

from sapa_center.local import postgres, processes
from sapa_center.local.folders import State, state_of
from sapa_center.local.programs import postgres_folder

Running = tuple[subprocess.Popen[bytes], str]


@dataclass
class Pair:
    """Both servers; either can be stopped and started."""

    states: dict[str, State]
    running: dict[str, Running]

    def start(self, name: str) -> None:
        self.running[name] = postgres.start(self.states[name], throwaway=True)

    def stop(self, name: str) -> None:
        postgres.stop(self.running.pop(name)[0])

    def address(self, name: str) -> dict[str, Any]:
        """The settings of a database connection to it."""
        parts = urlsplit(self.running[name][1])
        folder = unquote(parts.netloc.rpartition("@")[2])
        return {"HOST": folder, "PORT": "", "USER": parts.username, "PASSWORD": parts.password, "NAME": parts.path[1:]}


@contextmanager
def primary_and_standby(folder: Path) -> Iterator[Pair]:
    """Both run, and the standby has been given everything."""
    states = {name: state_of(folder, name=name) for name in ("primary", "standby")}
    pair = Pair(states, {})
    try:
        pair.start("primary")
        load(pair)
        copy(pair)
        pair.start("standby")
        yield pair
    finally:
        for name in [*pair.running]:
            pair.stop(name)
        base = states["primary"].folder.parent
        processes.end_leftovers(base)
        shutil.rmtree(base, ignore_errors=True)
        for state in states.values():
            shutil.rmtree(state.sockets, ignore_errors=True)


def load(pair: Pair) -> None:
    """The test database, whole."""
    programs, source, target = (
        postgres_folder(pair.states["primary"]),
        connection.settings_dict,
        pair.address("primary"),
    )
    dump = subprocess.Popen(
        [programs / "pg_dump", "--no-owner", source["NAME"]], env=environment(source), stdout=subprocess.PIPE
    )
    load = [programs / "psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--single-transaction"]
    subprocess.run(load, env=environment(target), stdin=dump.stdout, stdout=subprocess.DEVNULL, check=True)
    assert dump.wait() == 0


def copy(pair: Pair) -> None:
    """The cluster of the primary, told to follow it; owned by the OS user of the servers."""
    primary, standby = pair.states["primary"], pair.states["standby"]
    standby.make_private(standby.data)
    command = [postgres_folder(primary) / "pg_basebackup", "--pgdata", standby.data, "--write-recovery-conf"]
    command += ["--checkpoint", "fast", "--no-sync"]
    account = primary.account
    lent: dict[str, Any] = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
    given = environment(pair.address("primary"))
    subprocess.run(command, env=given, cwd=primary.sockets, check=True, capture_output=True, **lent)
    shutil.copy(primary.folder / "password", standby.folder / "password")


def environment(database: Mapping[str, Any]) -> dict[str, str]:
    """What the programs of PostgreSQL need to reach a database."""
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
    return {**os.environ, **{name: str(database[key]) for key, name in names.items() if database[key]}}


@contextmanager
def connected_to(addresses: Mapping[str, Mapping[str, Any]]) -> Iterator[None]:
    """The connections of this process lead elsewhere, by alias."""
    before = {alias: dict(connections[alias].settings_dict) for alias in addresses}
    connections.close_all()
    try:
        for alias, address in addresses.items():
            connections[alias].settings_dict.update(address)
        yield
    finally:
        connections.close_all()
        for alias, settings in before.items():
            connections[alias].settings_dict.update(settings)

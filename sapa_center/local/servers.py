"""The two local servers together, started for those of DATABASE_URL and REDIS_URL that are not set."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sapa_center.local import postgres, processes, valkey
from sapa_center.local.folders import CHECKOUT, State, state_of, throw_away_names
from sapa_center.local.locks import hold


@dataclass
class LocalServers:
    """Running servers; `environment` is what others need to reach them."""

    state: State
    environment: dict[str, str] = field(default_factory=dict)
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def stop(self) -> None:
        """End the queue first, the database last. Safe to call twice."""
        if "valkey" in self.children:
            valkey.stop(self.children["valkey"])
        if "postgres" in self.children:
            postgres.stop(self.children["postgres"])
        processes.end_leftovers(self.state.folder)


def start_servers(state: State, *, throwaway: bool = False, given: Mapping[str, str] = os.environ) -> LocalServers:
    """Start the servers whose address is not `given`, after ending what a killed supervisor may have left behind.

    The caller holds the lock of the state. Raises LocalError; then nothing is left running.
    """
    processes.end_leftovers(state.folder)
    servers = LocalServers(state)
    try:
        if not given.get("REDIS_URL"):
            servers.children["valkey"], servers.environment["REDIS_URL"] = valkey.start(state, throwaway=throwaway)
        if not given.get("DATABASE_URL"):
            servers.children["postgres"], servers.environment["DATABASE_URL"] = postgres.start(
                state, throwaway=throwaway
            )
    except BaseException:
        servers.stop()
        raise
    return servers


def remove_old_test_servers(checkout: Path = CHECKOUT) -> None:
    """Throw away what killed test runs have left; a test run that still goes on holds its lock and is left alone."""
    for name in throw_away_names(checkout):
        with hold(lock_of_test(checkout, name)) as held:
            if held:
                state = state_of(checkout, name=name)
                processes.end_leftovers(state.folder)
                state.throw_away()
                lock_of_test(checkout, name).unlink(missing_ok=True)
                for log in state.logs.glob(f"*-{name}.log*"):
                    log.unlink(missing_ok=True)


def lock_of_test(checkout: Path, name: str) -> Path:
    return checkout / ".local" / f"{name}.lock"


def throw_away(servers: LocalServers) -> None:
    """End servers of a test run and remove everything of theirs."""
    servers.stop()
    servers.state.throw_away()
    for log in servers.state.logs.glob(f"*-{servers.state.folder.name}.log*"):
        log.unlink(missing_ok=True)

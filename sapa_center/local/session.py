"""Which servers a command uses: those `make run` started in this checkout, or its own for as long as it runs.

`.local/run.lock` is held by the one process that started the servers, `.local/users.lock` is shared by the commands
that use them, `.local/run.json` says where they are. A command that started servers and is done waits for the others
before it ends them.
"""

import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType

from sapa_center.local.errors import LocalError
from sapa_center.local.folders import CHECKOUT, local_folder, state_of
from sapa_center.local.locks import hold
from sapa_center.local.servers import LocalServers, start_servers

NEED_NO_SERVERS = {
    "--help",
    "--version",
    "build_fonts",
    "check",
    "collectstatic",
    "compile_translations",
    "findstatic",
    "help",
    "makemessages",
    "spectacular",
    "version",
}
PATIENCE = 120.0  # seconds that `make run` waits for a command that is using the servers


@dataclass(frozen=True)
class Running:
    """What `.local/run.json` says about the servers that run now."""

    owner: int  # process number
    command: str
    address: str  # of the web server, empty for a command
    environment: dict[str, str]


def needs_servers(arguments: Sequence[str], given: Mapping[str, str] = os.environ) -> bool:
    """Does this `manage.py` call need local servers? Not in production, not with both URLs set."""
    if given.get("SAPA_MODE", "local") != "local" or (given.get("DATABASE_URL") and given.get("REDIS_URL")):
        return False
    return len(arguments) > 1 and arguments[1] not in NEED_NO_SERVERS and "--help" not in arguments


@contextlib.contextmanager
def servers_for_command(checkout: Path = CHECKOUT) -> Iterator[None]:
    """Put the addresses of servers into the environment, starting them for the time of the block when none run."""
    local = local_folder(checkout)
    while True:
        with hold(local / "run.lock") as is_owner:
            if is_owner:
                with own_servers(checkout, command=" ".join(sys.argv[1:2])) as servers, _as_exit(signal.SIGTERM):
                    os.environ.update(servers.environment)
                    yield
                return
        with hold(local / "users.lock", shared=True, wait=True):
            running = who_runs(local)
            if running is not None:
                os.environ.update({key: url for key, url in running.environment.items() if not os.environ.get(key)})
                yield
                return
        time.sleep(0.1)  # the owner is just starting or ending


@contextlib.contextmanager
def own_servers(checkout: Path, *, command: str) -> Iterator[LocalServers]:
    """Start servers and announce them; at the end wait for other commands that use them. The caller holds run.lock."""
    local = local_folder(checkout)
    forget(local)
    servers = start_servers(state_of(checkout))
    try:
        announce(local, servers, command=command)
        yield servers
    finally:
        with hold(local / "users.lock", wait=True):
            forget(local)
        servers.stop()


def announce(local: Path, servers: LocalServers, *, command: str, address: str = "") -> None:
    """Write `.local/run.json`, readable by its owner only: it holds the password."""
    running = Running(owner=os.getpid(), command=command, address=address, environment=servers.environment)
    new = local / f"run.json.{os.getpid()}"
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(running), file)
    new.replace(local / "run.json")


def who_runs(local: Path) -> Running | None:
    try:
        return Running(**json.loads((local / "run.json").read_text()))
    except FileNotFoundError:
        return None


def forget(local: Path) -> None:
    (local / "run.json").unlink(missing_ok=True)


@contextlib.contextmanager
def hold_for_run(local: Path) -> Iterator[None]:
    """Hold run.lock for `make run`; waits for a command that uses the servers, refuses a second `make run`.

    Raises LocalError, which names who is running.
    """
    deadline = time.monotonic() + PATIENCE
    told = False
    while True:
        with hold(local / "run.lock") as held:
            if held:
                yield
                return
        running = who_runs(local)
        if running is not None and running.address:
            raise LocalError(
                f"This checkout is already running at {running.address} (process {running.owner}). "
                "Use it, or end it with Ctrl-C first."
            )
        if running is not None and not told:
            sys.stderr.write(f"Waiting for `manage.py {running.command}` (process {running.owner}) to end …\n")
            told = True
        if time.monotonic() > deadline:
            raise LocalError("Another command of this checkout does not end. End it, then try again.")
        time.sleep(0.2)


@contextlib.contextmanager
def _as_exit(number: signal.Signals) -> Iterator[None]:
    """Turn a signal into SystemExit, so that what was started is ended."""

    def leave(received: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + received)

    before = signal.signal(number, leave)
    try:
        yield
    finally:
        signal.signal(number, before)

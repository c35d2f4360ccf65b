"""A private Valkey, reached only by a socket inside a folder that nobody else can enter."""

import subprocess
import time
from pathlib import Path

import redis

from sapa_center.local import processes
from sapa_center.local.errors import LocalError
from sapa_center.local.folders import State
from sapa_center.local.programs import valkey_server

START_PATIENCE = 30.0  # seconds


def start(state: State, *, throwaway: bool) -> tuple[subprocess.Popen[bytes], str]:
    """Start the server. Returns the child and the REDIS_URL (`unix:///…?db=0`).

    What waits in the queue is kept over a restart, except for `throwaway`.
    Raises LocalError, with the end of the log, when it does not come up.
    """
    state.make_private(state.queue)
    socket = state.sockets / "valkey.sock"
    socket.unlink(missing_ok=True)
    log = state.logs / f"valkey-{state.folder.name}.log"
    command: list[str | Path] = [valkey_server(state), "--port", "0", "--unixsocket", socket, "--unixsocketperm", "700"]
    command += ["--dir", state.queue, "--daemonize", "no", "--save", "" if throwaway else "60 1"]
    child = processes.start(command, state_folder=state.folder, log=log, account=state.account, cwd=state.queue)
    url = f"unix://{socket}?db=0"
    try:
        _wait_until_it_answers(child, url, state)
    except BaseException:
        stop(child)
        raise
    return child, url


def stop(child: subprocess.Popen[bytes]) -> None:
    """End the server; it writes down what is left in the queue."""
    processes.end(child)


def _wait_until_it_answers(child: subprocess.Popen[bytes], url: str, state: State) -> None:
    deadline = time.monotonic() + START_PATIENCE
    client = redis.Redis.from_url(url)
    while True:
        try:
            client.ping()
            break
        except redis.exceptions.ConnectionError as error:
            if child.poll() is not None or time.monotonic() > deadline:
                log = state.logs / f"valkey-{state.folder.name}.log"
                raise LocalError(f"Valkey did not start ({error}):\n{processes.last_lines(log)}") from error
            time.sleep(0.05)
    client.close()

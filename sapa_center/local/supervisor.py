"""`make run`: local servers, then web, worker and beat; all of them end together, in order.

The supervisor itself does not load Django: it starts, waits, watches and ends.
"""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType

from sapa_center.local import processes
from sapa_center.local.errors import LocalError
from sapa_center.local.folders import CHECKOUT, State, local_folder, state_of
from sapa_center.local.session import announce, hold_for_run, own_servers
from sapa_center.probe import answers

SERVE_PATIENCE = 90.0  # seconds until the web server must answer
COMPLETE_PATIENCE = 20.0  # seconds for worker and beat
CELERY = ["-m", "celery", "-A", "sapa_center.celery"]
CHILDREN: Mapping[str, list[str]] = {
    "identity": ["-m", "sapa_center.local.identity"],
    "providers": ["-m", "sapa_center.local.providers_web"],
    "gateway": ["-m", "sapa_center.local.gateway"],
    "web": ["-m", "gunicorn", "--config", "python:sapa_center.gunicorn_config", "sapa_center.wsgi"],
    "worker": [*CELERY, "worker", "--concurrency", "2", "--loglevel", "INFO", "--hostname", "worker@local"],
    "beat": [*CELERY, "beat", "--pidfile=", "--loglevel", "INFO"],
}
END_IN_THIS_ORDER = ("beat", "worker", "web", "gateway", "identity", "providers")


class Stopped(Exception):
    """Somebody asked for the end: Ctrl-C, a closed terminal, or a signal of the system."""


class ChildDied(LocalError):
    """One part ended by itself, so all of them have to."""


def main() -> int:
    """Run until told to stop. Exit code 0 after Ctrl-C, 1 when a part died, 2 when it could not start."""
    try:
        port = _port(os.environ.get("PORT", "8000"))
        with _signals_stop(), hold_for_run(local_folder()):
            processes.end_leftovers(state_of().folder)  # one of them may still sit on our port
            check_port(port)
            run(port)
    except Stopped:
        _say("Ended. The data are kept for the next `make run`.")
    except ChildDied as error:
        _say(f"\n{error}")
        return 1
    except LocalError as error:
        _say(f"\n{error}")
        return 2
    return 0


def run(port: int, checkout: Path = CHECKOUT) -> None:
    """Start everything, serve, and watch. Leaves by an exception only: Stopped, or LocalError."""
    started = time.monotonic()
    address = f"http://127.0.0.1:{port}"
    _say("Starting the local servers …")
    with own_servers(checkout, command="serve") as servers, _ending_quietly(servers.state):
        state = servers.state
        environment = {
            "PUBLIC_URL": address,
            "PORT": str(port),
            "PYTHONUNBUFFERED": "1",
            "MALLOC_ARENA_MAX": "2",  # threads share their heaps: a worker stays a fifth smaller
            **local_identity(),
            **local_providers(),
            **local_gateway(),
            **os.environ,
            **servers.environment,
        }
        welcome = state.logs / "welcome.txt"
        prepare(state, environment, welcome)
        with portal(state) as children:
            if "IDENTITY_ISSUER" not in os.environ:
                children["identity"] = start_child("identity", state, environment)
            if not {"ZALO_API_URL", "SMS_API_URL"} & set(os.environ):
                children["providers"] = start_child("providers", state, environment)
            if "PAYMENT_GATEWAY_URL" not in os.environ:
                children["gateway"] = start_child("gateway", state, environment)
            children["web"] = start_child("web", state, environment)
            wait_until_served(children, port, state)
            for name in ("worker", "beat"):
                children[name] = start_child(name, state, environment)
            wait_until_complete(children, port, state)
            announce(local_folder(checkout), servers, command="serve", address=address)
            _say(f"\n{welcome.read_text()}\n".rstrip("\n"))
            _say(f"\nServing on {address} after {time.monotonic() - started:.0f} s. Ctrl-C ends everything.")
            watch({**children, **servers.children}, state)


def local_identity() -> dict[str, str]:
    """Where the local identity provider will be, and the secret that it shares with the portal for this run."""
    return {
        "IDENTITY_ISSUER": f"http://127.0.0.1:{_free_port()}",
        "IDENTITY_CLIENT_ID": "sapa-local",
        "IDENTITY_CLIENT_SECRET": secrets.token_urlsafe(24),
    }


def local_providers() -> dict[str, str]:
    """Where Zalo and SMS of this machine will be, with the secrets for this run; nothing where others are set."""
    if {"ZALO_API_URL", "SMS_API_URL"} & set(os.environ):
        return {}
    address = f"http://127.0.0.1:{_free_port()}"
    return {
        "ZALO_API_URL": address,
        "ZALO_OAUTH_URL": address,
        "ZALO_APP_ID": "1000",
        "ZALO_APP_SECRET": secrets.token_urlsafe(24),
        "ZALO_REFRESH_TOKEN": secrets.token_urlsafe(24),
        "ZALO_TEMPLATES": "all=100001",
        "SMS_API_URL": address,
        "SMS_API_KEY": secrets.token_urlsafe(12),
        "SMS_SECRET_KEY": secrets.token_urlsafe(24),
        "SMS_BRAND": "SaPa",
        "ZALO_WEBHOOK_SECRET": secrets.token_urlsafe(24),
        "SMS_REPORT_SECRET": secrets.token_urlsafe(24),
    }


def local_gateway() -> dict[str, str]:
    """Where the local payment gateway will be, and the secret that it shares with the portal for this run."""
    return {
        "PAYMENT_GATEWAY_URL": f"http://127.0.0.1:{_free_port()}",
        "PAYMENT_GATEWAY_SECRET": secrets.token_urlsafe(24),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prepare(state: State, environment: Mapping[str, str], welcome: Path) -> None:
    """Run `manage.py prepare`, its progress shown as it goes. Raises LocalError when it fails."""
    _say("Preparing …")
    command: list[str | Path] = [sys.executable, CHECKOUT / "manage.py", "prepare", "--welcome", welcome]
    child = processes.start(command, state_folder=state.folder, log=None, environment=environment, cwd=CHECKOUT)
    try:
        if child.wait():
            raise LocalError("The preparation failed; the reason stands above. Nothing is left running.")
    finally:
        processes.end(child)


@contextlib.contextmanager
def portal(state: State) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """A place for web, worker and beat; whatever of them is in it ends with the block, in order."""
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        yield children
    finally:
        for name in END_IN_THIS_ORDER:
            if name in children and children[name].poll() is None:
                children[name].terminate()
        for name in END_IN_THIS_ORDER:
            if name in children:
                processes.end(children[name])


def start_child(name: str, state: State, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return processes.start(
        [sys.executable, *CHILDREN[name]],
        state_folder=state.folder,
        log=log_of(name, state),
        environment=environment,
        cwd=CHECKOUT,
    )


def wait_until_served(children: Mapping[str, subprocess.Popen[bytes]], port: int, state: State) -> None:
    """Wait until `/livez` answers. Raises LocalError when it never does, ChildDied when a part ends."""
    deadline = time.monotonic() + SERVE_PATIENCE
    while not answers("/livez", port=port, patience=1):
        check_children(children, state)
        if time.monotonic() > deadline:
            last = processes.last_lines(log_of("web", state))
            raise LocalError(f"The web server does not answer on port {port}:\n{last}")
        time.sleep(0.1)


def wait_until_complete(children: Mapping[str, subprocess.Popen[bytes]], port: int, state: State) -> None:
    """Wait a while until worker and beat have given a sign of life; pages are served already."""
    deadline = time.monotonic() + COMPLETE_PATIENCE
    while time.monotonic() < deadline and not answers("/readyz?all=1", port=port, patience=2):
        check_children(children, state)
        time.sleep(0.2)


def watch(children: Mapping[str, subprocess.Popen[bytes]], state: State) -> None:
    """Look after the children for ever. Raises ChildDied."""
    while True:
        check_children(children, state)
        time.sleep(0.3)


def check_children(children: Mapping[str, subprocess.Popen[bytes]], state: State) -> None:
    """Raise ChildDied, with the name and the end of its log, when one has ended."""
    for name, child in children.items():
        if child.poll() is not None:
            log = log_of(name, state)
            raise ChildDied(
                f"'{name}' ended by itself (exit code {child.returncode}), so everything was ended. "
                f"The end of {log}:\n{processes.last_lines(log)}"
            )


def log_of(name: str, state: State) -> Path:
    is_server = name in {"postgres", "valkey"}
    return state.logs / (f"{name}-{state.folder.name}.log" if is_server else f"{name}.log")


def check_port(port: int) -> None:
    """Raise LocalError when somebody listens on the port already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise LocalError(f"Port {port} is reserved for root. Choose a higher one: PORT=8000 make run") from error
        except OSError as error:
            other = port + 1 if port < 65535 else 8000
            raise LocalError(
                f"Port {port} is taken by another program. Choose another one: PORT={other} make run"
            ) from error


def _port(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text)
    raise LocalError(f"PORT is '{text}'; it must be a number between 1 and 65535. Example: PORT=8001 make run")


@contextlib.contextmanager
def _signals_stop() -> Iterator[None]:
    """The first Ctrl-C, hang-up or SIGTERM raises Stopped; while things are ending, further ones are ignored."""

    def stop(number: int, frame: FrameType | None) -> None:
        _ignore_signals()
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    yield


def _ignore_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def _ending_quietly(state: State) -> Iterator[None]:
    """Whatever ends the block: no second signal disturbs the ending."""
    try:
        yield
    finally:
        _ignore_signals()
        _say("\nEnding …")


def _say(text: str) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

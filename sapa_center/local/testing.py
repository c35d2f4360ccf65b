"""`make test`: servers of its own that are thrown away afterwards, builds, then pytest on both cores.

With DATABASE_URL and REDIS_URL set, those servers are used instead.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType

from sapa_center.local import processes
from sapa_center.local.errors import LocalError
from sapa_center.local.folders import CHECKOUT, local_folder, state_of
from sapa_center.local.locks import hold
from sapa_center.local.servers import lock_of_test, remove_old_test_servers, start_servers, throw_away

BUILDS = ("compile_translations", "build_fonts")
WORKERS = "2"


def main(arguments: Sequence[str]) -> int:
    """Run the tests; the exit code is that of pytest, or 2 when they could not start."""
    try:
        with _signals_leave(), test_servers() as environment:
            for command in BUILDS:
                subprocess.run(
                    [sys.executable, "manage.py", command],
                    env={**os.environ, **environment},
                    cwd=CHECKOUT,
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
            return run_pytest(arguments, environment)
    except LocalError as error:
        sys.stderr.write(f"{error}\n")
    except subprocess.CalledProcessError as error:
        sys.stderr.write(f"`manage.py {error.cmd[-1]}` failed; the reason stands above.\n")
    return 2


@contextmanager
def test_servers() -> Iterator[Mapping[str, str]]:
    """The addresses of servers for the tests; those that are ours live as long as the block."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        yield {}
        return
    local_folder()
    remove_old_test_servers()
    name = f"test-{os.getpid()}"
    with hold(lock_of_test(CHECKOUT, name)):
        servers = start_servers(state_of(name=name), throwaway=True)
        try:
            yield servers.environment
        finally:
            throw_away(servers)
            lock_of_test(CHECKOUT, name).unlink(missing_ok=True)


def run_pytest(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run pytest where its output can be seen. It is told to end with us, by Ctrl-C or otherwise."""
    child = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-n", WORKERS, *arguments],
        env={**os.environ, **environment},
        cwd=CHECKOUT,
    )
    try:
        return child.wait()
    except BaseException:
        processes.end(child, how=signal.SIGINT, patience=30)
        raise


@contextmanager
def _signals_leave() -> Iterator[None]:
    """Ctrl-C and SIGTERM raise SystemExit once, so that the servers are ended; then further ones are ignored."""

    def leave(number: int, frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(128 + number)

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, leave)
    yield


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

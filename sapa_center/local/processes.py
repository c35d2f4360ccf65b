"""Child processes: started so that they end with their parent, found again by their folder, ended in order."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sapa_center.local.folders import Account

MARK = "SAPA_LOCAL_STATE"  # every child carries the path of its state folder in this variable
SERVER_PROGRAMS = {"postgres", "valkey-server"}
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def start(
    command: Sequence[str | Path],
    *,
    state_folder: Path,
    log: Path | None,
    account: "Account | None" = None,
    environment: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C in the terminal reaches the parent only.

    The kernel sends `death_signal` to it when the parent dies. Output goes to `log`, the log before is kept as `.1`;
    without `log` it goes where the parent's goes.
    """
    if log and log.exists():
        log.replace(log.with_name(log.name + ".1"))
    with log.open("wb") if log else contextlib.nullcontext() as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if log else None,
            cwd=cwd,
            env={**os.environ, **(environment or {}), MARK: str(state_folder)},
            start_new_session=True,
            preexec_fn=_ends_with_parent(death_signal),
            **({"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}),  # type: ignore[call-overload]
        )


def _ends_with_parent(death_signal: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()

    def set_death_signal() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return set_death_signal


def end(process: subprocess.Popen[bytes], *, how: signal.Signals = signal.SIGTERM, patience: float = 10.0) -> None:
    """Ask a child to end, wait up to `patience` seconds, then kill everything in its session. Safe to call twice."""
    if process.poll() is None:
        process.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def end_leftovers(state_folder: Path, *, patience: float = 5.0) -> list[int]:
    """End every process that belongs to `state_folder` though its supervisor is gone. Returns the process numbers."""
    everything = belonging_to(state_folder)
    servers = {pid for pid in everything if _program(pid) in SERVER_PROGRAMS}
    _end_all([pid for pid in everything if pid not in servers], signal.SIGTERM, patience)
    roots = [pid for pid in servers if _parent(pid) not in servers]
    _end_all(roots, signal.SIGINT, 3 * patience)
    _end_all(belonging_to(state_folder), signal.SIGKILL, patience)
    return everything


def belonging_to(state_folder: Path) -> list[int]:
    """Processes that carry the mark of this folder, or servers that work inside it; never this process or its parents.

    Process numbers are used again by the system, so a number in a file would prove nothing; the mark does. PostgreSQL
    overwrites its environment with its title, therefore servers are known by program and working folder.
    """
    mine = _self_and_parents()
    return [pid for pid in _process_numbers() if pid not in mine and _belongs(pid, state_folder)]


def _belongs(pid: int, state_folder: Path) -> bool:
    process = Path("/proc") / str(pid)
    try:
        environment = (process / "environ").read_bytes().split(b"\0")
        marks = [entry for entry in environment if entry.startswith(MARK.encode() + b"=")]
        for mark in marks:
            marked = Path(os.fsdecode(mark.partition(b"=")[2]))
            if marked == state_folder or state_folder in marked.parents:
                return True
        return _program(pid) in SERVER_PROGRAMS and state_folder in (process / "cwd").readlink().parents
    except OSError:  # ended meanwhile, or somebody else's
        return False


def _program(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/exe").readlink().name.removesuffix(" (deleted)")
    return ""


def _parent(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def _self_and_parents() -> set[int]:
    found, pid = set(), os.getpid()
    while pid > 0 and pid not in found:
        found.add(pid)
        pid = _parent(pid)
    return found


def _process_numbers() -> list[int]:
    return sorted(int(path.name) for path in Path("/proc").glob("[0-9]*"))


def _end_all(pids: Iterable[int], how: signal.Signals, patience: float) -> None:
    left = set(pids)
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, how)
    deadline = time.monotonic() + patience
    while left and time.monotonic() < deadline:
        left = {pid for pid in left if _is_running(pid)}
        time.sleep(0.05 if left else 0)


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log, to show why a child died."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:])

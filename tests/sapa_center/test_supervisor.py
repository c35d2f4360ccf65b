"""`make run`: refusals before anything is started, and the end of a part that dies."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sapa_center.local import processes, supervisor
from sapa_center.local.errors import LocalError
from sapa_center.local.folders import CHECKOUT, State


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    state = State(folder=tmp_path, sockets=tmp_path, logs=tmp_path, account=None, programs=None)
    yield state
    processes.end_leftovers(tmp_path)


def test_a_taken_port_is_named_and_another_one_offered(taken_port: int) -> None:
    with pytest.raises(LocalError) as refusal:
        supervisor.check_port(taken_port)
    assert str(refusal.value) == (
        f"Port {taken_port} is taken by another program. Choose another one: PORT={taken_port + 1} make run"
    )


@pytest.mark.parametrize("port", ["0", "65536", "eight", "-1", "8000.0", ""])
def test_a_port_that_is_none_is_refused_with_exit_code_2(port: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sapa_center.local.supervisor"],
        cwd=CHECKOUT,
        env={**os.environ, "PORT": port},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "PORT=8001 make run" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_part_that_ends_by_itself_is_named_with_the_end_of_its_log(state: State) -> None:
    child = processes.start(
        [sys.executable, "-c", "print('before'); raise SystemExit('the disk is full')"],
        state_folder=state.folder,
        log=state.logs / "worker.log",
    )
    child.wait()
    with pytest.raises(supervisor.ChildDied, match="'worker' ended by itself") as death:
        supervisor.check_children({"worker": child}, state)
    assert "the disk is full" in str(death.value)


def test_children_end_with_their_parent_even_when_it_is_killed(state: State) -> None:
    program = f"""
import sys, time
from pathlib import Path
from sapa_center.local import processes
folder = Path({str(state.folder)!r})
sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
child = processes.start(sleep, state_folder=folder, log=folder / "x.log")
print(child.pid, flush=True)
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert processes.belonging_to(state.folder) == [pid]
    parent.kill()
    parent.wait()
    processes.end_leftovers(state.folder)
    assert processes.belonging_to(state.folder) == []


def test_a_process_without_our_mark_is_never_taken_for_ours(state: State) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], cwd=state.folder)
    try:
        assert processes.end_leftovers(state.folder) == []
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_the_log_of_the_run_before_is_kept(state: State) -> None:
    for word in ("first", "second"):
        processes.start(
            [sys.executable, "-c", f"print({word!r})"], state_folder=state.folder, log=state.logs / "web.log"
        ).wait()
    assert processes.last_lines(state.logs / "web.log") == "second"
    assert processes.last_lines(state.logs / "web.log.1") == "first"

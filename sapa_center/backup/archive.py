"""The archive: a tar file that any tar opens, written in one pass and read in one pass, member by member.

    SAPA-BACKUP                       says what this is, and the version of the format
    keys.json                         the keys, wrapped with the passphrase (absent with --without-keys)
    database/<table>/000001.copy.gz   rows in PostgreSQL's COPY text format, in parts
    files/<aa>/<sha256>.<key id>      stored files, encrypted as they lie in the store
    SHA256SUMS                        of all members before it; `sha256sum -c SHA256SUMS` after unpacking
    manifest.json                     what is in it, and the SHA-256 of SHA256SUMS; sealed with HASH_KEY

Memory holds one member at a time: a part of a table (some megabytes), or one stored file.
"""

import contextlib
import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal

MARK, KEYS, SUMS, MANIFEST = "SAPA-BACKUP", "keys.json", "SHA256SUMS", "manifest.json"
FORMAT = 1
CHUNK = 1024 * 1024


class TargetExists(Refusal):
    def __init__(self, path: Path) -> None:
        super().__init__(_("%(path)s is there already; nothing was written.") % {"path": path})


class CannotWrite(Refusal):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(_("%(path)s cannot be written: %(why)s.") % {"path": path, "why": why})


class NotABackup(Refusal):
    def __init__(self, path: Path) -> None:
        super().__init__(_("%(path)s is not a backup of this portal.") % {"path": path})


class Damaged(Refusal):
    """The archive ends too early, or something in it is not what was written."""

    def __init__(self, path: Path, what: str) -> None:
        message = _("%(path)s is cut off or was changed (%(what)s); nothing was restored.")
        super().__init__(message % {"path": path, "what": what})


class Writer:
    """Writes under a temporary name beside `path`; `finish` gives it its name, leaving the block without it removes it.

    Raises TargetExists, CannotWrite.
    """

    def __init__(self, path: Path, *, at: float) -> None:
        """`at`: seconds since 1970, the time of change of every member."""
        if path.exists():
            raise TargetExists(path)
        self.path, self._at = path, at
        self._draft = path.with_name(f".{path.name}.part-{os.getpid()}")
        self.members, self._sums_hash = 0, hashlib.sha256()

    def __enter__(self) -> Self:
        with self._told():
            number = os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(number, "wb", buffering=CHUNK)
        self._tar = tarfile.open(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)
        self._sums: IO[bytes] = tempfile.TemporaryFile()
        self.add(MARK, f"sapa-center backup, format {FORMAT}\n".encode())
        return self

    def add(self, name: str, content: bytes) -> None:
        """One member."""
        line = f"{hashlib.sha256(content).hexdigest()}  {name}\n".encode()
        with self._told():
            self._sums.write(line)
        self._sums_hash.update(line)
        self.members += 1
        self._append(name, io.BytesIO(content), len(content))

    def finish(self, manifest: dict[str, Any]) -> None:
        """Add sums and manifest, and let the archive appear under its name."""
        size = self._sums.tell()
        self._sums.seek(0)
        self._append(SUMS, self._sums, size)
        content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        self._append(MANIFEST, io.BytesIO(content), len(content))
        with self._told():
            self._tar.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        if self.path.exists():
            raise TargetExists(self.path)
        with self._told():
            self._draft.rename(self.path)

    @property
    def sums_sha256(self) -> str:
        return self._sums_hash.hexdigest()

    def _append(self, name: str, content: IO[bytes], size: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mtime, entry.mode = size, int(self._at), 0o600
        with self._told():
            self._tar.addfile(entry, content)
        self._tar.members.clear()  # type: ignore[attr-defined]  # it would keep every name

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise CannotWrite(self.path, error.strerror or str(error)) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in (self._sums, self._file):
            with contextlib.suppress(OSError):  # a full disk was told already
                file.close()
        self._draft.unlink(missing_ok=True)


@dataclass(frozen=True)
class Contents:
    """What a checked archive says about itself; `keys` are wrapped, None when they were left out."""

    manifest: dict[str, Any]
    keys: dict[str, Any] | None


def members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of each member but the sums, in order. Raises NotABackup, Damaged."""
    with _readable(path):
        for name, file in _entries(path):
            if name != SUMS:
                yield name, file.read()


def check(path: Path) -> Contents:
    """Read the archive from end to end and compare every member with its sum. Raises NotABackup, Damaged."""
    sums, count, keys, listed = hashlib.sha256(), 0, None, ""
    with _readable(path):
        for name, file in _entries(path):
            if name == SUMS:
                listed = _hash_of(file)
            elif name == MANIFEST:
                return Contents(_checked_manifest(path, file.read(), listed, sums.hexdigest(), count), keys)
            else:
                content = file.read()
                sums.update(f"{hashlib.sha256(content).hexdigest()}  {name}\n".encode())
                count += 1
                if name == KEYS:
                    keys = json.loads(content)
    raise Damaged(path, "no manifest")


def _checked_manifest(path: Path, content: bytes, listed: str, found: str, count: int) -> dict[str, Any]:
    try:
        manifest = json.loads(content)
        is_whole = manifest["members"] == count and manifest["sums_sha256"] == listed == found
    except (ValueError, KeyError, TypeError):
        raise Damaged(path, MANIFEST) from None
    if not is_whole:
        raise Damaged(path, SUMS)
    if manifest["format"] != FORMAT:
        raise NotABackup(path)
    return manifest


def _entries(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with tarfile.open(path, "r:") as tar:
        is_ours = False
        while (entry := tar.next()) is not None:
            tar.members.clear()  # type: ignore[attr-defined]
            file = tar.extractfile(entry) if entry.isreg() else None
            is_ours = is_ours or entry.name == MARK
            if file is None or not is_ours:
                break
            yield entry.name, file
    if not is_ours:
        raise NotABackup(path)


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except tarfile.ReadError as error:
        if "unexpected end" in str(error):
            raise Damaged(path, str(error)) from error
        raise NotABackup(path) from error
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise NotABackup(path) from error


def _hash_of(file: IO[bytes]) -> str:
    found = hashlib.sha256()
    while chunk := file.read(CHUNK):
        found.update(chunk)
    return found.hexdigest()

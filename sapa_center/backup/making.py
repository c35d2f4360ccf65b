"""Make a backup: one snapshot of the database, the files that it refers to, and the keys under a passphrase."""

import hashlib
import hmac
import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from common import crypto, files
from sapa_center import encrypted

from . import tables
from .archive import FORMAT, KEYS, Writer
from .keys import PassphraseMissing, text_of, wrap

Note = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """What is in the archive. `missing` are files that rows refer to and that are lost or damaged in the store."""

    path: Path
    rows: int
    files: int
    missing: tuple[str, ...]


def make_backup(target: Path, *, passphrase: str | None, with_keys: bool, at: datetime, note: Note) -> Made:
    """Write the archive; `target` may be a folder, then its name says the moment. Appears whole or not at all.

    Raises PassphraseMissing, PassphraseTooShort, TargetExists, CannotWrite, AnotherIsAtWork.
    """
    if with_keys and not passphrase:
        raise PassphraseMissing
    ring = crypto.keyring()
    wrapped = wrap(text_of(ring), passphrase) if with_keys and passphrase else None
    path = target / f"sapa-center-{at:%Y%m%d-%H%M%S}.tar" if target.is_dir() else target
    with tables.alone(), Writer(path, at=at.timestamp()) as writer:
        if wrapped:
            writer.add(KEYS, json.dumps(wrapped).encode())
        with tables.snapshot():
            database = _add_database(writer, note)
            stored, absent = _add_files(writer, note)
        missing = tuple(f"{sha256}.{key_id}" for sha256, key_id in absent if encrypted.is_used((sha256, key_id)))
        manifest = {
            "format": FORMAT,
            "project": "sapa-center",
            "version": project_version(),
            "created_at": at.isoformat(),
            "database": database,
            "files": {"count": stored, "missing": missing},
            "has_keys": wrapped is not None,
            "members": writer.members,
            "sums_sha256": writer.sums_sha256,
        }
        writer.finish({**manifest, "seal": seal(manifest, ring)})
    return Made(path, sum(table["rows"] for table in database["tables"]), stored, missing)


def seal(manifest: dict[str, Any], ring: crypto.Keyring) -> str:
    """HMAC of the manifest under HASH_KEY, 64 hex digits: who has not the key cannot make a backup that is taken."""
    content = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(ring.hash_key, b"sapa-center backup\n" + content, hashlib.sha256).hexdigest()


def project_version() -> str:
    try:
        project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    except OSError:
        return "unknown"
    return str(project["project"]["version"])


def _add_database(writer: Writer, note: Note) -> dict[str, Any]:
    names = tables.table_names()
    dumped = []
    for number, name in enumerate(names, start=1):
        note(f"table {number} of {len(names)}: {name}")
        dumped.append(tables.dump(name, writer.add).as_json())
    return {
        "migrations": tables.migrations(),
        "tables": dumped,
        "sequences": tables.sequences(),
        "key_ids": sorted(encrypted.used_keys()),
    }


def _add_files(writer: Writer, note: Note) -> tuple[int, list[encrypted.Ref]]:
    """Add every file of the snapshot that is whole; returns how many, and those that are not."""
    stored, absent = 0, list[encrypted.Ref]()
    for sha256, key_id in encrypted.file_refs():
        try:
            writer.add(f"files/{sha256[:2]}/{sha256}.{key_id}", files.encrypted_copy(sha256, key_id))
        except files.FileUnreadable:
            absent.append((sha256, key_id))
            continue
        stored += 1
        note(f"file {stored}")
    return stored, absent

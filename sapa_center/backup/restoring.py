"""Restore a backup: everything is looked at before anything is touched, then all rows change in one transaction."""

import hmac
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.translation import gettext_lazy as _

from common import crypto, files
from common.errors import Refusal
from dossiers.models import Dossier
from notifications import webhooks
from policies import queries as policies

from . import archive, tables
from .keys import KeyText, PassphraseMissing, unwrap
from .making import Note, seal

Passphrase = Callable[[], str | None]
LOCKED = frozenset({"55P03", "40P01"})  # lock_not_available, deadlock_detected
STORED_FILE = re.compile(r"files/[0-9a-f]{2}/([0-9a-f]{64})\.([A-Za-z0-9_.-]{1,40})")


class HoldsDossiers(Refusal):
    def __init__(self, count: int) -> None:
        message = _("This database holds %(count)s dossiers. To replace everything in it, add --force.")
        super().__init__(message % {"count": count})


class OtherSchema(Refusal):
    """The database has other migrations than the backup."""

    def __init__(self, version: str, missing: list[str], more: list[str]) -> None:
        names = ", ".join([*(f"-{name}" for name in missing), *(f"+{name}" for name in more)][:4])
        if more:
            message = _(
                "The backup was made by version %(version)s, this database is newer or other (%(names)s). Restore it "
                "with that version into a database of that version, then update."
            )
        else:
            message = _(
                "The backup was made by version %(version)s, this database is older or empty (%(names)s). Run "
                "“manage.py migrate” of that version first."
            )
        super().__init__(message % {"version": version, "names": names})


class KeysMissing(Refusal):
    def __init__(self, key_ids: list[str]) -> None:
        message = _("Set DATA_KEYS with the keys %(keys)s, and HASH_KEY, as they were when the backup was made.")
        super().__init__(message % {"keys": ", ".join(key_ids) or "–"})


class SealBroken(Refusal):
    default_message = _("The backup was changed, or belongs to an installation with another HASH_KEY.")


class InUse(Refusal):
    default_message = _("Somebody is using the database. Stop web, worker and beat, then try again.")


class RowsRefused(Refusal):
    def __init__(self, why: str) -> None:
        super().__init__(
            _("The database refuses the rows of the backup (%(why)s); nothing was restored.") % {"why": why}
        )


@dataclass(frozen=True)
class Restored:
    """What was put back. `missing` were lost before the backup; `wrote_keys`: the keys of the local mode are new."""

    rows: int
    files: int
    missing: tuple[str, ...]
    key_ids: tuple[str, ...]
    created_at: str
    wrote_keys: bool


def restore(path: Path, *, passphrase: Passphrase, force: bool, at: datetime, note: Note) -> Restored:
    """Replace database, files and (in the local mode) keys by those of the archive, or refuse and change nothing.

    `passphrase` is asked only when the keys inside are needed. Files that only the store has stay. Raises a Refusal.
    """
    note("looking at the archive")
    contents = archive.check(path)
    manifest = contents.manifest
    found = keys_inside(contents, passphrase) if _needs_keys_inside(contents) else None
    ring = _keyring(manifest, found)
    if not _is_sealed(manifest, ring):
        raise SealBroken
    _compare_schema(manifest)
    with tables.alone():
        count = Dossier.objects.count()
        if count and not force:
            raise HoldsDossiers(count)
        stored = _replace_all(path, manifest, ring, found, at, note)
    policies.forget()
    webhooks.forget()
    return Restored(
        rows=sum(table["rows"] for table in manifest["database"]["tables"]),
        files=stored,
        missing=tuple(manifest["files"]["missing"]),
        key_ids=tuple(manifest["database"]["key_ids"]),
        created_at=manifest["created_at"],
        wrote_keys=found is not None,
    )


def keys_inside(contents: archive.Contents, passphrase: Passphrase) -> KeyText:
    """The keys of the archive in the clear. Raises KeysMissing, PassphraseMissing, PassphraseWrong."""
    if contents.keys is None:
        raise KeysMissing(list(contents.manifest["database"]["key_ids"]))
    words = passphrase()
    if not words:
        raise PassphraseMissing(_("The keys of this backup are wrapped: set BACKUP_PASSPHRASE."))
    return unwrap(contents.keys, words)


def _needs_keys_inside(contents: archive.Contents) -> bool:
    """Only the local mode takes the keys of an archive, and only when those of the machine do not fit."""
    if not settings.IS_LOCAL or (settings.DATA_KEYS and settings.HASH_KEY):
        return False
    if not all(path.exists() for path in crypto.local_keys()):
        return True
    ring = crypto.keyring()
    fits = _has_keys(contents.manifest, ring) and _is_sealed(contents.manifest, ring)
    return contents.keys is not None and not fits


def _keyring(manifest: dict[str, Any], found: KeyText | None) -> crypto.Keyring:
    if found is not None:
        ring = crypto.parse_keyring(found.data_keys, found.hash_key)
    elif settings.IS_LOCAL or (settings.DATA_KEYS and settings.HASH_KEY):
        ring = crypto.keyring()
    else:
        raise KeysMissing(list(manifest["database"]["key_ids"]))
    if not _has_keys(manifest, ring):
        raise KeysMissing(list(manifest["database"]["key_ids"]))
    return ring


def _has_keys(manifest: dict[str, Any], ring: crypto.Keyring) -> bool:
    return set(manifest["database"]["key_ids"]) <= set(ring.keys)


def _is_sealed(manifest: dict[str, Any], ring: crypto.Keyring) -> bool:
    return hmac.compare_digest(str(manifest.get("seal")), seal(_without_seal(manifest), ring))


def _without_seal(manifest: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in manifest.items() if name != "seal"}


def _compare_schema(manifest: dict[str, Any]) -> None:
    theirs, ours = set(manifest["database"]["migrations"]), set(tables.migrations())
    if theirs != ours:
        raise OtherSchema(manifest["version"], sorted(theirs - ours), sorted(ours - theirs))


def _replace_all(
    path: Path, manifest: dict[str, Any], ring: crypto.Keyring, found: KeyText | None, at: datetime, note: Note
) -> int:
    known = {table["name"]: table for table in manifest["database"]["tables"]}
    if set(known) != set(tables.table_names()):
        raise RowsRefused("tables")
    try:
        with transaction.atomic(durable=True):
            with tables.emptied(sorted(known)):
                stored = _fill(path, known, ring, note)
                tables.set_sequences(manifest["database"]["sequences"])
            if stored != manifest["files"]["count"]:
                raise archive.Damaged(path, "files")
            if found is not None:
                crypto.replace_local_keys(found.data_keys, found.hash_key, aside=f"before-{at:%Y%m%d-%H%M%S}")
    except DatabaseError as error:
        if getattr(error.__cause__, "pgcode", None) in LOCKED:
            raise InUse from error
        raise RowsRefused(str(error).splitlines()[0]) from error
    return stored


def _fill(path: Path, known: dict[str, Any], ring: crypto.Keyring, note: Note) -> int:
    """Rows and files in one pass over the archive; returns how many files. Raises Damaged, RowsRefused."""
    stored, filled = 0, set[str]()
    for folder, group in groupby(archive.members(path), key=_folder):
        kind, _slash, table = folder.partition("/")
        if kind == "database" and table in known:
            note(f"table {table}")
            rows = tables.load(table, known[table]["columns"], _contents(group))
            if rows != known[table]["rows"]:
                raise archive.Damaged(path, table)
            filled.add(table)
        elif kind == "files":
            for name, content in group:
                _put_file(path, name, content, ring)
                stored += 1
                note(f"file {stored}")
    empty = {name for name, table in known.items() if not table["rows"]}
    if filled | empty != set(known):
        raise archive.Damaged(path, "tables")
    return stored


def _folder(member: tuple[str, bytes]) -> str:
    return member[0].rpartition("/")[0] if member[0].startswith("database/") else member[0].partition("/")[0]


def _contents(group: Iterator[tuple[str, bytes]]) -> Iterator[bytes]:
    return (content for _name, content in group)


def _put_file(path: Path, name: str, content: bytes, ring: crypto.Keyring) -> None:
    match = STORED_FILE.fullmatch(name)
    if match is None:
        raise archive.Damaged(path, name[:40])
    try:
        files.put_back(match[1], match[2], content, ring)
    except files.FileUnreadable as error:
        raise archive.Damaged(path, name[:40]) from error

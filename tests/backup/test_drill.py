"""The drill: backup, destroy, restore. Everything is as it was, and the proofs of the house still hold."""

import json
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection

from common import crypto
from dossiers import actions
from dossiers.models import Dossier, DossierEvent, Paper
from dossiers.verify import verify_ledger, verify_lifecycle
from sapa_center.encrypted import used_keys
from tests.backup.conftest import NUMBERS, PASSPHRASE, House, Run, rotate
from tests.places import AT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("passphrase")]
ROOT = Path(__file__).parents[2]


def test_backup_destroy_restore_with_the_keys_rotated_in_between(house: House, run: Run, settings: Any) -> None:
    target = house.folder / "sapa.tar"
    assert sorted(used_keys()) == ["local"]
    rotate(settings)
    code, said = run("rotate_keys")
    assert (code, sorted(used_keys())) == (0, ["b"]), said
    assert re.findall(r"\d+", said) == ["5", "6", "2", "1"], "numbers, files, drafts, secrets"
    before = house.remembered()
    assert before["numbers"] == NUMBERS
    assert len(before["papers"]) == 7

    assert run("backup", str(target))[0] == 0
    house.destroy()
    assert not Dossier.objects.exists()
    code, said = run("restore", str(target))

    assert code == 0, said
    assert house.remembered() == before
    assert verify_lifecycle().is_clean
    assert verify_ledger().is_clean
    assert sorted(crypto.keyring().keys) == ["b", "local"]


def test_life_goes_on_after_a_restore(house: House, run: Run) -> None:
    """Numbers go on, constraints and triggers guard again, nothing is signed in."""
    run("backup", str(house.folder / "sapa.tar"))
    constraints = guards()
    house.destroy()
    assert run("restore", str(house.folder / "sapa.tar"))[0] == 0
    assert guards() == constraints
    newest = Dossier.objects.order_by("-pk").values_list("pk", flat=True)[0]
    dossier = actions.start(house.world.received(), at=AT, by=house.world.actor("officer"))
    assert dossier.pk == newest + 1
    with pytest.raises(DatabaseError, match="only ever added"):
        DossierEvent.objects.filter(dossier=dossier).update(reason="anders")
    with pytest.raises(DatabaseError):
        Paper.objects.filter(dossier=dossier).create(dossier_id=10**9, name="x", added_at=AT)
    assert verify_ledger().is_clean


def guards() -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated::text"
            " FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
            " UNION ALL SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), tgenabled::text"
            " FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
        )
        return cursor.fetchall()


def test_a_backup_is_of_one_moment_while_people_work(house: House, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is received while it is being written is not in it, not even in part."""
    from sapa_center.backup import making

    before, others = house.remembered(), []
    real = making.tables.dump

    def dump_while_others_work(name: str, add: Any) -> Any:
        if name == "dossiers_dossier":
            others.append(in_another_connection(house))
        return real(name, add)

    monkeypatch.setattr(making.tables, "dump", dump_while_others_work)
    assert run("backup", str(house.folder / "sapa.tar"))[0] == 0
    assert Dossier.objects.filter(pk__in=others).count() == 1
    house.destroy()
    assert run("restore", str(house.folder / "sapa.tar"))[0] == 0
    assert house.remembered() == before


def in_another_connection(house: House) -> int:
    from concurrent.futures import ThreadPoolExecutor

    def receive() -> int:
        try:
            return house.world.received().pk
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(receive).result()


def test_the_archive_can_be_checked_by_anybody_and_holds_no_key_in_the_clear(house: House, run: Run) -> None:
    target = house.folder / "sapa.tar"
    run("backup", str(target))
    assert target.stat().st_mode & 0o077 == 0
    assert [path.name for path in house.folder.iterdir() if "part" in path.name] == []
    content = target.read_bytes()
    for path in crypto.local_keys():
        assert path.read_text().strip().rpartition(":")[2].encode() not in content
    unpacked = house.folder / "unpacked"
    with tarfile.open(target) as tar:
        names = tar.getnames()
        tar.extractall(unpacked, filter="data")
    checked = subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=unpacked, capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")
    manifest = json.loads((unpacked / "manifest.json").read_text())
    assert manifest["files"] == {"count": 6, "missing": []}
    assert manifest["members"] == len(names) - 2
    rows = {table["name"]: table["rows"] for table in manifest["database"]["tables"]}
    assert rows["dossiers_dossier"] == Dossier.objects.count()
    assert manifest["database"]["key_ids"] == ["local"]


def test_in_production_the_keys_come_from_the_environment(house: House, run: Run, settings: Any) -> None:
    target = house.folder / "sapa.tar"
    before = house.remembered()
    run("backup", str(target))
    code, shown = run("restore", str(target), "--show-keys")
    keys = dict(line.split("=", 1) for line in shown.split())
    house.destroy()
    settings.IS_LOCAL = False
    code, said = run("restore", str(target))
    assert code == 2
    assert "local" in said, "it names the keys that are needed"
    settings.DATA_KEYS, settings.HASH_KEY = keys["DATA_KEYS"], keys["HASH_KEY"]
    assert run("restore", str(target))[0] == 0
    assert house.remembered() == before
    assert not (house.folder / "local").exists(), "nothing is written where production keeps no keys"


def test_as_processes_into_a_database_made_from_nothing(
    house: House, process_environment: dict[str, str], settings: Any
) -> None:
    """The whole way of an operator on a new machine: commands only, migrations included."""
    keys = {"DATA_KEYS": f"a:{'QUJD' * 10}QUI=", "HASH_KEY": f"{'REVG' * 10}REU="}
    old = {**process_environment, **keys, "FILE_STORE": str(house.folder / "files"), "BACKUP_PASSPHRASE": PASSPHRASE}
    data, hashes = crypto.local_keys()
    old |= {"DATA_KEYS": f"{keys['DATA_KEYS']},{data.read_text()}", "HASH_KEY": hashes.read_text()}
    target, counts = str(house.folder / "sapa.tar"), Dossier.objects.count()
    assert manage(old, "rotate_keys").returncode == 0
    assert manage(old, "backup", target).returncode == 0
    name = f"{connection.settings_dict['NAME']}_restored"
    new = {**old, "DATABASE_URL": old["DATABASE_URL"] + "_restored", "FILE_STORE": str(house.folder / "new-files")}
    new |= {"DATA_KEYS": keys["DATA_KEYS"]}  # the old key is not needed any more
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        empty = manage(new, "restore", target)
        assert (empty.returncode, len(empty.stderr.strip().splitlines())) == (2, 1)
        assert "manage.py migrate" in empty.stderr
        assert manage(new, "migrate", "-v0").returncode == 0
        restored = manage(new, "restore", target)
        assert restored.returncode == 0, restored.stderr
        for command in ("verify_lifecycle", "verify_ledger"):
            verified = manage(new, command, "--json")
            assert json.loads(verified.stdout) == {"checked": counts, "differences": []}
        again = manage(new, "restore", target)
        assert (again.returncode, len(again.stderr.strip().splitlines())) == (2, 1)
        assert "--force" in again.stderr
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')
    stored = [path for path in (house.folder / "new-files").rglob("*") if path.is_file()]
    assert {path.suffix for path in stored} == {".a"}
    assert len(stored) == 6


def manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, env={**os.environ, **environment}, cwd=ROOT, capture_output=True, text=True)

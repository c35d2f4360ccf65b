"""Whatever is wrong with a backup or with what was typed: one line, exit code 2, and nothing changed."""

import gzip
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from accounts.models import Throttle
from common import crypto, files
from dossiers.models import Paper
from sapa_center.backup import archive, tables
from sapa_center.backup.making import seal
from tests.backup.conftest import House, Run, rotate
from tests.places import AT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("passphrase")]
Members = dict[str, bytes]
Change = Callable[[Members], None]


@pytest.fixture
def saved(house: House, run: Run) -> Path:
    target = house.folder / "sapa.tar"
    assert run("backup", str(target))[0] == 0
    return target


@pytest.fixture
def unchanged(house: House) -> Iterator[None]:
    """Rows, files and keys are the same after the test as before it."""
    before = (house.remembered(), stored(house))
    yield
    crypto._local_key.cache_clear()
    assert (house.remembered(), stored(house)) == before


def stored(house: House) -> dict[str, bytes]:
    folders = [house.folder / "files", house.folder / "local"]
    return {str(path): path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}


def one_line(answer: tuple[int, str], *words: str) -> None:
    code, said = answer
    assert code == 2, said
    assert len(said.strip().splitlines()) == 1, said
    for word in words:
        assert word in said


@pytest.mark.usefixtures("unchanged")
def test_an_archive_that_was_cut_off(saved: Path, run: Run) -> None:
    content = saved.read_bytes()
    whole = len(content.rstrip(b"\0"))
    for left in (0, 1, 511, 512, 1024, 5000, whole - 3000, whole - 1536, whole - 1):
        saved.write_bytes(content[:left])
        one_line(run("restore", str(saved), "--force"), str(saved))


@pytest.mark.usefixtures("unchanged")
def test_any_changed_byte_is_noticed(saved: Path, run: Run) -> None:
    content = saved.read_bytes().rstrip(b"\0")
    for place in range(600, len(content), max(1, len(content) // 25)):
        saved.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        code, _said = run("restore", str(saved), "--force")
        assert code == 2 or is_only_padding(content, place)


def is_only_padding(content: bytes, place: int) -> bool:
    """Between the members of a tar file lie bytes that mean nothing."""
    with tarfile.open(fileobj=io.BytesIO(content + b"\0" * 10240)) as tar:
        return not any(entry.offset <= place < entry.offset_data + entry.size for entry in tar)


def rewritten(path: Path, change: Change, *, with_sums: bool, with_seal: bool = False) -> None:
    """The archive by somebody who knows the format: members changed, sums and manifest made to fit."""
    with tarfile.open(path) as tar:
        members = {entry.name: tar.extractfile(entry).read() for entry in tar}  # type: ignore[union-attr]
    change(members)
    manifest = json.loads(members.pop("manifest.json"))
    sums = members.pop("SHA256SUMS")
    if with_sums:
        sums = "".join(f"{sha256(body).hexdigest()}  {name}\n" for name, body in members.items()).encode()
        manifest |= {"members": len(members), "sums_sha256": sha256(sums).hexdigest()}
    if with_seal:
        del manifest["seal"]
        manifest["seal"] = seal(manifest, crypto.keyring())
    members |= {"SHA256SUMS": sums, "manifest.json": json.dumps(manifest).encode()}
    with tarfile.open(path, "w") as tar:
        for name, body in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(body)
            tar.addfile(entry, io.BytesIO(body))


def swap_a_status(members: Members) -> None:
    name = next(name for name in members if name.startswith("database/dossiers_dossier/"))
    members[name] = gzip.compress(gzip.decompress(members[name]).replace(b"PROCESSING", b"RESOLVED"))


def spoil_a_file(members: Members) -> None:
    name = next(name for name in members if name.startswith("files/"))
    members[name] = members[name][:-1] + bytes([members[name][-1] ^ 1])


def lose_a_file(members: Members) -> None:
    del members[next(name for name in members if name.startswith("files/"))]


def lose_a_table(members: Members) -> None:
    del members["database/dossiers_dossierevent/000001.copy.gz"]


def break_a_reference(members: Members) -> None:
    """A pause of a dossier that is not there: the number of rows stays."""
    manifest = json.loads(members["manifest.json"])
    (table,) = [table for table in manifest["database"]["tables"] if table["name"] == "dossiers_dossierpause"]
    name = "database/dossiers_dossierpause/000001.copy.gz"
    rows = [line.split(b"\t") for line in gzip.decompress(members[name]).splitlines()]
    rows[0][table["columns"].index("dossier_id")] = b"999999"
    members[name] = gzip.compress(b"".join(b"\t".join(row) + b"\n" for row in rows))


def climb_out(members: Members) -> None:
    name = next(name for name in members if name.startswith("files/"))
    members["files/../../etc"] = members.pop(name)


NOT_WHOLE = [spoil_a_file, lose_a_file, lose_a_table, break_a_reference, climb_out]
CHANGES = [swap_a_status, *NOT_WHOLE]


@pytest.mark.usefixtures("unchanged")
def test_a_changed_member_is_refused_by_its_sum(saved: Path, run: Run) -> None:
    for content in each_change(saved, CHANGES, with_sums=False):
        one_line(run("restore", str(content), "--force"))


@pytest.mark.usefixtures("unchanged")
def test_who_makes_the_sums_fit_still_lacks_the_key_of_the_seal(saved: Path, run: Run) -> None:
    for content in each_change(saved, CHANGES, with_sums=True):
        one_line(run("restore", str(content), "--force"), "HASH_KEY")


def test_even_a_sealed_archive_that_is_not_whole_changes_no_row_and_no_key(saved: Path, house: House, run: Run) -> None:
    """As a program with a mistake might have written it: found while restoring, rolled back."""
    before = house.remembered()
    for content in each_change(saved, NOT_WHOLE, with_sums=True, with_seal=True):
        one_line(run("restore", str(content), "--force"))
        assert house.remembered() == before


def each_change(saved: Path, changes: list[Change], **how: bool) -> Iterator[Path]:
    """The saved archive with one change after the other."""
    whole = saved.read_bytes()
    for change in changes:
        saved.write_bytes(whole)
        rewritten(saved, change, **how)
        yield saved


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "content", [b"", b"not a tar file at all" * 100, gzip.compress(b"x" * 9999)], ids=["empty", "text", "gzip"]
)
def test_what_is_not_a_backup(house: House, run: Run, content: bytes) -> None:
    source = house.folder / "other.tar"
    source.write_bytes(content)
    one_line(run("restore", str(source), "--force"), str(source))
    with tarfile.open(source, "w") as tar:
        tar.addfile(tarfile.TarInfo("photo.jpg"))
    one_line(run("restore", str(source), "--force"), str(source))
    one_line(run("restore", str(house.folder / "nowhere.tar")), "nowhere.tar")
    one_line(run("restore", str(house.folder)), str(house.folder))


@pytest.mark.usefixtures("unchanged")
def test_a_database_that_holds_dossiers_is_not_replaced_by_accident(saved: Path, run: Run) -> None:
    one_line(run("restore", str(saved)), "--force")


def test_with_force_it_is_replaced(saved: Path, house: House, run: Run) -> None:
    before = house.remembered()
    house.world.received()
    assert run("restore", str(saved), "--force")[0] == 0
    assert house.remembered() == before


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("change", "word"),
    [
        ("INSERT INTO django_migrations (app, name, applied) VALUES ('dossiers', '9999_later', now())", "9999_later"),
        (
            "UPDATE django_migrations SET name = '0001_other' WHERE app = 'reports' AND name = '0001_initial'",
            "0001_other",
        ),
    ],
)
def test_another_state_of_migrations_is_refused_and_named(saved: Path, run: Run, change: str, word: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE kept AS SELECT * FROM django_migrations")
        try:
            cursor.execute(change)
            one_line(run("restore", str(saved), "--force"), word)
        finally:
            cursor.execute("DELETE FROM django_migrations")
            cursor.execute("INSERT INTO django_migrations OVERRIDING SYSTEM VALUE SELECT * FROM kept")
            cursor.execute("DROP TABLE kept")


@pytest.mark.parametrize("words", [None, "", "not this one", "mười hai con giáp "])
def test_without_the_right_passphrase_the_keys_stay_closed(
    saved: Path, house: House, run: Run, monkeypatch: pytest.MonkeyPatch, words: str | None
) -> None:
    house.destroy()
    monkeypatch.delenv("BACKUP_PASSPHRASE")
    if words is not None:
        monkeypatch.setenv("BACKUP_PASSPHRASE", words)
    one_line(run("restore", str(saved)))
    one_line(run("restore", str(saved), "--show-keys"))
    assert not Paper.objects.exists()
    assert not (house.folder / "local" / "keys").exists()
    assert not (house.folder / "files").exists()


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(("words", "told"), [(None, "--without-keys"), ("", "--without-keys"), ("short", "12")])
def test_no_backup_with_keys_without_a_good_passphrase(
    house: House, run: Run, monkeypatch: pytest.MonkeyPatch, words: str | None, told: str
) -> None:
    monkeypatch.delenv("BACKUP_PASSPHRASE")
    if words is not None:
        monkeypatch.setenv("BACKUP_PASSPHRASE", words)
    one_line(run("backup", str(house.folder / "new.tar")), told)
    assert not (house.folder / "new.tar").exists()


def test_a_backup_without_keys_needs_those_of_the_machine(
    house: House, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BACKUP_PASSPHRASE")
    target = house.folder / "no-keys.tar"
    assert run("backup", str(target), "--without-keys")[0] == 0
    before, (data, hashes) = house.remembered(), crypto.local_keys()
    texts = data.read_text(), hashes.read_text()
    house.destroy()
    one_line(run("restore", str(target)), "local")
    one_line(run("restore", str(target), "--show-keys"), "local")
    crypto.replace_local_keys(*texts, aside="none")
    assert run("restore", str(target))[0] == 0
    assert house.remembered() == before


def test_keys_of_the_machine_that_do_not_fit_are_set_aside(saved: Path, house: House, run: Run) -> None:
    before, (data, _hashes) = house.remembered(), crypto.local_keys()
    house.destroy()
    crypto.keyring()  # a new machine has made its own
    other = data.read_text()
    assert run("restore", str(saved))[0] == 0
    assert house.remembered() == before
    assert [path.read_text() for path in data.parent.glob("data.before-*")] == [other]


@pytest.mark.usefixtures("unchanged")
def test_a_target_that_is_there_is_never_overwritten(saved: Path, house: House, run: Run) -> None:
    content = saved.read_bytes()
    one_line(run("backup", str(saved)), str(saved))
    assert saved.read_bytes() == content
    one_line(run("backup", str(house.folder / "nowhere" / "sapa.tar")), "nowhere")


def test_a_folder_gets_a_file_named_by_the_moment(house: House, run: Run) -> None:
    folder = house.folder / "nightly"
    folder.mkdir()
    assert run("backup", str(folder))[0] == 0
    (made,) = folder.iterdir()
    assert made.name.startswith("sapa-center-2")
    assert archive.check(made).manifest["has_keys"]


@pytest.mark.usefixtures("unchanged")
def test_a_disk_that_is_full_leaves_nothing_behind(house: House, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """/dev/full is a disk without room."""
    real = os.open

    def full(path: Any, *rest: Any) -> int:
        return real("/dev/full", os.O_WRONLY) if ".part-" in str(path) else real(path, *rest)

    monkeypatch.setattr(os, "open", full)
    one_line(run("backup", str(house.folder / "sapa.tar")), "sapa.tar")
    assert not list(house.folder.glob("*.tar*"))


def test_a_file_that_is_lost_is_told_and_everything_else_is_saved(house: House, run: Run) -> None:
    lost, damaged = Paper.objects.exclude(sha256="").order_by("pk")[:2]
    path = house.folder / "files" / lost.sha256[:2] / f"{lost.sha256}.{lost.key_id}"
    path.unlink()
    other = house.folder / "files" / damaged.sha256[:2] / f"{damaged.sha256}.{damaged.key_id}"
    other.write_bytes(other.read_bytes()[:-3])
    code, said = run("backup", str(house.folder / "sapa.tar"))
    assert code == 1
    assert lost.sha256 in said
    assert damaged.sha256 in said
    house.destroy()
    code, said = run("restore", str(house.folder / "sapa.tar"))
    assert code == 0
    assert lost.sha256 in said
    whole = Paper.objects.exclude(sha256__in=["", lost.sha256, damaged.sha256])
    assert all(files.load(paper.sha256, paper.key_id) for paper in whole)


def test_only_one_of_backup_restore_and_rotation_at_a_time(saved: Path, house: House, run: Run) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [tables.ADVISORY_LOCK])
        one_line(run("backup", str(house.folder / "two.tar")))
        one_line(run("restore", str(saved), "--force"))
        one_line(run("rotate_keys"))
        assert not (house.folder / "two.tar").exists()
    finally:
        other.close()


@pytest.mark.usefixtures("unchanged")
def test_a_database_in_use_is_not_waited_for_without_end(
    saved: Path, house: House, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "PATIENCE", "200ms")
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM dossiers_dossier")
        one_line(run("restore", str(saved), "--force"))
    finally:
        other.close()


def test_a_file_that_cannot_be_read_keeps_its_key_and_says_so(house: House, run: Run, settings: Any) -> None:
    paper = Paper.objects.exclude(sha256="").order_by("pk")[0]
    path = house.folder / "files" / paper.sha256[:2] / f"{paper.sha256}.{paper.key_id}"
    path.write_bytes(b"damaged")
    rotate(settings)
    code, said = run("rotate_keys")
    assert code == 1
    assert "local (1)" in said
    assert path.exists()
    path.unlink()


def test_large_tables_go_in_parts_and_come_back_whole(house: House, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "PART_BYTES", 200)
    Throttle.objects.bulk_create(Throttle(key=sha256(b"%d" % n).hexdigest(), last_at=AT) for n in range(5000))
    before, target = house.remembered(), house.folder / "parts.tar"
    assert run("backup", str(target))[0] == 0
    with tarfile.open(target) as tar:
        assert "database/accounts_throttle/000003.copy.gz" in tar.getnames()
    house.destroy()
    assert run("restore", str(target))[0] == 0
    assert house.remembered() == before

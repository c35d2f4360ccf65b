"""A house with dossiers, numbers, files and a webhook, in a folder of its own, and what is remembered of it."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from citizens.actions import find_or_create
from citizens.data import PartyData
from citizens.models import Party
from common import crypto, files
from dossiers.drafts import opened, sealed
from dossiers.models import Dossier, Filing, Paper, PaperKind, TakeOverUpload
from notifications import webhooks
from policies.queries import forget
from sapa_center.backup.tables import table_names
from tests.dossiers.world import World, world
from tests.places import AT
from tests.reports.lives import live
from tests.webhooks.conftest import system_account

__all__ = ["world"]

PASSPHRASE = "mười hai con giáp"
NUMBERS = [f"000{number:09}" for number in range(1, 6)]


@pytest.fixture(autouse=True)
def machine(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Keys and files of this test only, where the local mode would keep them."""
    settings.LOCAL_DIR, settings.MEDIA_ROOT = tmp_path / "local", tmp_path / "files"
    settings.DATA_KEYS = settings.HASH_KEY = ""
    crypto._local_key.cache_clear()
    yield
    crypto._local_key.cache_clear()
    webhooks.forget()
    forget()
    current_app.control.purge()  # nobody works off what these tests have queued


@pytest.fixture
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKUP_PASSPHRASE", PASSPHRASE)


@dataclass(frozen=True)
class House:
    world: World
    folder: Path

    def remembered(self) -> dict[str, Any]:
        """Everything that must be the same afterwards, read without the code of backups."""
        return {
            "rows": rows_of_every_table(),
            "numbers": sorted(party.number for party in Party.objects.all() if party.number),
            "papers": {
                (pk, sha256): hashlib.sha256(files.load(sha256, key_id)).hexdigest()
                for pk, sha256, key_id in Paper.objects.exclude(sha256="").values_list("pk", "sha256", "key_id")
            },
            "drafts": [(opened(draft.owner), opened(draft.submitter)) for draft in Filing.objects.order_by("pk")],
            "uploads": [
                crypto.decrypt(row.key_id, row.content, context=row.key.bytes)
                for row in TakeOverUpload.objects.exclude(content=None)
            ],
            "secrets": [webhooks.secrets_of(hook, at=AT) for hook in webhooks.Webhook.objects.all()],
        }

    def store(self, dossier: Dossier, content: bytes) -> Paper:
        kept = files.store(content)
        return Paper.objects.create(
            dossier=dossier,
            kind=PaperKind.RESULT,
            name="Kết quả",
            size=kept.size,
            sha256=kept.sha256,
            key_id=kept.key_id,
            added_at=AT,
        )

    def destroy(self) -> None:
        """Database, files and keys are gone; the tables are there again, as after `migrate`."""
        tables = ", ".join(f'"{name}"' for name in table_names())
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY")
        for folder in (self.folder / "files", self.folder / "local"):
            shutil.rmtree(folder)
        crypto._local_key.cache_clear()


def rows_of_every_table() -> dict[str, list[str]]:
    """Every row of every table as text, sorted; who is signed in is not kept."""
    rows = {}
    with connection.cursor() as cursor:
        for name in table_names():
            if name != "django_session":
                cursor.execute(f'SELECT t::text FROM "{name}" t ORDER BY 1')
                rows[name] = [row[0] for row in cursor.fetchall()]
    return rows


@pytest.fixture
def house(world: World, tmp_path: Path) -> House:
    built = House(world, tmp_path)
    dossiers = live(world)
    for number in NUMBERS:
        person = PartyData(kind="person", name="Hạng Thị Mỷ", number=number, number_kind="citizen_id", is_sample=True)
        find_or_create(person, at=AT, by=None)
    for place, dossier in enumerate(dossiers[:5]):
        built.store(dossier, f"%PDF kết quả {place % 4}".encode() * (place + 1) ** 4)
    built.store(dossiers[0], b"the same content twice")
    built.store(dossiers[1], b"the same content twice")
    add_draft_and_upload(world)
    webhooks.create_webhook(system_account("phan-mem"), "https://he-thong.example.vn/tin", at=AT)
    return built


def add_draft_and_upload(world: World) -> None:
    """What is encrypted elsewhere: a declaration of a draft, and a spreadsheet that waits to be taken over."""
    draft = world.filing()
    draft.submitter = sealed({"name": "Hạng Thị Lan", "number": "000000000009"})
    draft.save()
    upload = TakeOverUpload(
        center=world.places.sa_pa, file_name="so.csv", size=7, uploaded_by=world.personas.administrator, uploaded_at=AT
    )
    upload.key_id, upload.content = crypto.encrypt(b"a,b\n1,2", context=upload.key.bytes)
    upload.save()


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run() -> Run:
    """A command as from a shell: exit code, and what it said on both outputs."""

    def call(*arguments: str) -> tuple[int, str]:
        out = StringIO()
        try:
            call_command(*arguments, stdout=out, stderr=out)
        except CommandError as error:
            return error.returncode, out.getvalue() + str(error)
        return 0, out.getvalue()

    return call


def rotate(settings: Any) -> None:
    """A new key in front of the one of the machine, as an operator does."""
    data, _hash = crypto.local_keys()
    new = "b:" + "Qk" * 21 + "Q="
    text = f"{new},{data.read_text().strip()}"
    data.write_text(text)
    crypto._local_key.cache_clear()

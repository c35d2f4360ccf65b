"""Sa Pa with the delivered catalogue, and the ways a file comes in."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from common.clock import moved_to
from common.copying import analyse
from dossiers.importing.reading import COLUMNS
from tests.catalogue import load_catalogue
from tests.dossiers.world import world
from tests.places import AT, Places, make_places

__all__ = ["world"]

GOOD = {
    "code": "H38.1-0001",
    "procedure_code": "1.001193",
    "level": "commune",
    "channel": "counter",
    "received_at": "2026-11-02T08:00",
    "due_at": "2026-11-05T08:00",
    "status": "PROCESSING",
    "finished_at": "",
    "delivered_at": "",
    "owner_name": "Hạng Thị Lan",
    "owner_id": "000190000001",
    "phone": "0900000001",
}


@dataclass(frozen=True)
class Outcome:
    """How a run of the command ended: what it said on either channel, the last line, and its exit code."""

    code: int
    out: str
    told: str
    last: str = ""
    lines: Sequence[str] = field(default_factory=tuple)


Run = Callable[..., Outcome]


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        make_places()
        load_catalogue()
        analyse()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def catalogue(_loaded: None, places: Places) -> Places:
    """Two centers and the whole catalogue, loaded once per file and rolled back after it."""
    return places


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Import rows (dicts on top of GOOD), text or bytes into Sa Pa, at `AT` unless told."""

    def imported(content: Sequence[dict[str, str]] | str | bytes, *options: str, name: str = "ho-so.csv") -> Outcome:
        path = tmp_path / name
        path.write_bytes(as_bytes(content))
        out, err = io.StringIO(), io.StringIO()
        code, last = 0, ""
        with moved_to(AT):
            try:
                call_command("import_dossiers", str(path), "--center", "sa-pa", *options, stdout=out, stderr=err)
            except CommandError as refused:
                code, last = refused.returncode, str(refused)
        return Outcome(code, out.getvalue(), err.getvalue(), last, tuple(err.getvalue().splitlines()))

    return imported


def as_bytes(content: Sequence[dict[str, str]] | str | bytes) -> bytes:
    if isinstance(content, bytes):
        return content
    return (content if isinstance(content, str) else as_csv(content)).encode()


def as_csv(rows: Sequence[dict[str, str]], delimiter: str = ",", columns: Sequence[str] = COLUMNS) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({**GOOD, **row} for row in rows)
    return text.getvalue()

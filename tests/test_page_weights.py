"""What a first visit to each public page costs on the line: page, style sheet, fonts, pictures and scripts together.

Pages, styles and scripts count as they travel, compressed; fonts and pictures are compressed already. The table is kept
in `test-artefacts/page-weights.md`.
"""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from common.management.commands.build_fonts import build
from tests.access_matrix import Outcome, all_rows
from tests.catalogue import load_catalogue
from tests.personas import Personas

BUDGET = 100_000  # bytes
TABLE = Path(settings.BASE_DIR) / "test-artefacts" / "page-weights.md"
LOADED = re.compile(r'<(?:link|script|img)\b[^>]*?\s(?:href|src)="/static/([^"?#]+)"')
IN_STYLES = re.compile(r'url\("(\.\./[^"]+)"\)')


@dataclass(frozen=True)
class Weight:
    address: str
    page: int
    files: int

    @property
    def total(self) -> int:
        return self.page + self.files


@pytest.fixture
def static_files_from_their_folders(settings: object) -> None:
    build(settings.STATIC_BUILD_DIR / "fonts")  # type: ignore[attr-defined]
    storages = settings.STORAGES  # type: ignore[attr-defined]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**storages, "staticfiles": plain}  # type: ignore[attr-defined]


@pytest.mark.usefixtures("static_files_from_their_folders")
def test_no_public_page_weighs_more_than_the_budget(personas: Personas) -> None:
    load_catalogue()
    weights = sorted(_weights(personas), key=lambda one: -one.total)
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(_table(weights), encoding="utf-8")
    assert len(weights) > 15, "public pages are missing"
    assert {one.address: one.total for one in weights if one.total >= BUDGET} == {}


def _weights(personas: Personas) -> Iterator[Weight]:
    """Every page that nobody in particular may open, each in a transaction of its own."""
    visitors = ("anonymous", "citizen")
    for name, row in sorted(all_rows().items()):
        visitor = next((one for one in visitors if row.outcomes[one] == Outcome.OK), None)
        if row.method != "get" or visitor is None:
            continue
        with transaction.atomic():
            data = row.data(personas) if callable(row.data) else row.data
            address = reverse(name, kwargs=row.args(personas))
            response = personas.client_of(visitor).get(address, data, headers={"accept-encoding": "gzip"})
            if response.status_code == 200 and (html := _page(response)):
                yield Weight(_pattern(address), len(response.content), _files(html))
            transaction.set_rollback(True)


def _page(response: HttpResponseBase) -> str:
    """The page out of its compressed answer; "" for parts of pages, files and data."""
    assert isinstance(response, HttpResponse)
    if response.headers.get("Content-Encoding") != "gzip":
        assert b"<!doctype" not in response.content[:100].lower(), "a page that travels uncompressed"
        return ""
    return gzip.decompress(response.content).decode()


def _pattern(address: str) -> str:
    """The address without what differs from run to run: numbers and secrets."""
    return re.sub(r"/(?:\d+|[\w-]{20,})(?=/)", "/…", address)


def _files(html: str) -> int:
    return sum(_on_the_line(name) for name in _named_in(html))


def _named_in(html: str) -> set[str]:
    named = set(LOADED.findall(html))
    for style in [name for name in named if name.endswith(".css")]:
        text = _file(style).read_text(encoding="utf-8")
        named |= {name.removeprefix("../") for name in IN_STYLES.findall(text)}
    return named


def _on_the_line(name: str) -> int:
    content = _file(name).read_bytes()
    return len(gzip.compress(content)) if name.endswith((".css", ".js", ".svg")) else len(content)


def _file(name: str) -> Path:
    found = finders.find(name)
    assert found, name
    return Path(str(found))


def _table(weights: list[Weight]) -> str:
    rows = [f"| `{one.address}` | {one.page / 1000:.1f} | {one.total / 1000:.1f} |" for one in weights]
    head = ["| page | page alone, kB | first visit, kB |", "|---|---|---|"]
    return "\n".join([*head, *rows]) + "\n"

"""What a phone may keep for a bad line: the frame and public pages; never a page of a person."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from common.management.app_icons import build
from common.offline import KEEP
from tests.access_matrix import all_rows
from tests.catalogue import load_catalogue
from tests.personas import Personas

pytestmark = pytest.mark.django_db
PUBLIC = ("/", "/thu-tuc/", "/thu-tuc/1.001193/")


def _plain(page: bytes) -> str:
    """Without what differs from request to request."""
    return re.sub(r'value="\w{64}"', "", page.decode())


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_may_be_kept_and_are_the_same_for_everybody(personas: Personas, address: str) -> None:
    load_catalogue()
    answers = [personas.client_of(name).get(address) for name in ("anonymous", "citizen", "counter", "leader")]
    assert {answer.headers[KEEP] for answer in answers} == {"1"}
    assert len({_plain(answer.content) for answer in answers}) == 1


@pytest.mark.parametrize(
    "address", ["/tai-khoan/", "/tai-khoan/ho-so/", "/tai-khoan/du-lieu/", "/nop-ho-so/", "/tra-cuu/", "/gop-y/"]
)
def test_pages_of_a_person_are_never_kept(personas: Personas, address: str) -> None:
    assert KEEP not in personas.client_of("citizen").get(address).headers


def test_a_page_that_tells_somebody_something_is_not_kept(personas: Personas) -> None:
    client = personas.client_of("citizen")
    client.post("/tai-khoan/thong-tin/", {"full_name": "Lan", "phone": "0900000001", "next": "/thu-tuc/"})
    assert KEEP not in client.get("/thu-tuc/").headers
    assert KEEP in client.get("/thu-tuc/").headers


def test_the_worker_stands_under_the_root_and_names_files_that_are_there(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer["Content-Type"] == "text/javascript"
    assert "no-cache" in answer["Cache-Control"]
    frame = json.loads(answer.content.decode().split("\n")[0].removeprefix("const FRAME = ").removesuffix(";"))
    files = [name for name in frame["files"] if name.startswith("/static/")]
    assert len(files) == 5
    assert all(finders.find(name.removeprefix("/static/")) for name in files if "fonts" not in name)
    assert client.get(frame["noLine"]).status_code == 200


def test_the_portal_can_be_installed(client: Client) -> None:
    build(settings.STATIC_BUILD_DIR / "icons")
    described = client.get("/manifest.webmanifest").json()
    assert (described["start_url"], described["scope"], described["display"]) == ("/", "/", "standalone")
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in described["icons"]}
    assert 'rel="manifest" href="/manifest.webmanifest"' in client.get("/").content.decode()
    assert "manifest-src 'self'" in client.get("/")["Content-Security-Policy"]
    assert "common:worker" in all_rows()

"""Recordings about a procedure: known by their content, played in parts, replaced and removed with a record."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from common.clock import moved_to
from common.sound import NotASound, sound_in
from policies import actions as policy_actions
from policies.catalogue import PolicyKey
from procedures.load import LoadReport
from procedures.models import Recording
from tests.personas import sign_in
from tests.places import AT

from .sounds import m4a, mp3, ogg, wav

PAGE, ADMIN = "/thu-tuc/1.001193/", "/quan-tri/thu-tuc/1.001193/ghi-am/"


@pytest.mark.parametrize(
    ("content", "content_type", "seconds"),
    [(wav(2), "audio/wav", 2), (mp3(77), "audio/mpeg", 2), (ogg(3), "audio/ogg", 3), (m4a(4), "audio/mp4", 4)],
)
def test_a_sound_is_known_by_its_content(content: bytes, content_type: str, seconds: int) -> None:
    found = sound_in(content)
    assert (found.content_type, found.seconds) == (content_type, seconds)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.7",
        b"ID3" + b"\0" * 200,
        mp3(2),
        wav()[:40],
        ogg(codec=b"\x80theora"),
        m4a(track=b"vide"),
        m4a()[:40],
        b"RIFF\0\0\0\0WAVEfmt ",
        b"OggS" + b"\xff" * 30,
    ],
)
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(NotASound):
        sound_in(content)


@pytest.fixture
def store(settings: Any, tmp_path: Path) -> None:
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": backend}


@pytest.fixture
def admin(store: None, catalogue: LoadReport, administrator: User) -> Client:
    client = Client()
    sign_in(client, administrator)
    return client


def _put(client: Client, content: bytes, language: str = "hmong", name: str = "tieng.mp3") -> Any:
    file = SimpleUploadedFile(name, content)
    with moved_to(AT):
        return client.post(ADMIN, {"language": language, "file": file})


def test_a_player_is_shown_only_where_there_is_a_recording(admin: Client, client: Client) -> None:
    with moved_to(AT):
        assert "<audio" not in client.get(PAGE).content.decode()
    assert _put(admin, mp3()).status_code == 302
    with moved_to(AT):
        answer = client.get(PAGE)
    page = answer.content.decode()
    assert page.count("<audio") == 1
    assert 'controls preload="none"' in page
    assert "Tiếng Mông" in page
    assert "0:02, 32 KB" in page
    assert "media-src 'self'" in answer["Content-Security-Policy"]


def test_it_plays_whole_and_in_parts(admin: Client, client: Client) -> None:
    _put(admin, wav())
    row, content = Recording.objects.get(), wav()
    address = f"{PAGE}nghe/{row.pk}/"
    whole = client.get(address)
    assert (whole.status_code, whole.content, whole["Content-Type"]) == (200, content, "audio/wav")
    assert (whole["Accept-Ranges"], whole["X-Content-Type-Options"]) == ("bytes", "nosniff")
    for asked, part in (
        ("bytes=0-9", content[:10]),
        ("bytes=100-", content[100:]),
        ("bytes=-5", content[-5:]),
        (f"bytes=10-{len(content) * 2}", content[10:]),
    ):
        answer = client.get(address, headers={"range": asked})
        assert (answer.status_code, answer.content) == (206, part), asked
        assert answer["Content-Range"].endswith(f"/{len(content)}")
    assert client.get(address, headers={"range": f"bytes={len(content)}-"}).status_code == 416
    assert client.get(address, headers={"range": "bytes=0-1,4-5"}).status_code == 200
    assert client.get(f"/thu-tuc/1.004873/nghe/{row.pk}/").status_code == 404


def test_a_new_one_takes_the_place_and_everything_is_on_record(
    admin: Client, client: Client, administrator: User
) -> None:
    _put(admin, wav())
    _put(admin, wav(), language="dao")
    _put(admin, mp3())
    old, dao, new = Recording.objects.order_by("pk")
    assert (old.removed_by, old.removed_at) == (administrator, AT)
    assert client.get(f"{PAGE}nghe/{old.pk}/").status_code == 404
    with moved_to(AT):
        admin.post(ADMIN, {"remove": dao.pk})
        page = client.get(PAGE).content.decode()
        listed = admin.get(ADMIN).content.decode()
    assert page.count("<audio") == 1
    assert f"nghe/{new.pk}/" in page
    assert listed.count(administrator.full_name) >= 5  # put up three times, taken away twice
    assert Recording.objects.count() == 3


def test_what_is_no_sound_or_too_large_is_refused_and_nothing_changes(admin: Client) -> None:
    _put(admin, wav())
    kept = Recording.objects.get()
    answer = _put(admin, b"%PDF-1.7 ...", name="tieng.mp3")
    assert answer.status_code == 422
    assert 'href="#id_file"' in answer.content.decode()
    policy_actions.change(key=PolicyKey.RECORDING_MAX_KB, value=100, valid_from=AT.date(), by=None, at=AT)
    assert _put(admin, mp3(400)).status_code == 422
    assert Recording.objects.get() == kept


def test_an_infected_recording_is_not_kept(admin: Client, settings: Any, tmp_path: Path) -> None:
    scanner = tmp_path / "scanner"
    scanner.write_text("#!/bin/sh\ncat >/dev/null\necho 'stream: Eicar FOUND'\nexit 1\n")
    scanner.chmod(0o755)
    settings.VIRUS_SCANNER = f"command:{scanner}"
    assert _put(admin, mp3()).status_code == 422
    settings.VIRUS_SCANNER = "command:/nowhere/at-all"
    assert _put(admin, mp3()).status_code == 422
    assert not Recording.objects.exists()

"""The page of administrators: upload, errors by row, confirm; the file survives in between, and not for ever."""

import csv
import io
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from common.clock import moved_to
from dossiers.importing import uploads
from dossiers.models import Dossier, TakeOverUpload
from policies.actions import change
from policies.catalogue import PolicyKey
from tests.dossiers_import.conftest import as_bytes
from tests.personas import Personas, make_staff, sign_in
from tests.places import AT, Places

PAGE = "/quan-tri/tiep-quan/"
BAD = [{"code": "A"}, {"code": "=2+5", "level": "province"}, {"code": "C", "received_at": "hôm qua"}]


@pytest.fixture
def admin(catalogue: Places, personas: Personas) -> Client:
    return personas.client_of("administrator")


def send(client: Client, content: Sequence[dict[str, str]] | bytes, center: int, name: str = "sổ.csv") -> HttpResponse:
    file = SimpleUploadedFile(name, as_bytes(content), content_type="text/csv")
    with moved_to(AT):
        return client.post(PAGE, {"center": center, "file": file})


def look(client: Client, address: str) -> HttpResponse:
    with moved_to(AT):
        return client.get(address)


def do(client: Client, address: str) -> HttpResponse:
    with moved_to(AT):
        return client.post(address)


def test_it_is_found_from_the_start_of_the_administration(admin: Client) -> None:
    assert f'href="{PAGE}"' in look(admin, "/quan-tri/").content.decode()


def test_upload_check_confirm(admin: Client, catalogue: Places) -> None:
    sent = send(admin, [{"code": "A"}, {"code": "B", "channel": "post", "status": "RECEIVED"}], catalogue.sa_pa.pk)
    assert sent.status_code == 302
    page = look(admin, sent.url).content.decode()
    assert "Tiếp quản được cả 2 dòng" in page
    assert not Dossier.objects.exists()
    stored = TakeOverUpload.objects.get()
    assert b"Lan" not in bytes(stored.content or b"")
    assert do(admin, f"{sent.url}xac-nhan/").status_code == 302
    assert Dossier.objects.count() == 2
    assert "Đã tiếp quản 2 hồ sơ" in look(admin, sent.url).content.decode()
    stored.refresh_from_db()
    assert (stored.content, stored.rows, stored.done_at) == (None, 2, AT)
    assert do(admin, f"{sent.url}xac-nhan/").status_code == 302  # the second press changes nothing
    assert Dossier.objects.count() == 2


def test_bad_rows_are_shown_and_can_be_taken_home(admin: Client, catalogue: Places) -> None:
    sent = send(admin, BAD, catalogue.sa_pa.pk)
    page = look(admin, sent.url).content.decode()
    assert "Có 2 trên 3 dòng không thể tiếp quản" in page
    assert "xac-nhan" not in page
    content = look(admin, f"{sent.url}dong-loi.csv").content
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [(row["line"], row["code"]) for row in rows] == [("3", "'=2+5"), ("4", "C")]
    assert "1.001193" in rows[0]["reason"]
    assert rows[1]["received_at"] == "hôm qua"
    assert do(admin, f"{sent.url}xac-nhan/").status_code == 409
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 workbook", b"code;name\r\n1;2\r\n"])
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(
    content: bytes, admin: Client, catalogue: Places
) -> None:
    sent = send(admin, content, catalogue.sa_pa.pk)
    assert sent.status_code == 422
    assert "id_file_error" in sent.content.decode()
    assert not TakeOverUpload.objects.exists()


def test_nothing_chosen_is_told(admin: Client, catalogue: Places) -> None:
    with moved_to(AT):
        assert admin.post(PAGE, {"center": catalogue.sa_pa.pk}).status_code == 422


def test_a_long_table_is_sent_to_the_command(admin: Client, catalogue: Places) -> None:
    change(key=PolicyKey.TAKE_OVER_PAGE_ROWS, value=2, valid_from=AT.date(), by=None, at=AT)
    sent = send(admin, [{"code": str(n)} for n in range(3)], catalogue.sa_pa.pk)
    assert sent.status_code == 422
    assert "import_dossiers" in sent.content.decode()
    change(key=PolicyKey.UPLOAD_MAX_MB, value=1, valid_from=AT.date(), by=None, at=AT)
    assert send(admin, b"x" * 1_048_577, catalogue.sa_pa.pk).status_code == 422
    assert not TakeOverUpload.objects.exists()


def test_the_check_is_made_again_when_it_is_confirmed(admin: Client, catalogue: Places) -> None:
    first, second = (send(admin, [{"code": "A"}], catalogue.sa_pa.pk).url for _ in range(2))
    do(admin, f"{first}xac-nhan/")
    late = do(admin, f"{second}xac-nhan/")
    assert late.status_code == 409
    assert "dòng" in late.content.decode()
    assert Dossier.objects.count() == 1


def test_a_discarded_or_old_file_is_gone(admin: Client, catalogue: Places) -> None:
    first, second = (send(admin, [{"code": "A"}], catalogue.sa_pa.pk).url for _ in range(2))
    assert do(admin, f"{first}bo/").status_code == 302
    assert uploads.forget_old(at=AT + timedelta(hours=23)) == 0
    assert uploads.forget_old(at=AT + timedelta(days=1)) == 1
    for address in (first, second):
        assert do(admin, f"{address}xac-nhan/").status_code == 409
        assert "xac-nhan" not in look(admin, address).content.decode()
    assert not Dossier.objects.exists()


def test_an_administrator_of_another_center_sees_nothing_of_it(admin: Client, catalogue: Places) -> None:
    elsewhere = Client()
    sign_in(elsewhere, make_staff("elsewhere", Role.ADMINISTRATOR, center=catalogue.ta_van))
    sent = send(admin, [{"code": "A"}], catalogue.sa_pa.pk)
    assert look(elsewhere, sent.url).status_code == 404
    assert do(elsewhere, f"{sent.url}xac-nhan/").status_code == 404
    assert "sổ.csv" not in look(elsewhere, PAGE).content.decode()
    assert send(elsewhere, [{"code": "A"}], catalogue.sa_pa.pk).status_code == 422
    assert not Dossier.objects.exists()


def test_an_administrator_of_the_province_chooses_the_center(catalogue: Places) -> None:
    client = Client()
    sign_in(client, make_staff("of_the_province", Role.ADMINISTRATOR, unit=catalogue.province))
    sent = send(client, [{"code": "A"}], catalogue.ta_van.pk)
    do(client, f"{sent.url}xac-nhan/")
    assert Dossier.objects.get().receiving_center == catalogue.ta_van


def test_the_list_of_files_costs_the_same_however_long_it_is(admin: Client, catalogue: Places) -> None:
    counts = []
    for _ in range(2):
        send(admin, [{"code": "A"}], catalogue.sa_pa.pk)
        with CaptureQueriesContext(connection) as queries:
            look(admin, PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]

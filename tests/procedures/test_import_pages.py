"""Administrators bring a workbook in: upload, look, confirm. Others are refused and nothing changes."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common.clock import moved_to
from procedures.import_actions import compare
from procedures.models import CatalogueUpload, ProcedureVersion, SearchMiss, Synonym

from .conftest import NOW
from .workbooks import FEES, PROCEDURES, STEPS, TODAY, add_row, all_of, put, workbook

MARITAL = "1.004873"
NEXT_MONTH = date(2027, 1, 1)
CHANGED = all_of(
    put(FEES, "Số tiền (đồng)", 7000),
    put(PROCEDURES, "Ghi chú", "Ghi chú <mới>"),
    add_row(
        STEPS,
        Mã_thủ_tục=MARITAL,
        STT=40,
        Tên_bước="Thẩm tra",
        Vai_trò="Chuyên viên",
        Số_giờ=400,
        Tính_vào_thời_hạn="có",
    ),
)


@pytest.fixture
def admin(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def send(client: Client, content: bytes, day: str = "01/01/2027", name: str = "danh mục.xlsx"):  # type: ignore[no-untyped-def]
    file = SimpleUploadedFile(name, content)
    with moved_to(NOW):
        return client.post("/quan-tri/danh-muc/nhap/", {"workbook": file, "valid_from": day})


def versions() -> int:
    return ProcedureVersion.objects.filter(procedure__code=MARITAL).count()


def test_upload_look_confirm(admin: Client, administrator: User) -> None:
    content = workbook(MARITAL, change=CHANGED)
    sent = send(admin, content)
    upload = CatalogueUpload.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, f"/quan-tri/danh-muc/nhap/{upload.pk}/")
    with moved_to(NOW):
        page = admin.get(sent["Location"]).content.decode()
    assert "Ghi chú &lt;mới&gt;" in page
    assert "7000" in page
    assert "01/01/2027" in page
    assert versions() == 1
    seen = compare(content, valid_from=NEXT_MONTH, at=NOW).fingerprint
    assert seen in page
    with moved_to(NOW):
        confirmed = admin.post(sent["Location"], {"what": "apply", "seen": seen})
        assert admin.get(sent["Location"]).status_code == 200
        assert upload.name in admin.get("/quan-tri/danh-muc/nhap/").content.decode()
    assert confirmed.status_code == 302
    upload.refresh_from_db()
    assert (versions(), upload.applied_by, upload.applied_at) == (2, administrator, NOW)


def test_a_confirmation_of_something_else_changes_nothing_and_shows_it_again(admin: Client) -> None:
    address = send(admin, workbook(MARITAL, change=CHANGED))["Location"]
    with moved_to(NOW):
        answer = admin.post(address, {"what": "apply", "seen": "0" * 64})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert versions() == 1


def test_a_workbook_can_be_discarded_until_it_is_applied(admin: Client) -> None:
    content = workbook(MARITAL, change=CHANGED)
    address = send(admin, content)["Location"]
    with moved_to(NOW):
        assert admin.post(address, {"what": "discard"}).status_code == 302
        assert admin.get(address).status_code == 404
    address = send(admin, content)["Location"]
    seen = compare(content, valid_from=NEXT_MONTH, at=NOW).fingerprint
    with moved_to(NOW):
        admin.post(address, {"what": "apply", "seen": seen})
        assert admin.post(address, {"what": "discard"}).status_code == 422
        assert admin.post(address, {"what": "apply", "seen": seen}).status_code == 422
    assert CatalogueUpload.objects.count() == 1
    assert versions() == 2


def test_mistakes_are_listed_by_sheet_and_row_and_nothing_is_kept(admin: Client) -> None:
    change = all_of(put(FEES, "Số tiền (đồng)", -1), put(PROCEDURES, "Đơn vị", "tuần"))
    answer = send(admin, workbook(MARITAL, change=change))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "“tuần”" in html
    assert "id_workbook_error" in html
    assert 'value="01/01/2027"' in html
    assert not CatalogueUpload.objects.exists()


@pytest.mark.parametrize(
    ("content", "day", "field"),
    [(b"a,b", "01/01/2027", "workbook"), (None, "22/11/2026", "valid_from"), (None, "tomorrow", "valid_from")],
)
def test_a_wrong_file_or_day_is_told_beside_its_field(
    admin: Client, content: bytes | None, day: str, field: str
) -> None:
    answer = send(admin, content if content is not None else workbook(MARITAL), day)
    assert answer.status_code == 422
    assert f"id_{field}_error" in answer.content.decode()
    assert not CatalogueUpload.objects.exists()


def test_the_download_comes_back_without_a_change(admin: Client) -> None:
    with moved_to(NOW):
        answer = admin.get("/quan-tri/danh-muc/tai-ve/")
    assert "danh-muc-thu-tuc-2026-11-23.xlsx" in answer["Content-Disposition"]
    address = send(admin, answer.content, "23/11/2026")["Location"]
    with moved_to(NOW):
        html = admin.get(address).content.decode()
    assert 'value="apply"' not in html


def test_an_officer_cannot_bring_anything_in(client: Client, officer: User, administrator: User) -> None:
    content = workbook(MARITAL, change=CHANGED)
    upload = CatalogueUpload.objects.create(
        name="a.xlsx", content=content, valid_from=TODAY, uploaded_by=administrator, uploaded_at=NOW
    )
    seen = compare(content, valid_from=TODAY, at=NOW).fingerprint
    client.force_login(officer)
    assert send(client, content).status_code == 403
    with moved_to(NOW):
        address = f"/quan-tri/danh-muc/nhap/{upload.pk}/"
        assert client.post(address, {"what": "apply", "seen": seen}).status_code == 403
        assert client.post(address, {"what": "discard"}).status_code == 403
    assert (versions(), CatalogueUpload.objects.count()) == (1, 1)


def test_words_are_added_from_a_search_in_vain(admin: Client) -> None:
    miss = SearchMiss.objects.create(text="may bay truc thang", last_at=NOW)
    with moved_to(NOW):
        assert miss.text in admin.get("/quan-tri/tim-khong-thay/").content.decode()
        form = admin.get("/quan-tri/tu-tim-kiem/?cum-tu=may+bay+truc+thang").content.decode()
        assert 'value="may bay truc thang"' in form
        wrong = admin.post("/quan-tri/tu-tim-kiem/", {"phrase": miss.text, "means": "9.999999"})
        assert wrong.status_code == 422
        assert "9.999999" in wrong.content.decode()
        right = admin.post("/quan-tri/tu-tim-kiem/", {"phrase": miss.text, "means": MARITAL})
        assert right.status_code == 302
        assert MARITAL in admin.get("/thu-tuc/?q=máy bay trực thăng").content.decode()
    assert not SearchMiss.objects.exists()
    row = Synonym.objects.get(phrase=miss.text)
    with moved_to(NOW):
        assert admin.post(f"/quan-tri/tu-tim-kiem/{row.pk}/bo/").status_code == 302
        assert admin.post(f"/quan-tri/tu-tim-kiem/{row.pk}/bo/").status_code == 404
    row.refresh_from_db()
    assert not row.is_active


def test_a_search_in_vain_is_taken_off_the_list(admin: Client) -> None:
    miss = SearchMiss.objects.create(text="abc", last_at=NOW)
    with moved_to(NOW):
        assert admin.post(f"/quan-tri/tim-khong-thay/{miss.pk}/bo/").status_code == 302
    assert not SearchMiss.objects.exists()


def test_an_officer_changes_no_words(client: Client, officer: User) -> None:
    client.force_login(officer)
    row = Synonym.objects.filter(is_active=True).first()
    miss = SearchMiss.objects.create(text="abc", last_at=NOW)
    before = Synonym.objects.count()
    with moved_to(NOW):
        assert client.post("/quan-tri/tu-tim-kiem/", {"phrase": "a b", "means": MARITAL}).status_code == 403
        assert client.post(f"/quan-tri/tu-tim-kiem/{row.pk}/bo/").status_code == 403
        assert client.post(f"/quan-tri/tim-khong-thay/{miss.pk}/bo/").status_code == 403
    assert (Synonym.objects.count(), SearchMiss.objects.count()) == (before, 1)
    assert Synonym.objects.get(pk=row.pk).is_active


@pytest.mark.parametrize("address", ["/quan-tri/tim-khong-thay/", "/quan-tri/tu-tim-kiem/", "/quan-tri/danh-muc/nhap/"])
def test_a_list_costs_the_same_whatever_its_length(
    admin: Client,
    administrator: User,
    address: str,
    django_assert_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    def grow(first: int, last: int) -> None:
        for number in range(first, last):
            SearchMiss.objects.create(text=f"abc {number}", last_at=NOW)
            Synonym.objects.create(phrase=f"abc {number}", means="1.004873", source="x")
            CatalogueUpload.objects.create(
                name="a", content=b"", valid_from=TODAY, uploaded_by=administrator, uploaded_at=NOW
            )

    with moved_to(NOW):
        admin.get(address)
        grow(0, 1)
        with CaptureQueriesContext(connection) as few:
            admin.get(address)
        grow(1, 40)
        with django_assert_num_queries(len(few)):
            admin.get(address)

"""Form 01 as paper: what it says, that its QR code leads to the dossier, and that no name can break it."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from citizens.actions import find_or_create
from citizens.data import PartyData
from citizens.models import Party
from dossiers import actions
from dossiers.actions.intake import PaperIn
from dossiers.models import DigitisedPaper, Dossier, FiledBy, Paper
from dossiers.slips.form01 import NotReceivedYet, form_01_pdf, form_01_pictures
from tests.dossiers.world import World
from tests.dossiers_staff.desk import enclose
from tests.places import AT

pytestmark = pytest.mark.django_db
NASTY = '#read("/etc/passwd") *đậm* $x$ `mã` <b>&amp;</b> \\ [ngoặc] _'


def make_party(world: World, name: str, number: str = "000123456789", **more: Any) -> Party:
    data = PartyData(kind="person", name=name, number=number, number_kind="citizen_id", **more)
    return find_or_create(data, at=AT, by=world.personas.counter)


def make_received(world: World, name: str = "Hạng Thị Lan", **changed: Any) -> Dossier:
    owner = make_party(world, name, phone="0900000001", address_line="Tổ 3, đường Thạch Sơn")
    return world.received(owner=owner, **{"submitter": owner, **changed})


def read(pdf: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(pdf))
    text = " ".join(page.extract_text() for page in reader.pages)
    return reader, " ".join(text.replace("\u200b", "").split())


def test_it_says_everything_the_form_asks_for(world: World) -> None:
    dossier = make_received(world, papers=[PaperIn("Tờ khai theo mẫu", originals=1, copies=2)])
    _reader, text = read(form_01_pdf(dossier, at=AT))
    for expected in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "ỦY BAN NHÂN DÂN PHƯỜNG SA PA",
        "Sa Pa, ngày 19 tháng 11 năm 2026",
        "Số: 1/TNHS",
        dossier.code,
        dossier.check_word,
        "Hạng Thị Lan",
        "000123456789",
        "0900000001",
        "Tổ 3, đường Thạch Sơn",
        "Tờ khai theo mẫu",
        "03 ngày làm việc",
        "09 giờ 10 phút, ngày 19/11/2026",
        f"ngày {dossier.promised_at:%d/%m/%Y}",
        "Trực tiếp",
        "Liên 1: Lưu",
        "Liên 2: Giao người nộp",
        "Thông tư số 03/2025/TT-VPCP",
    ):
        assert str(expected) in text, expected


def test_two_copies_are_two_pages_and_one_is_the_applicants(world: World) -> None:
    dossier = make_received(world)
    assert len(read(form_01_pdf(dossier, at=AT))[0].pages) == 2
    single, text = read(form_01_pdf(dossier, at=AT, copies=1))
    assert len(single.pages) == 1
    assert "Giao người nộp" in text
    assert "Lưu" not in text


def test_the_file_says_that_it_is_pdf_a(world: World) -> None:
    reader, _text = read(form_01_pdf(make_received(world), at=AT))
    metadata = reader.xmp_metadata.stream.get_data().decode()
    assert re.search(r"pdfaid:part>2<", metadata)
    assert re.search(r"pdfaid:conformance>B<", metadata)


@pytest.mark.parametrize("copy", [0, 1])
def test_the_qr_code_leads_to_the_secret_address(world: World, settings: Any, copy: int) -> None:
    settings.PUBLIC_URL = "https://sapa.example"
    dossier = make_received(world)
    picture = Image.open(io.BytesIO(form_01_pictures(dossier, at=AT)[copy]))
    found = zxingcpp.read_barcodes(picture)
    assert [code.text for code in found] == [f"https://sapa.example/tra-cuu/{dossier.secret}/"]


def test_a_submitter_who_is_somebody_else_is_named(world: World) -> None:
    submitter = make_party(world, "Vàng Văn Tẩn", "000987654321")
    dossier = make_received(world, submitter=submitter, filed_by=FiledBy.RELATIVE)
    _reader, text = read(form_01_pdf(dossier, at=AT))
    assert "Người nộp: Vàng Văn Tẩn" in text
    assert "000987654321" in text


def test_a_paper_used_again_is_printed_as_such_and_not_as_a_file_handed_in(world: World) -> None:
    before = enclose(make_received(world))
    by = world.personas.counter
    card = DigitisedPaper.objects.create(
        paper=before, party=before.dossier.owner, kind="Căn cước", issuer="Cục C06", at=AT, by=by
    )
    dossier = make_received(world, papers=[PaperIn("Tờ khai theo mẫu", originals=1)])
    assert "dùng lại" not in read(form_01_pdf(dossier, at=AT))[1]
    Paper.objects.create(
        dossier=dossier, reused=card, name="Căn cước", sha256=before.sha256, key_id=before.key_id,
        file_name=before.file_name, content_type=before.content_type, size=before.size, added_at=AT, added_by=by,
    )  # fmt: skip
    _reader, text = read(form_01_pdf(dossier, at=AT, copies=1))
    assert re.search(r"Căn cước – – Đã số hóa, ?dùng lại", text), text


def test_what_people_type_is_printed_and_never_obeyed(world: World) -> None:
    _reader, text = read(form_01_pdf(make_received(world, name=NASTY), at=AT))
    assert "#read(" in text
    assert "*đậm*" in text
    assert "root:" not in text


@pytest.mark.parametrize("name", ["Ầ" * 290, "Nguyễn Thị " * 27, "漢字 😀 \ue000\u202e\x00 Lan"])
def test_no_name_breaks_the_slip(world: World, name: str) -> None:
    owner = make_party(world, name.replace("\x00", ""))
    dossier = world.received(owner=owner, submitter=owner)
    reader, text = read(form_01_pdf(dossier, at=AT))
    assert dossier.check_word in text
    assert len(reader.pages) >= 2


def test_a_later_edition_prints_the_new_date_beside_the_promise(world: World) -> None:
    dossier = make_received(world)
    dossier = actions.start(dossier, at=AT, by=world.actor("officer"))
    officer = world.actor("officer")
    dossier = actions.request_supplement(dossier, ["Tờ khai"], at=AT, by=officer, reason="thiếu")
    dossier = actions.supply(dossier, at=AT + timedelta(days=6), by=world.actor("counter"))
    assert dossier.due_at != dossier.promised_at
    _reader, text = read(form_01_pdf(dossier, at=AT + timedelta(days=6)))
    assert f"ngày {dossier.promised_at:%d/%m/%Y}" in text
    assert f"ngày {dossier.due_at:%d/%m/%Y}" in text


def test_before_reception_there_is_no_slip(world: World) -> None:
    with pytest.raises(NotReceivedYet):
        form_01_pdf(world.submitted(), at=AT)

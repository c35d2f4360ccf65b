"""Forms 02 and 03 of somebody who got no code, as paper."""

import io
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from centers.models import Center
from dossiers.arrivals import NOBODY
from dossiers.models import Arrival
from dossiers.slips.notice import NoSuchPrint, notice_at_the_desk
from procedures.models import Procedure, ProcedureCase
from tests.arrivals.walkins import BASIS, VISITOR, note
from tests.dossiers.world import World
from tests.places import AT
from tests.slips.test_form01 import NASTY, read

pytestmark = pytest.mark.django_db


def test_form_02_names_everything_that_is_missing_and_what_is_wrong(world: World) -> None:
    reader, text = read(notice_at_the_desk(note(world.personas, "02", world.versions["days"])).pdf())
    for expected in (
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "ỦY BAN NHÂN DÂN PHƯỜNG SA PA",
        "Số: 1/YCBS",
        f"Hồ sơ của: {VISITOR.name}",
        VISITOR.phone,
        "Tờ khai",
        "thiếu chữ ký",
        "Giấy chứng sinh",
        "bổ sung, nộp bản hợp lệ",
        "Thủ tục mẫu 9.000000",
        "chưa cấp",
        "Mẫu số 02 ban hành kèm theo Thông tư số 03/2025/TT-VPCP",
    ):
        assert expected in text, expected
    assert "mã kiểm tra" not in text
    assert "pdfaid" in str(reader.xmp_metadata.rdf_root.toxml())


def test_form_03_tells_the_reason_of_the_list_its_law_and_more(world: World) -> None:
    case = ProcedureCase.objects.create(version=world.versions["days"], number=1, label="cần xác minh")
    text = read(notice_at_the_desk(note(world.personas, "03", world.versions["days"], case=case)).pdf())[1]
    official = "Không đủ điều kiện giải quyết theo quy định của thủ tục hành chính"
    assert f"Lý do: {official}. Chưa đủ tuổi theo quy định" in text
    assert f"Căn cứ pháp lý: {BASIS}" in text
    assert "Số: 1/TC" in text
    assert "(cần xác minh)" in text


def test_its_qr_code_leads_to_the_public_page_of_the_procedure(world: World, settings: Any) -> None:
    settings.PUBLIC_URL = "https://sapa.example"
    arrival = note(world.personas, "02", world.versions["days"])
    picture = Image.open(io.BytesIO(notice_at_the_desk(arrival).pictures()[0]))
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == ["https://sapa.example/thu-tuc/9.000000/"]


def test_a_print_of_next_year_is_the_same_file(world: World, settings: Any) -> None:
    arrival = note(world.personas, "03", world.versions["days"])
    first = notice_at_the_desk(arrival).pdf()
    Center.objects.filter(pk=world.places.sa_pa.pk).update(name="Trung tâm khác", hotline="1900 0000")
    Procedure.objects.filter(pk=world.versions["days"].procedure_id).update(name="Tên khác")
    settings.PUBLIC_URL = "https://khac.example"
    assert notice_at_the_desk(Arrival.objects.get(pk=arrival.pk)).pdf() == first


def test_who_tells_no_name_gets_a_line_to_write_on(world: World) -> None:
    text = read(notice_at_the_desk(note(world.personas, "02", world.versions["days"], visitor=NOBODY)).pdf())[1]
    assert "Hồ sơ của: ...." in text
    assert Arrival.objects.get().visitor_encrypted is None


def test_what_people_type_is_printed_and_never_obeyed(world: World) -> None:
    text = read(notice_at_the_desk(note(world.personas, "03", world.versions["days"], reason=NASTY)).pdf())[1]
    assert "#read(" in text
    assert "root:" not in text


def test_guidance_has_no_form(world: World) -> None:
    with pytest.raises(NoSuchPrint):
        notice_at_the_desk(note(world.personas, "guidance", world.versions["days"], at=AT))

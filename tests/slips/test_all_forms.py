"""Forms 01 to 07 and the hand-over slip with the longest names: nothing is cut, the QR code leads to the right page."""

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import zxingcpp
from django.conf import settings
from django.test import Client
from django.utils.html import escape
from PIL import Image
from pypdf import PdfReader

from common.clock import moved_to
from dossiers import actions
from dossiers.actions.export import Wanted, record_export
from dossiers.actions.intake import PaperIn
from dossiers.exports.masking import Masking
from dossiers.models import Dossier, ExportKind, IssuedForm
from dossiers.queries.register import Wish, chosen
from dossiers.slips.form01 import NotReceivedYet, form_01_pdf, form_01_pictures
from dossiers.slips.form04 import letter_pdf, letter_pictures
from dossiers.slips.form06 import form_06_pdf, form_06_pictures
from dossiers.slips.form07 import form_07_pdf, form_07_pictures
from dossiers.slips.handover import handover_pdf, handover_pictures
from dossiers.slips.notice import notice_of
from procedures.models import Procedure
from tests.dossiers.world import World
from tests.places import AT
from tests.slips.test_form01 import make_party, read

pytestmark = pytest.mark.django_db
PICTURES = Path(settings.BASE_DIR) / "test-artefacts" / "forms"
OWNER = "Công Tằng Tôn Nữ " + " ".join(["Hoàng Thị Mỹ Duyên Quỳnh"] * 4)
PROCEDURE = (
    "Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan, tổ chức có thẩm quyền của Việt Nam; cơ quan, tổ chức "
    "có thẩm quyền của nước ngoài; cơ quan, tổ chức có thẩm quyền của Việt Nam liên kết với cơ quan, tổ chức có thẩm "
    "quyền của nước ngoài cấp hoặc chứng nhận và các giấy tờ kèm theo phải hợp pháp hóa lãnh sự theo quy định"
)
PAPERS = [
    f"Giấy tờ thứ {number}: văn bản xác nhận của cơ quan có thẩm quyền về nội dung kê khai" for number in range(25)
]


@dataclass(frozen=True)
class Sheet:
    """A form as file and as pictures; `leads_to` is the path that its QR codes have."""

    pdf: bytes
    pictures: Sequence[bytes]
    leads_to: str
    says: Sequence[str]
    number: str


def _long(world: World, **changed: Any) -> Dossier:
    Procedure.objects.filter(pk=world.versions["days"].procedure_id).update(name=PROCEDURE)
    world.versions["days"].procedure.name = PROCEDURE
    owner = make_party(
        world, OWNER, phone="0900000001", address_line="Số 126, ngõ 9, đường Điện Biên Phủ, tổ dân phố 3"
    )
    papers = [PaperIn(name, originals=1) for name in PAPERS]
    return world.received(owner=owner, submitter=owner, papers=papers, **changed)


def _form(dossier: Dossier, form: str) -> IssuedForm:
    return IssuedForm.objects.select_related("dossier").get(dossier=dossier, form=form)


def _tracked(dossier: Dossier) -> str:
    return f"/tra-cuu/{dossier.secret}/"


def form_01(world: World) -> Sheet:
    dossier = _long(world)
    pdf, pictures = form_01_pdf(dossier, at=AT), form_01_pictures(dossier, at=AT)
    return Sheet(pdf, pictures, _tracked(dossier), [OWNER, PROCEDURE, PAPERS[-1], "Mẫu số 01"], "/TNHS")


def form_02(world: World) -> Sheet:
    dossier, papers = _long(world), world.versions["days"].papers
    for number, name in enumerate(PAPERS, start=50):
        papers.create(number=number, name=name, originals=1, copies=0)
    actions.start(dossier, at=AT, by=world.actor("officer"))
    actions.request_supplement(dossier, PAPERS, at=AT, by=world.actor("officer"), reason="Bản chụp không đọc được")
    notice = notice_of(_form(dossier, "02"))
    says = [OWNER, PROCEDURE, PAPERS[-1], "Mẫu số 02", "Bản chụp không đọc được"]
    return Sheet(notice.pdf(), notice.pictures(), _tracked(dossier), says, "/YCBS")


def form_03(world: World) -> Sheet:
    dossier, reason = _long(world), "Đất đang có tranh chấp, đã có đơn gửi Ủy ban nhân dân. " * 8
    actions.start(dossier, at=AT, by=world.actor("officer"))
    actions.return_(dossier, at=AT, by=world.actor("officer"), reason=reason.strip())
    notice = notice_of(_form(dossier, "03"))
    return Sheet(
        notice.pdf(), notice.pictures(), _tracked(dossier), [OWNER, PROCEDURE, "tranh chấp", "Mẫu số 03"], "/TC"
    )


def form_04(world: World) -> Sheet:
    dossier, reason = _long(world), "Chờ ý kiến của cơ quan phối hợp về ranh giới thửa đất. " * 6
    new_at = datetime.fromisoformat("2026-11-30T16:00+07:00")
    actions.extend(dossier, cause="agency", new_at=new_at, at=AT, by=world.actor("leader"), reason=reason.strip())
    form = _form(dossier, "04")
    return Sheet(letter_pdf(form), letter_pictures(form), _tracked(dossier), [OWNER, PROCEDURE, "ranh giới"], "/XL")


def form_05(world: World) -> Sheet:
    dossier, reason = _long(world), "Người nộp đã được giải quyết ở nơi khác."
    actions.stop(dossier, at=AT, by=world.actor("leader"), reason=reason)
    notice = notice_of(_form(dossier, "05"))
    says = [
        OWNER,
        PROCEDURE,
        reason,
        "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
        "Bên đề nghị dừng: Cơ quan giải quyết",
        "Giai đoạn: đã tiếp nhận, chưa giải quyết",
        "Bản chính giấy tờ đã nộp được trả lại tại",
        "Mẫu số 05",
    ]
    return Sheet(notice.pdf(), notice.pictures(), _tracked(dossier), says, "/TBD")


def form_06(world: World) -> Sheet:
    dossier = _long(world)
    actions.start(dossier, at=AT + timedelta(hours=1), by=world.actor("officer"))
    late = AT + timedelta(days=7)
    actions.resolve(dossier, at=late, by=world.actor("officer"))
    dossier = Dossier.objects.get(pk=dossier.pk)
    says = [
        OWNER,
        PROCEDURE,
        "1) Giao: Người nộp hồ sơ",
        "Văn phòng HĐND và UBND, Phường Sa Pa – Officer",
        "10 giờ 10 phút, ngày 19/11/2026",
        "Quá hạn",
        "chưa xác nhận",
        "Mẫu số 06",
    ]
    pdf, pictures = form_06_pdf(dossier, at=late), form_06_pictures(dossier, at=late)
    return Sheet(pdf, pictures, f"/xu-ly/ho-so/{dossier.pk}/", says, "/PKS")


def form_07(world: World) -> Sheet:
    for _number in range(30):
        last = _long(world)
    wish = Wish(world.places.sa_pa, date(2026, 11, 1), date(2026, 11, 30))
    asked = {"trung-tam": "sa-pa", "tu": "01/11/2026", "den": "30/11/2026"}
    actor = world.actor("counter")
    selection = chosen(world.personas.counter, wish, at=AT)
    record = record_export(selection, Wanted(ExportKind.REGISTER, asked), at=AT, by=actor)
    given = (world.places.sa_pa, ["Tiếp nhận từ 01/11/2026 đến 30/11/2026"], record, Masking.of(record, actor))
    says = [OWNER, last.code or "", "SỔ THEO DÕI HỒ SƠ", "Tiếp nhận từ 01/11/2026", "Mẫu số 07", "30 hồ sơ"]
    return Sheet(form_07_pdf(*given), form_07_pictures(*given), "/quay/so-theo-doi/", says, "/STD")


def handover(world: World) -> Sheet:
    dossier, by = _long(world), world.actor("counter")
    pdf, pictures = handover_pdf([dossier], by, at=AT), handover_pictures([dossier], by, at=AT)
    return Sheet(pdf, pictures, f"/xu-ly/ho-so/{dossier.pk}/", [OWNER, PROCEDURE, PAPERS[-1]], "/PBG")


FORMS: Sequence[Callable[[World], Sheet]] = (form_01, form_02, form_03, form_04, form_05, form_06, form_07, handover)


@pytest.mark.parametrize("make", FORMS, ids=lambda make: make.__name__)
def test_with_the_longest_names_nothing_is_cut_and_the_code_leads_there(
    make: Callable[[World], Sheet], world: World
) -> None:
    sheet = make(world)
    reader, text = read(sheet.pdf)
    for expected in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", sheet.number, *sheet.says):
        assert _letters(expected) in _letters(text), expected
    assert len(sheet.pictures) == len(reader.pages)
    codes = [code.text for page in _kept(make.__name__, sheet.pictures) for code in zxingcpp.read_barcodes(page)]
    assert codes
    assert {urlsplit(code).path for code in codes} == {sheet.leads_to}
    assert _opens(codes[0], world)
    _says_that_it_is_pdf_a(reader)


def _opens(code: str, world: World) -> bool:
    """What somebody sees who follows the code: anybody the tracking page, the desk its own; about this dossier."""
    place = urlsplit(code)
    visitor = Client() if place.path.startswith("/tra-cuu/") else world.personas.client_of("counter")
    with moved_to(AT + timedelta(hours=2)):
        page = visitor.get(f"{place.path}?{place.query}")
    return page.status_code == 200 and escape(PROCEDURE[:60]) in page.content.decode()


def _letters(text: str) -> str:
    """Line breaks inside of narrow columns are no difference."""
    return "".join(text.split())


def _kept(name: str, pictures: Sequence[bytes]) -> Sequence[Image.Image]:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for number, picture in enumerate(pictures, start=1):
        (PICTURES / f"{name}-{number}.png").write_bytes(picture)
    return [Image.open(io.BytesIO(picture)) for picture in pictures]


def _says_that_it_is_pdf_a(reader: PdfReader) -> None:
    assert reader.xmp_metadata is not None
    told = str(reader.xmp_metadata.rdf_root.toxml())
    assert re.search(r"pdfaid:part>2<", told)
    assert re.search(r"pdfaid:conformance>B<", told)
    assert reader.metadata is not None
    assert reader.metadata.title


@pytest.mark.parametrize(
    ("verb", "who", "told"),
    [
        ("withdraw", "citizen", "Người nộp hồ sơ (rút hồ sơ)"),
        ("withdraw", "counter", "Người nộp hồ sơ (rút hồ sơ)"),
        ("stop", "leader", "Cơ quan giải quyết"),
    ],
)
def test_form_05_tells_who_ended_it_and_why(world: World, verb: str, who: str, told: str) -> None:
    dossier = world.processing()
    reason = {"reason": "Hết căn cứ giải quyết"} if verb == "stop" else {}
    getattr(actions, verb)(dossier, at=AT, by=world.actor(who), **reason)
    _reader, text = read(notice_of(_form(dossier, "05")).pdf())
    assert told in text
    assert "Giai đoạn: đang giải quyết" in text
    assert ("theo đề nghị của người nộp hồ sơ" in text) == (verb == "withdraw")


def test_form_06_needs_a_reception(world: World) -> None:
    with pytest.raises(NotReceivedYet):
        form_06_pdf(world.submitted(), at=AT)


def test_form_06_and_07_by_their_buttons(world: World) -> None:
    dossier = world.received()
    officer, counter = world.personas.client_of("officer"), world.personas.client_of("counter")
    assert officer.get(f"/xu-ly/ho-so/{dossier.pk}/phieu-kiem-soat.pdf")["Content-Type"] == "application/pdf"
    assert officer.get(f"/xu-ly/ho-so/{world.submitted().pk}/phieu-kiem-soat.pdf").status_code == 404
    address = "/quay/so-theo-doi/excel/?trung-tam=sa-pa&tu=01/11/2026&den=30/11/2026"
    printed = counter.post(address, {"pdf": "1", "extent": "masked"})
    assert printed["Content-Type"] == "application/pdf"
    assert (dossier.code or "") in read(b"".join(printed))[1]  # type: ignore[arg-type]


def test_a_stranger_gets_no_control_slip(world: World, client: Client) -> None:
    dossier = world.received()
    elsewhere = world.personas.client_of("officer_elsewhere")
    assert elsewhere.get(f"/xu-ly/ho-so/{dossier.pk}/phieu-kiem-soat.pdf").status_code == 404

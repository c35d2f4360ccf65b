"""Forms 02 and 03 as paper: all that is missing at once, the reason, and a QR code that leads to the dossier."""

import io

import pytest
import zxingcpp
from PIL import Image

from dossiers import actions
from dossiers.models import Dossier, IssuedForm
from dossiers.slips.notice import NoSuchPrint, notice_pdf, notice_pictures
from tests.dossiers.world import World
from tests.places import AT
from tests.slips.test_form01 import NASTY, make_party, read

pytestmark = pytest.mark.django_db


def asked(world: World, reason: str = "Thiếu giấy tờ theo khoản 2") -> tuple[Dossier, IssuedForm]:
    papers = ["Tờ khai theo mẫu", f"Giấy xác nhận {'rất dài ' * 30}"]
    dossier = actions.ask_to_complete(world.submitted(), papers, at=AT, by=world.actor("counter"), reason=reason)
    return dossier, IssuedForm.objects.get(dossier=dossier, form="02")


def test_form_02_names_every_missing_paper_and_the_reason(world: World) -> None:
    dossier, form = asked(world)
    reader, text = read(notice_pdf(form, at=AT))
    for expected in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Số: 1/YCBS",
        "Tờ khai theo mẫu",
        "Giấy xác nhận",
        "Thiếu giấy tờ theo khoản 2",
        "Hạng Thị Lan",
        dossier.check_word,
        "Mẫu số 02 ban hành kèm theo Thông tư số 03/2025/TT-VPCP",
    ):
        assert expected in text, expected
    assert "pdfaid" in str(reader.xmp_metadata.rdf_root.toxml())


def test_form_03_tells_why_it_was_refused(world: World) -> None:
    dossier = actions.decline(world.submitted(), at=AT, by=world.actor("counter"), reason="Không thuộc thẩm quyền")
    form = IssuedForm.objects.get(dossier=dossier, form="03")
    _reader, text = read(notice_pdf(form, at=AT))
    assert "PHIẾU TỪ CHỐI TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ" in text
    assert "Không thuộc thẩm quyền" in text


def test_its_qr_code_leads_to_the_dossier(world: World) -> None:
    dossier, form = asked(world)
    picture = Image.open(io.BytesIO(notice_pictures(form, at=AT)[0]))
    assert [code.text.rpartition("/tra-cuu/")[2] for code in zxingcpp.read_barcodes(picture)] == [f"{dossier.secret}/"]


def test_no_name_and_no_reason_breaks_it(world: World) -> None:
    world.owner.name = make_party(world, NASTY * 3).name
    world.owner.save()
    _dossier, form = asked(world, reason=NASTY)
    assert NASTY.split()[0] in read(notice_pdf(form, at=AT))[1]


def test_what_it_said_does_not_change_with_the_dossier(world: World) -> None:
    dossier, form = asked(world)
    before = read(notice_pdf(form, at=AT))[1]
    actions.resubmit(dossier, at=AT, by=world.actor("citizen"))
    after = read(notice_pdf(IssuedForm.objects.get(pk=form.pk), at=AT))[1]
    for text in (before, after):
        assert "Thiếu giấy tờ theo khoản 2" in text


def test_other_forms_have_their_own_print(world: World) -> None:
    form = IssuedForm.objects.get(dossier=world.received(), form="01")
    with pytest.raises(NoSuchPrint):
        notice_pdf(form, at=AT)

"""Forms 02 and 03 as paper: all that is missing at once, the reason, and a QR code that leads to the dossier."""

import io
from datetime import timedelta
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from accounts.models import User
from centers.models import Center
from citizens.models import Party
from dossiers import actions
from dossiers.models import Dossier, IssuedForm
from dossiers.slips.notice import NoSuchPrint, notice_of, notice_pdf
from procedures.models import Procedure
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
    reader, text = read(notice_of(form).pdf())
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
    _reader, text = read(notice_of(form).pdf())
    assert "PHIẾU TỪ CHỐI TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ" in text
    assert "Không thuộc thẩm quyền" in text


def test_its_qr_code_leads_to_the_dossier(world: World) -> None:
    dossier, form = asked(world)
    picture = Image.open(io.BytesIO(notice_of(form).pictures()[0]))
    assert [code.text.rpartition("/tra-cuu/")[2] for code in zxingcpp.read_barcodes(picture)] == [f"{dossier.secret}/"]


def test_no_name_and_no_reason_breaks_it(world: World) -> None:
    world.owner.name = make_party(world, NASTY * 3).name
    world.owner.save()
    _dossier, form = asked(world, reason=NASTY)
    assert NASTY.split()[0] in read(notice_of(form).pdf())[1]


def test_a_print_of_next_year_is_the_same_file(world: World, settings: Any) -> None:
    """Whatever became of people, the center, the address of the portal and the dossier meanwhile."""
    dossier, form = asked(world)
    first = notice_pdf(dossier, form.pk)
    until = read(first)[1].partition("Đề nghị hoàn thiện trước: ")[2]
    assert until.startswith("23 giờ 59 phút, ngày 19/12/2026")
    actions.resubmit(dossier, at=AT, by=world.actor("citizen"))
    actions.receive(dossier, at=AT, by=world.actor("counter"))
    change_name_and_phone(world.owner)
    Center.objects.filter(pk=world.places.sa_pa.pk).update(name="Trung tâm khác", hotline="1900 0000")
    User.objects.filter(pk=world.personas.counter.pk).update(full_name="Người Khác")
    Procedure.objects.filter(pk=world.versions["days"].procedure_id).update(name="Tên khác")
    settings.PUBLIC_URL = "https://khac.example"
    assert notice_pdf(Dossier.objects.get(pk=dossier.pk), form.pk) == first


def change_name_and_phone(party: Party) -> None:
    party.name, party.phone = "Tên Đã Đổi", "0999999999"
    party.save()


def test_a_form_from_before_anything_was_put_down_is_still_printed(world: World) -> None:
    _dossier, form = asked(world)
    del form.content["said"]
    form.save()
    text = read(notice_of(IssuedForm.objects.get(pk=form.pk)).pdf())[1]
    for expected in ("Tờ khai theo mẫu", "Thiếu giấy tờ theo khoản 2", "Hạng Thị Lan"):
        assert expected in text


def test_what_expired_says_so(world: World) -> None:
    dossier, _form = asked(world)
    actions.expire(dossier, at=AT + timedelta(days=60))
    text = read(notice_of(IssuedForm.objects.get(dossier=dossier, form="03")).pdf())[1]
    assert "Lý do: quá thời hạn hoàn thiện hồ sơ" in text


def test_other_forms_have_their_own_print(world: World) -> None:
    form = IssuedForm.objects.get(dossier=world.received(), form="01")
    with pytest.raises(NoSuchPrint):
        notice_of(form)
    with pytest.raises(NoSuchPrint):
        notice_pdf(form.dossier, form.pk + 1)

"""Form 04 as paper: who apologises, why, until when; frozen; PDF/A; the QR code leads to the dossier."""

import io

import pytest
import zxingcpp
from PIL import Image

from centers.models import Posting
from dossiers import actions
from dossiers.actions import letters as letter_actions
from dossiers.models import Dossier, IssuedForm
from dossiers.slips.form01 import form_01_pdf
from dossiers.slips.form04 import draft_pictures, letter_pdf, letter_pictures
from dossiers.slips.notice import NoSuchPrint
from tests.dossiers.world import World
from tests.dossiers_letters.desk import AFTER_IT, DAY_BEFORE, TEXT, draft, ended_late, to_sign
from tests.slips.test_form01 import NASTY, make_party, read

pytestmark = pytest.mark.django_db


def signed(world: World) -> IssuedForm:
    letter = to_sign(world)
    letter_actions.sign(letter, at=DAY_BEFORE, by=world.actor("leader"), seen=letter.revision)
    return IssuedForm.objects.get(form="04", dossier=letter.dossier)


def test_it_says_all_that_the_form_asks_for(world: World) -> None:
    form = signed(world)
    reader, text = read(letter_pdf(form))
    for expected in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "ỦY BAN NHÂN DÂN PHƯỜNG SA PA",
        "ỦY BAN NHÂN DÂN TỈNH LÀO CAI",
        "VĂN BẢN XIN LỖI",
        "GIA HẠN THỜI GIAN GIẢI QUYẾT",
        "Số: 1/XL",
        "Sa Pa, ngày 23 tháng 11 năm 2026",
        "Kính gửi: Hạng Thị Lan",
        form.dossier.code,
        "09 giờ 10 phút, ngày 25/11/2026",
        "16 giờ 00 phút, ngày 27/11/2026",
        TEXT,
        "trân trọng xin lỗi",
        "THỦ TRƯỞNG ĐƠN VỊ",
        "Mẫu số 04 ban hành kèm theo Thông tư số 03/2025/TT-VPCP",
    ):
        assert expected in text, expected
    assert "pdfaid" in str(reader.xmp_metadata.rdf_root.toxml())


def test_a_deputy_signs_for_the_head(world: World) -> None:
    Posting.objects.filter(user=world.personas.leader).update(title="Phó Chủ tịch Ủy ban nhân dân phường")
    _reader, text = read(letter_pdf(signed(world)))
    assert "KT. CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG" in text
    assert "PHÓ CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG" in text


def test_what_was_signed_never_changes(world: World) -> None:
    form = signed(world)
    before = letter_pdf(form)
    world.owner.name = "Tên Khác"
    world.owner.save()
    Dossier.objects.update(check_word="ZZZZZZ")
    again = letter_pdf(IssuedForm.objects.select_related("dossier").get(pk=form.pk))
    assert read(again)[1] == read(before)[1]


def test_afterwards_it_apologises_and_promises_nothing(world: World) -> None:
    dossier = ended_late(world)
    actions.apologise(dossier, cause="force", reason=TEXT, at=AFTER_IT, by=world.actor("leader"))
    _reader, text = read(letter_pdf(dossier.forms.get(form="04")))
    assert "bất khả kháng" in text
    assert "hẹn lại" not in text


def test_its_qr_code_leads_to_the_dossier(world: World) -> None:
    form = signed(world)
    for pages in (letter_pictures(form), draft_pictures(draft(world), at=DAY_BEFORE)):
        picture = Image.open(io.BytesIO(pages[0]))
        codes = [code.text.rpartition("/tra-cuu/")[2].strip("/") for code in zxingcpp.read_barcodes(picture)]
        assert Dossier.objects.filter(secret__in=codes).count() == 1


def test_no_name_and_no_reason_breaks_it(world: World) -> None:
    world.owner.name = make_party(world, NASTY * 3).name
    world.owner.save()
    letter = to_sign(world)
    letter.text = NASTY
    letter.save()
    letter_actions.sign(letter, at=DAY_BEFORE, by=world.actor("leader"), seen=letter.revision)
    assert NASTY.split()[0] in read(letter_pdf(IssuedForm.objects.get(form="04")))[1]


def test_other_forms_have_their_own_print(world: World) -> None:
    with pytest.raises(NoSuchPrint):
        letter_pdf(IssuedForm.objects.get(dossier=world.received(), form="01"))


def test_the_slip_of_form_01_shows_the_new_appointment_beside_the_promise(world: World) -> None:
    _reader, text = read(form_01_pdf(signed(world).dossier, at=DAY_BEFORE))
    assert "25/11/2026" in text
    assert "27/11/2026" in text

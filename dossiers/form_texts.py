"""The sentences of the forms that a center may word itself: which there are, their defaults, what counts when.

A form that was issued keeps its words (`slips/said.py`, `slips/letter_words.py`). The defaults are this house's own
wording: of Circular 03/2025/TT-VPCP, Appendix I, only the fields could be read. Official texts: Vietnamese.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from centers.models import Center
from common.clock import local_date
from common.errors import Refusal
from dossiers.models import FormText

PLACE = "{noi_tra}"
"""Stands for the center that hands papers and results out."""


@dataclass(frozen=True)
class Slot:
    """One sentence of a form. `needs` must stand in it; `may_be_empty`: the form also does without."""

    form: str
    name: str
    label: str | Promise
    default: str
    needs: Sequence[str] = ()
    may_be_empty: bool = False


HANDOVER = "BG"
"""The slip of the house that goes with dossiers from one place to another."""

OPENING, CLOSING, SIGNED_AS, APOLOGY = "opening", "closing", "signed_as", "apology"
SLOTS: Sequence[Slot] = (
    Slot("01", CLOSING, _("A sentence above the signatures"), "", may_be_empty=True),
    Slot(
        "02",
        OPENING,
        _("Before the list of what is missing"),
        "Để có cơ sở giải quyết hồ sơ theo quy định, đề nghị ông/bà bổ sung, hoàn thiện đầy đủ các nội dung sau:",
    ),
    Slot("02", SIGNED_AS, _("Above the signature"), "NGƯỜI HƯỚNG DẪN"),
    Slot(
        "03",
        OPENING,
        _("Before the reason"),
        "Sau khi xem xét, hồ sơ không đủ điều kiện để được tiếp nhận, giải quyết theo quy định.",
    ),
    Slot("03", SIGNED_AS, _("Above the signature"), "NGƯỜI TIẾP NHẬN HỒ SƠ"),
    Slot("04", APOLOGY, _("The apology"), "trân trọng xin lỗi ông/bà vì sự chậm trễ này"),
    Slot("04", CLOSING, _("The last sentence"), "Rất mong nhận được sự thông cảm của ông/bà."),
    Slot("05", OPENING, _("Before the reason"), "Trung tâm thông báo việc giải quyết hồ sơ nêu trên dừng lại như sau:"),
    Slot(
        "05",
        CLOSING,
        _("About papers and fees"),
        f"Bản chính giấy tờ đã nộp được trả lại tại {PLACE}. Phí, lệ phí đã nộp (nếu có) được xử lý theo quy định về "
        "từng khoản thu; đề nghị mang theo giấy tiếp nhận hồ sơ khi liên hệ.",
        needs=(PLACE,),
    ),
    Slot("05", SIGNED_AS, _("Above the signature"), "NGƯỜI THÔNG BÁO"),
    Slot(
        "06",
        CLOSING,
        _("Below the table"),
        "Số liệu lấy từ nhật ký bàn giao của hệ thống; người giao, người nhận đã xác nhận bằng tài khoản của mình.",
    ),
    Slot("07", CLOSING, _("Below the table"), "", may_be_empty=True),
    Slot(
        HANDOVER,
        CLOSING,
        _("Below the table"),
        "Bên nhận quét mã QR của từng hồ sơ, kiểm đếm bản chính và xác nhận trên hệ thống; thiếu bản chính nào "
        "thì ghi rõ tại đó.",
    ),
)
FORMS = tuple(dict.fromkeys(slot.form for slot in SLOTS))


class TextRefused(Refusal):
    """A sentence is empty or lacks what stands for something, or would count backwards."""


@dataclass(frozen=True)
class Kept:
    """One version: the texts by slot, from which day, who wrote it when; `center` "" for all centers."""

    texts: Mapping[str, str]
    valid_from: date
    center: str
    by: str
    at: datetime


def slots_of(form: str) -> list[Slot]:
    return [slot for slot in SLOTS if slot.form == form]


def texts_of(center_id: int | None, form: str, at: datetime) -> dict[str, str]:
    """What the sentences of a form are at that moment: the center's own, else those of all centers, else the defaults.

    `center_id` None: an office that belongs to no center. One statement.
    What was written later never changes what a form of that moment says.
    """
    known = {slot.name: slot.default for slot in slots_of(form)}
    rows = FormText.objects.filter(
        Q(center=center_id) | Q(center=None), form=form, valid_from__lte=local_date(at), at__lte=at
    ).order_by(F("center").asc(nulls_first=True), "valid_from", "id")
    for row in rows:
        known |= {name: text for name, text in row.texts.items() if name in known}
    return known


def keep(
    form: str, texts: Mapping[str, str], *, center: Center | None, valid_from: date, at: datetime, by: User
) -> FormText:
    """A new version, from a day on; `center` None: of all centers that have none of their own. Raises TextRefused."""
    if valid_from < local_date(at):
        raise TextRefused(_("A text counts from today or later, never backwards."), field="valid_from")
    cleaned = {slot.name: checked(slot, texts.get(slot.name, "")) for slot in slots_of(form)}
    return FormText.objects.create(form=form, texts=cleaned, center=center, valid_from=valid_from, at=at, by=by)


def checked(slot: Slot, text: str) -> str:
    """The sentence, its white space in order. Raises TextRefused."""
    text = " ".join(text.split())
    if not text and not slot.may_be_empty:
        raise TextRefused(_("This sentence cannot be left out."), field=slot.name)
    for needed in slot.needs:
        if needed not in text:
            raise TextRefused(_("Keep %(word)s: the form puts the place there.") % {"word": needed}, field=slot.name)
    return text


def versions_of(form: str, centers: Sequence[int]) -> list[Kept]:
    """Of these centers and of all together, the newest first."""
    rows = FormText.objects.filter(Q(center__in=centers) | Q(center=None), form=form).select_related("center", "by")
    return [
        Kept(row.texts, row.valid_from, row.center.name if row.center else "", row.by.full_name, row.at)
        for row in rows.order_by("-valid_from", "-id")
    ]

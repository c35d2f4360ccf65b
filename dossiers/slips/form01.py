"""Form 01, "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" (Circular 03/2025/TT-VPCP, Appendix I), as PDF/A-2b.

The header follows Decree 30/2020/NĐ-CP. The slip is an official text: Vietnamese, whatever the reader's language.
"""

import textwrap
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from citizens.models import NumberKind, Party
from common.errors import Refusal
from common.text import format_vnd
from dossiers.delivery import Way
from dossiers.exemptions import official_of
from dossiers.form_texts import CLOSING, texts_of
from dossiers.models import Channel, Charge, Dossier, IssuedForm, Paper, PaperKind

from .typesetting import page_pictures, pdf_a
from .words import (
    allowance_in_words,
    date_parts,
    issuer_of,
    legal_reference,
    moment_in_words,
    place_and_date,
    qr_svg,
    tracking_of,
)

TEMPLATE = "form01.typ"
LONGEST_NAME = 150  # letters of a paper: some names in the catalogue are whole paragraphs
COPIES = ("Liên 1: Lưu tại Bộ phận tiếp nhận và trả kết quả", "Liên 2: Giao người nộp hồ sơ")
REUSED = "Đã số hóa, dùng lại"
CHANNELS = {Channel.COUNTER: "Trực tiếp", Channel.ONLINE: "Trực tuyến", Channel.POST: "Dịch vụ bưu chính"}
NUMBERS = {
    NumberKind.CITIZEN_ID: "Số định danh cá nhân/căn cước",
    NumberKind.PASSPORT: "Số hộ chiếu",
    NumberKind.TAX_CODE: "Mã số thuế",
    NumberKind.UNKNOWN: "Số giấy tờ",
}


class NotReceivedYet(Refusal):
    default_message = _("The slip is printed once the center has received the dossier.")


def form_01_pdf(dossier: Dossier, *, at: datetime, copies: int = 2) -> bytes:
    """The newest edition of form 01. Two copies: "Lưu", "Giao người nộp"; with `copies=1` only the second.

    It prints the numbers of owner and submitter in full: record the view. Raises `NotReceivedYet`.
    """
    form = _newest(dossier)
    return pdf_a(TEMPLATE, _content(dossier, form, at=at, copies=copies), qr=qr_svg(dossier), at=form.issued_at)


def form_01_pictures(dossier: Dossier, *, at: datetime, copies: int = 2) -> list[bytes]:
    """The same pages as PNG. Raises `NotReceivedYet`."""
    return page_pictures(TEMPLATE, _content(dossier, _newest(dossier), at=at, copies=copies), qr=qr_svg(dossier))


def _newest(dossier: Dossier) -> IssuedForm:
    form = dossier.forms.filter(form="01").select_related("issued_by").order_by("-edition", "-pk").first()
    if form is None or dossier.received_at is None:
        raise NotReceivedYet
    return form


def _content(dossier: Dossier, form: IssuedForm, *, at: datetime, copies: int) -> dict[str, Any]:
    center, unit = dossier.receiving_center, dossier.receiving_center.unit
    submitter = dossier.submitter if dossier.submitter_id != dossier.owner_id else None
    applicant = submitter or dossier.owner
    return {
        "title": f"Giấy tiếp nhận hồ sơ và hẹn trả kết quả {dossier.code}",
        "issued": date_parts(form.issued_at),
        "footer": f"Mẫu số 01 ban hành kèm theo {legal_reference(form.issued_at)}. In lúc {moment_in_words(at)}.",
        **issuer_of(center),
        "number": f"{form.number}/TNHS",
        "place_and_date": place_and_date(unit.name, form.issued_at),
        "code": dossier.code or "",
        "edition": f"Bản thay thế số {form.edition}" if form.edition > 1 else "",
        "copies": list(COPIES[-copies:]),
        "reception": center.name,
        "owner": _party(dossier.owner),
        "submitter": _party(submitter),
        "address": dossier.owner.address or applicant.address or "–",
        "phone": applicant.phone or dossier.owner.phone or "–",
        "email": applicant.email or dossier.owner.email,
        "procedure": _procedure(dossier),
        "papers": _papers(dossier),
        "channel": CHANNELS[Channel(dossier.channel)],
        "allowance": allowance_in_words(dossier),
        "fees": _fees(dossier),
        "received": moment_in_words(dossier.received_at),
        "promised": moment_in_words(dossier.promised_at),
        "due_now": moment_in_words(dossier.due_at) if dossier.due_at != dossier.promised_at else "",
        "appointment": moment_in_words(dossier.appointment_at) if dossier.appointment_at != dossier.due_at else "",
        "result_place": _result_place(dossier),
        "tracking": tracking_of(dossier),
        "hotline": center.hotline or settings.CENTER_HOTLINE,
        "note": texts_of(center.pk, "01", form.issued_at)[CLOSING],
        "signed_by": applicant.name,
        "received_by": form.issued_by.full_name if form.issued_by else "",
    }


def _result_place(dossier: Dossier) -> str:
    """How the applicant wants the result, as last chosen."""
    wish = dossier.wishes.order_by("-pk").first()
    if wish is not None and wish.way == Way.POST:
        return f"qua bưu chính, đến {wish.address}"
    there = f"trực tiếp tại {dossier.return_center.name}"
    return f"trực tuyến; bản giấy {there}" if wish is not None and wish.way == Way.ONLINE else there


def _party(party: Party | None) -> Mapping[str, str]:
    if party is None:
        return {"name": "", "number": "", "number_label": ""}
    label = NUMBERS[NumberKind(party.number_kind)] if party.number_kind else ""
    return {"name": party.name, "number": party.number, "number_label": label}


def _procedure(dossier: Dossier) -> str:
    case = f" ({dossier.case.label})" if dossier.case else ""
    return f"{dossier.version.procedure.name}{case}"


def _papers(dossier: Dossier) -> list[dict[str, str]]:
    """One row per paper; several files of one paper are counted together. 0 is printed as a dash.

    What was digitised before and is used again says so in the column of files and counts as none: nobody handed it in.
    """
    rows: dict[str, list[int]] = {}
    reused = set()
    for paper in dossier.papers.filter(kind=PaperKind.APPLICATION).order_by("required__number", "pk"):
        counts = rows.setdefault(paper.name, [0, 0, 0])
        for place, count in enumerate(_counts(paper)):
            counts[place] += count
        if paper.reused_id is not None:
            reused.add(paper.name)
    words = ("originals", "copies", "files")
    return [
        {
            "name": textwrap.shorten(name, LONGEST_NAME, placeholder=" …"),
            **{word: f"{count:02d}" if count else "–" for word, count in zip(words, counts, strict=True)},
            "reused": REUSED if name in reused else "",
        }
        for name, counts in rows.items()
    ]


def _counts(paper: Paper) -> Iterable[int]:
    return paper.originals, paper.certified + paper.copies, int(bool(paper.sha256) and paper.reused_id is None)


def _fees(dossier: Dossier) -> list[dict[str, str]]:
    """What is owed; where nothing is, the published fees that are free."""
    charges = dossier.charges.filter(void_at=None).order_by("number")
    owed = [{"label": _label(charge), "amount": _amount(charge)} for charge in charges]
    free = [fee for fee in dossier.version.fees.all() if fee.amount_vnd == 0]
    return owed or [{"label": fee.label, "amount": "không thu"} for fee in free]


def _label(charge: Charge) -> str:
    return f"{charge.label} ({charge.quantity})" if charge.quantity else charge.label


def _amount(charge: Charge) -> str:
    if charge.ground:
        return f"miễn ({official_of(charge.ground).lower()})"
    return format_vnd(charge.amount_vnd)

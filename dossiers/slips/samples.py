"""Every form whose sentences can be worded, with made-up people: what an administrator looks at before it counts."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from centers.models import Center
from common.qr import qr_svg_of
from dossiers.form_texts import APOLOGY, CLOSING, HANDOVER
from dossiers.slips import form01, form04, form06, form07, handover
from dossiers.slips.letter_words import NAME
from dossiers.slips.notice import Notice
from dossiers.slips.said import SAMPLE_CODE, Told, said_as_sample
from dossiers.slips.typesetting import pdf_a
from dossiers.slips.words import (
    date_parts,
    issuer_of,
    legal_reference,
    moment_in_words,
    place_and_date,
    public_address,
)

WHO = {
    "owner": "Nguyễn Văn Mẫu",
    "address": "Tổ dân phố số 0, phường Sa Pa",
    "phone": "0900 000 000",
    "email": "",
    "submitter": "Nguyễn Văn Mẫu",
    "procedure": "Thủ tục hành chính làm mẫu",
}
REASON = "Lý do cụ thể do người lập phiếu ghi."
OFFICIAL = "Họ và tên cán bộ"


def sample_pdf(form: str, texts: Mapping[str, str], *, center: Center, at: datetime) -> bytes:
    """The form as PDF/A with these sentences. KeyError for a form that has none."""
    return SAMPLES[form](texts, center, at)


def _notice(form: str) -> Any:
    def make(texts: Mapping[str, str], center: Center, at: datetime) -> bytes:
        papers = [("Giấy tờ thứ nhất", ""), ("Giấy tờ thứ hai", "bản chụp không đọc được")] if form == "02" else []
        told = Told(form=form, at=at, by=OFFICIAL, reason=REASON, papers=papers, until=at, transition="stop")
        return Notice(said_as_sample(center, told, texts, WHO), 0, at.year, at).pdf()

    return make


def _slip(texts: Mapping[str, str], center: Center, at: datetime) -> bytes:
    nobody = {"name": "", "number": "", "number_label": ""}
    owner = {"name": WHO["owner"], "number": "000000000000", "number_label": "Số định danh cá nhân/căn cước"}
    content = {
        **_head("01", center, at, "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "0/TNHS"),
        "edition": "",
        "copies": list(form01.COPIES[-1:]),
        "reception": center.name,
        "owner": owner,
        "submitter": nobody,
        "papers": [{"name": "Giấy tờ thứ nhất", "originals": "01", "copies": "–", "files": "–", "reused": ""}],
        "channel": "Trực tiếp",
        "allowance": "03 ngày làm việc",
        "fees": [],
        "received": moment_in_words(at),
        "promised": moment_in_words(at + timedelta(days=7)),
        "due_now": "",
        "appointment": "",
        "result_place": f"trực tiếp tại {center.name}",
        "note": texts[CLOSING],
        "signed_by": WHO["owner"],
        "received_by": OFFICIAL,
    }
    return pdf_a(form01.TEMPLATE, content, qr=_qr(), at=at)


def _letter(texts: Mapping[str, str], center: Center, at: datetime) -> bytes:
    content = {
        **_head("04", center, at, NAME, f"0/{form04.SIGN}"),
        "name": NAME,
        "is_draft": True,
        "received": moment_in_words(at - timedelta(days=7)),
        "sector": "Lĩnh vực làm mẫu",
        "promised": moment_in_words(at),
        "due": "",
        "cause": "thuộc về cơ quan giải quyết",
        "reason": REASON,
        "new": moment_in_words(at + timedelta(days=3)),
        "ended": "",
        "apology": texts[APOLOGY],
        "closing": texts[CLOSING],
        "place": center.name,
        "signed_as": ["THỦ TRƯỞNG ĐƠN VỊ"],
        "signed_by": OFFICIAL,
    }
    return pdf_a(form04.TEMPLATE, content, qr=_qr(), at=at)


def _control(texts: Mapping[str, str], center: Center, at: datetime) -> bytes:
    row = {
        "giver": "Người nộp hồ sơ",
        "given_by": "",
        "receiver": center.name,
        "confirmed_by": OFFICIAL,
        "given": moment_in_words(at),
        "confirmed": moment_in_words(at),
        "until": "",
        "timing": "Đúng hạn",
        "held": "1 giờ 00 phút làm việc",
    }
    content = {
        **_head("06", center, at, "Phiếu kiểm soát", ""),
        "printed": moment_in_words(at),
        "received": moment_in_words(at),
        "allowance": "03 ngày làm việc",
        "due": moment_in_words(at + timedelta(days=3)),
        "promised": "",
        "ended": "",
        "decides": center.unit.name,
        "helps": [],
        "closing": texts[CLOSING],
        "rows": [row],
    }
    return pdf_a(form06.TEMPLATE, content, qr=_qr(), at=at)


def _register(texts: Mapping[str, str], center: Center, at: datetime) -> bytes:
    day = f"{at:%d/%m/%Y}"
    row = ["1", SAMPLE_CODE, WHO["procedure"], "1", WHO["owner"], "–", day, day, "", "", "", ""]
    content = {
        **_head("07", center, at, "Sổ theo dõi hồ sơ", "……/STD"),
        "words": [],
        "taken": f"{OFFICIAL}, {moment_in_words(at)}",
        "closing": texts[CLOSING],
        "rows": [row],
    }
    return pdf_a(form07.TEMPLATE, content, qr=_qr(), at=at)


def _handover(texts: Mapping[str, str], center: Center, at: datetime) -> bytes:
    papers = [{"name": "Giấy tờ thứ nhất", "originals": 1, "copies": 0}]
    row = {"code": SAMPLE_CODE, "owner": WHO["owner"], "procedure": WHO["procedure"], "papers": papers}
    page = {
        **issuer_of(center),
        "number": "……/PBG",
        "place_and_date": place_and_date(center.unit.name, at),
        "giver": center.name,
        "receiver": center.unit.name,
        "given_by": OFFICIAL,
        "given": moment_in_words(at),
        "rows": [row],
        "originals": 1,
        "closing": texts[CLOSING],
    }
    head = {"title": "Phiếu bàn giao hồ sơ (mẫu)", "issued": date_parts(at), "printed": moment_in_words(at)}
    return pdf_a(handover.TEMPLATE, {**head, "pages": [page]}, qr=json.dumps([_qr()]), at=at)


def _head(form: str, center: Center, at: datetime, title: str, number: str) -> dict[str, Any]:
    """What the data of all these templates have in common."""
    return {
        **{key: value for key, value in WHO.items() if key != "submitter"},
        "title": f"{title} (mẫu)",
        "issued": date_parts(at),
        "footer": f"Mẫu số {form} ban hành kèm theo {legal_reference(at)}.",
        **issuer_of(center),
        "number": number,
        "place_and_date": place_and_date(center.unit.name, at),
        "code": SAMPLE_CODE,
        "hotline": center.hotline,
        "tracking": {"page": public_address("tra-cuu/"), "address": public_address("tra-cuu/"), "check_word": "MAU123"},
    }


def _qr() -> str:
    return qr_svg_of(public_address("tra-cuu/"))


SAMPLES = {
    "01": _slip,
    "02": _notice("02"),
    "03": _notice("03"),
    "04": _letter,
    "05": _notice("05"),
    "06": _control,
    "07": _register,
    HANDOVER: _handover,
}

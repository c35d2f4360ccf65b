"""A coordination slip on paper, as PDF/A-2b, for the file of either office. Official text: Vietnamese.

No form of Circular 03/2025 fits: it is the house's own, with the heading of Decree 30/2020 where a center asks. It has
the number of the slip within the dossier; the number of the outgoing register is written by hand.
"""

from typing import Any

from django.conf import settings

from common.qr import qr_svg_of
from dossiers.coordination import SlipState
from dossiers.models import CoordinationSlip

from .form01 import date_parts, moment_in_words, place_and_date
from .handover import issuer_of_office
from .typesetting import page_pictures, pdf_a

TEMPLATE = "coordination.typ"
STATES = {
    SlipState.OPEN: "Đang chờ trả lời",
    SlipState.ANSWERED: "Đã trả lời",
    SlipState.NOT_COMPETENT: "Trả lời không thuộc thẩm quyền",
    SlipState.WITHDRAWN: "Bên hỏi đã rút lại",
    SlipState.ENDED: "Đã đóng: hồ sơ đã kết thúc",
}


def slip_pdf(slip: CoordinationSlip) -> bytes:
    """Question and answer as they are now; the same bytes as long as nothing changes."""
    return pdf_a(TEMPLATE, _content(slip), qr=qr_svg_of(slip_address(slip)), at=slip.closed_at or slip.asked_at)


def slip_pictures(slip: CoordinationSlip) -> list[bytes]:
    """The same pages as PNG."""
    return page_pictures(TEMPLATE, _content(slip), qr=qr_svg_of(slip_address(slip)))


def slip_address(slip: CoordinationSlip) -> str:
    """Where staff find the slip; what its QR code says."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/xu-ly/phoi-hop/{slip.pk}/"


def _content(slip: CoordinationSlip) -> dict[str, Any]:
    """Without the name of the owner: a closed slip is printed by who does not see the dossier any more."""
    asking, asked = slip.by_office, slip.office
    return {
        **issuer_of_office(asking),
        "title": f"Phiếu phối hợp {slip.number}, hồ sơ {slip.dossier.code}",
        "issued": date_parts(slip.closed_at or slip.asked_at),
        "number": "……/PPH",
        "place_and_date": place_and_date(asking.unit.name, slip.asked_at),
        "serial": slip.number,
        "code": slip.dossier.code,
        "procedure": slip.dossier.version.procedure.name,
        "asking": f"{asking.name}, {asking.unit.name}",
        "asked": f"{asked.name}, {asked.unit.name}",
        "asked_by": slip.by.full_name if slip.by else "",
        "asked_at": moment_in_words(slip.asked_at),
        "due": moment_in_words(slip.due_at),
        "question": slip.question.splitlines(),
        "papers": [paper.name for paper in slip.papers.order_by("kind", "pk")],
        "state": STATES[SlipState(slip.state)],
        "closed": moment_in_words(slip.closed_at) if slip.closed_at else "",
        "answer": slip.answer.splitlines(),
        "answered_by": slip.closed_by.full_name if slip.closed_by and slip.answer else "",
        "files": [paper.file_name for paper in slip.files.order_by("pk")],
    }

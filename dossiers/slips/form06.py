"""Form 06, "Phiếu kiểm soát quá trình giải quyết hồ sơ" (Circular 03/2025/TT-VPCP), as PDF/A-2b, out of the hand-overs.

Nobody fills it in: who gave, who took, when, and whether that was in time stands in the append-only legs. A later print
goes on where the first one ended. Official text: Vietnamese.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from common.qr import qr_svg_of
from dossiers.calendars import SHELF
from dossiers.custody import Held, held
from dossiers.form_texts import CLOSING, texts_of
from dossiers.models import Dossier, Leg
from dossiers.state import is_early, is_late

from .form01 import NotReceivedYet
from .handover import desk_address
from .typesetting import page_pictures, pdf_a
from .words import allowance_in_words, date_parts, issuer_of, legal_reference, moment_in_words, place_and_date

TEMPLATE = "form06.typ"
TIMINGS = {"early": "Trước hạn", "on time": "Đúng hạn", "late": "Quá hạn", "": ""}
RELATIONS = ("from_office__unit", "office__unit", "given_by", "confirmed_by")


def form_06_pdf(dossier: Dossier, *, at: datetime) -> bytes:
    """As far as the dossier has come at that moment. Raises NotReceivedYet."""
    return pdf_a(TEMPLATE, _content(dossier, at), qr=qr_svg_of(desk_address(dossier)), at=at)


def form_06_pictures(dossier: Dossier, *, at: datetime) -> list[bytes]:
    """The same pages as PNG."""
    return page_pictures(TEMPLATE, _content(dossier, at), qr=qr_svg_of(desk_address(dossier)))


def _content(dossier: Dossier, at: datetime) -> dict[str, Any]:
    if dossier.received_at is None or dossier.calendar_version_id is None:
        raise NotReceivedYet
    legs = list(dossier.legs.select_related(*RELATIONS).order_by("number"))
    spans = held(legs, SHELF[dossier.calendar_version_id], dossier.ended_at or at)
    return {
        "title": f"Phiếu kiểm soát {dossier.code}",
        "issued": date_parts(at),
        "printed": moment_in_words(at),
        "footer": f"Mẫu số 06 ban hành kèm theo {legal_reference(at)}.",
        **issuer_of(dossier.receiving_center),
        "place_and_date": place_and_date(dossier.receiving_center.unit.name, at),
        "code": dossier.code or "",
        "owner": dossier.owner.name,
        "procedure": dossier.version.procedure.name,
        "received": moment_in_words(dossier.received_at),
        "allowance": allowance_in_words(dossier),
        "due": moment_in_words(dossier.due_at),
        "promised": moment_in_words(dossier.promised_at) if dossier.promised_at != dossier.due_at else "",
        "ended": _ended(dossier),
        "decides": f"{dossier.deciding_office.name}, {dossier.deciding_unit.name}",
        "helps": sorted({leg.office.unit.name for leg in legs} - {dossier.deciding_unit.name}),
        "closing": texts_of(dossier.receiving_center_id, "06", at)[CLOSING],
        "rows": [_row(leg, span) for leg, span in zip(legs, spans, strict=True)],
    }


def _ended(dossier: Dossier) -> str:
    """When it ended, and how that stands to its due date; "" while it is open."""
    if dossier.ended_at is None or dossier.due_at is None:
        return ""
    if is_late(dossier.ended_at, dossier.due_at):
        timing = "late"
    else:
        timing = "early" if is_early(dossier.ended_at, dossier.due_at) else "on time"
    return f"{moment_in_words(dossier.ended_at)} – {TIMINGS[timing]}"


def _row(leg: Leg, span: Held) -> Mapping[str, str]:
    return {
        "giver": f"{leg.from_office.name}, {leg.from_office.unit.name}" if leg.from_office else "Người nộp hồ sơ",
        "given_by": leg.given_by.full_name if leg.given_by and leg.from_office else "",
        "receiver": f"{leg.office.name}, {leg.office.unit.name}",
        "confirmed_by": leg.confirmed_by.full_name if leg.confirmed_by else "",
        "given": moment_in_words(leg.given_at),
        "confirmed": moment_in_words(leg.confirmed_at) if leg.confirmed_at else "chưa xác nhận",
        "until": moment_in_words(leg.step_due_at) if leg.step_due_at else "",
        "timing": TIMINGS[span.timing],
        "held": _working_time(span.minutes) if leg.confirmed_at else "",
    }


def _working_time(minutes: int) -> str:
    """Working time as people say it: `_working_time(605) == "10 giờ 05 phút làm việc"`."""
    return f"{minutes // 60} giờ {minutes % 60:02} phút làm việc"

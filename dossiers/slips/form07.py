"""Form 07, "Sổ theo dõi hồ sơ" (Circular 03/2025/TT-VPCP), as PDF/A-2b: the register of a center, A4 across.

Which dossiers, and whether masked, is decided and recorded as for every list that leaves the house (`actions.export`).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.http import urlencode

from centers.models import Center
from common.clock import local_date
from common.qr import qr_svg_of
from dossiers.exports.masking import Masking
from dossiers.exports.register import entries_of
from dossiers.form_texts import CLOSING, texts_of
from dossiers.models import ExportRecord
from dossiers.queries.register import Entry

from .typesetting import page_pictures, pdf_a
from .words import date_parts, issuer_of, legal_reference, moment_in_words, place_and_date

TEMPLATE = "form07.typ"
MOST_ROWS = 5000  # about 400 pages; more is a file, not a book


def form_07_pdf(center: Center, words: Sequence[str], record: ExportRecord, masking: Masking) -> bytes:
    """`words` say what the register is narrowed to."""
    content = _content(center, words, record, masking)
    return pdf_a(TEMPLATE, content, qr=_qr(record), at=record.at)


def form_07_pictures(center: Center, words: Sequence[str], record: ExportRecord, masking: Masking) -> list[bytes]:
    """The same pages as PNG."""
    return page_pictures(TEMPLATE, _content(center, words, record, masking), qr=_qr(record))


def register_address(record: ExportRecord) -> str:
    """Where staff find the same register on the screen; what the QR code says."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/quay/so-theo-doi/?{urlencode(record.asked)}"


def _qr(record: ExportRecord) -> str:
    return qr_svg_of(register_address(record))


def _content(center: Center, words: Sequence[str], record: ExportRecord, masking: Masking) -> dict[str, Any]:
    with translation.override("vi"):  # a form is official, whatever language its printer reads
        rows = [_row(entry) for entry in entries_of(record, masking)]
    return {
        "title": f"Sổ theo dõi hồ sơ – {center.name}",
        "issued": date_parts(record.at),
        "footer": f"Mẫu số 07 ban hành kèm theo {legal_reference(record.at)}.",
        **issuer_of(center),
        "number": "……/STD",
        "place_and_date": place_and_date(center.unit.name, record.at),
        "words": list(words),
        "taken": f"{record.user.full_name}, {moment_in_words(record.at)}, bản in số {record.pk}",
        "closing": texts_of(center.pk, "07", record.at)[CLOSING],
        "rows": rows,
    }


def _row(entry: Entry) -> list[str]:
    owner = ", ".join(filter(None, [entry.address, entry.phone]))
    return [
        str(entry.number),
        entry.code,
        entry.procedure,
        str(entry.sets),
        entry.owner,
        owner or "–",
        _day(entry.received_at),
        _day(entry.appointment_at),
        _day(entry.result_at),
        _day(entry.delivered_at),
        " – ".join(filter(None, [entry.way, entry.giver, entry.taker])),
        entry.note,
    ]


def _day(moment: datetime | None) -> str:
    return _written(local_date(moment)) if moment else ""


def _written(day: date) -> str:
    return f"{day:%d/%m/%Y}"

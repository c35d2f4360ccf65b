"""What was sent online, on paper as PDF/A-2b: the receipt for the applicant, the declaration sheet for the file.

The receipt says that a dossier was sent, not that it was received: form 01 comes with the reception. Identity numbers
are masked on it; the declaration sheet prints them in full. Official text: Vietnamese.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from citizens.identity import mask_number
from common.errors import Refusal
from dossiers.models import Declaration, Dossier, PaperKind
from dossiers.questionnaire import blocks_of
from procedures.answers import Mask

from .typesetting import pdf_a
from .words import date_parts, issuer_of, moment_in_words, place_and_date, qr_svg, tracking_of

TEMPLATE = "submission.typ"
RECEIPT, SHEET = "XÁC NHẬN ĐÃ GỬI HỒ SƠ TRỰC TUYẾN", "TỜ KHAI ĐIỆN TỬ"
NOT_RECEIVED = "Giấy này xác nhận hồ sơ đã gửi đến hệ thống, chưa phải là giấy tiếp nhận hồ sơ và hẹn trả kết quả."


class NothingDeclared(Refusal):
    default_message = _("Nothing was declared by questions in this dossier.")


class NotSentOnline(Refusal):
    default_message = _("This dossier was not sent online.")


def submission_pdf(dossier: Dossier) -> bytes:
    """The receipt of the first submission; the same bytes whenever it is asked for. Raises NotSentOnline."""
    if dossier.submitted_at is None:
        raise NotSentOnline
    first = _declarations(dossier).first()
    content = _content(dossier, first, dossier.submitted_at, mask_number)
    content |= {"heading": RECEIPT, "note": NOT_RECEIVED, "files": _files(dossier)}
    return pdf_a(TEMPLATE, content, qr=qr_svg(dossier), at=dossier.submitted_at)


def declaration_pdf(dossier: Dossier) -> bytes:
    """The declaration that counts with every answer in full: record the view. Raises NothingDeclared."""
    last = _declarations(dossier).last()
    if dossier.submitted_at is None or last is None:
        raise NothingDeclared
    content = _content(dossier, last, last.declared_at, None)
    content |= {"heading": SHEET, "note": "", "files": []}
    return pdf_a(TEMPLATE, content, qr=qr_svg(dossier), at=last.declared_at)


def _declarations(dossier: Dossier) -> QuerySet[Declaration]:
    return Declaration.objects.select_related("questions").filter(dossier=dossier).order_by("number")


def _content(dossier: Dossier, declaration: Declaration | None, sent: datetime, mask: Mask | None) -> dict[str, Any]:
    blocks = blocks_of(declaration, language="vi", mask=mask) if declaration else []
    case = f" ({dossier.case.label})" if dossier.case else ""
    return {
        **issuer_of(dossier.receiving_center),
        "title": f"Hồ sơ trực tuyến {dossier.check_word}",
        "issued": date_parts(sent),
        "number": "",
        "place_and_date": place_and_date(dossier.receiving_center.unit.name, sent),
        "sent": moment_in_words(sent),
        "procedure": f"{dossier.version.procedure.name}{case}",
        "reception": dossier.receiving_center.name,
        "owner": dossier.owner.name,
        "submitter": dossier.submitter.name,
        "answer_due": moment_in_words(dossier.answer_due_at) if dossier.answer_due_at else "",
        "code": dossier.code or "",
        "tracking": tracking_of(dossier),
        "blocks": [
            {"title": block.title, "rows": [{"label": row.label, "value": row.value} for row in block.rows]}
            for block in blocks
        ],
        "signed_by": dossier.submitter.name,
    }


def _files(dossier: Dossier) -> list[Mapping[str, str]]:
    """Every file that was sent with it, with the SHA-256 by which it can be compared later."""
    papers = dossier.papers.filter(kind=PaperKind.APPLICATION).exclude(sha256="").order_by("pk")
    return [
        {
            "paper": paper.name[:150],
            "file": paper.file_name,
            "hash": paper.sha256,
            "size": f"{paper.size // 1024 + 1} KB",
        }
        for paper in papers
    ]

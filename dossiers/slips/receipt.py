"""The receipt for fees and charges as PDF/A-2b, and its counter-entry. Official text: Vietnamese.

It is the house's own paper, numbered per center and year. The tax receipt (biên lai, Decree 123/2020/NĐ-CP) follows
rules of its own and is not replaced by it; the foot of the page says so.
"""

import textwrap
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from common.money_words import vnd_in_words
from common.text import format_vnd
from dossiers.exemptions import official_of
from dossiers.models import Dossier, Payment, PayMethod

from .typesetting import page_pictures, pdf_a
from .words import date_parts, issuer_of, moment_in_words, place_and_date, qr_svg, tracking_of

TEMPLATE = "receipt.typ"
LONGEST = 200  # letters of a line and of its remark
METHODS = {
    PayMethod.CASH: "Tiền mặt tại quầy",
    PayMethod.BANK: "Chuyển khoản",
    PayMethod.GATEWAY: "Thanh toán trực tuyến",
}
COPIES = ("Liên 1: Lưu", "Liên 2: Giao người nộp")


class NoSuchReceipt(Refusal):
    default_message = _("There is no such receipt.")


def receipt_of(dossier: Dossier, payment_id: int) -> Payment:
    """A receipt or counter-entry of this dossier. Raises `NoSuchReceipt`."""
    related = ("center__unit", "by", "cancels", "cancelled_by")
    found = Payment.objects.filter(dossier=dossier, pk=payment_id).select_related(*related).first()
    if found is None:
        raise NoSuchReceipt
    return found


def receipt_pdf(dossier: Dossier, payment: Payment, *, at: datetime, copies: int = 2) -> bytes:
    """As often as wanted; only the moment of printing in the foot differs."""
    return pdf_a(TEMPLATE, _content(dossier, payment, at, copies), qr=qr_svg(dossier), at=payment.at)


def receipt_pictures(dossier: Dossier, payment: Payment, *, at: datetime, copies: int = 2) -> list[bytes]:
    """The same pages as PNG."""
    return page_pictures(TEMPLATE, _content(dossier, payment, at, copies), qr=qr_svg(dossier))


def _content(dossier: Dossier, payment: Payment, at: datetime, copies: int) -> dict[str, Any]:
    is_counter_entry, amount = payment.cancels is not None, abs(payment.amount_vnd)
    return {
        **issuer_of(payment.center),
        "title": f"{'Phiếu điều chỉnh' if is_counter_entry else 'Phiếu thu phí, lệ phí'} {_name(payment)}",
        "heading": "PHIẾU ĐIỀU CHỈNH (HỦY PHIẾU THU)" if is_counter_entry else "PHIẾU THU PHÍ, LỆ PHÍ",
        "issued": date_parts(payment.at),
        "number": f"{payment.number:05d}/PT-{payment.year}",
        "place_and_date": place_and_date(payment.center.unit.name, payment.at),
        "copies": list(COPIES[-copies:]),
        "code": dossier.code or "",
        "procedure": dossier.version.procedure.name,
        "payer": payment.payer,
        "method": METHODS[PayMethod(payment.method)],
        "reference": payment.reference,
        "lines": [_line(line) for line in payment.said.get("lines", [])],
        "amount": f"{'–' if is_counter_entry else ''}{format_vnd(amount)}",
        "words": vnd_in_words(amount),
        "taken": moment_in_words(payment.at),
        "cashier": payment.by.full_name if payment.by else "",
        "cancels": _name(payment.cancels) if payment.cancels else "",
        "cancelled": _cancelled(payment),
        "reason": payment.reason,
        "tracking": tracking_of(dossier),
        "printed": moment_in_words(at),
    }


def _line(said: dict[str, Any]) -> dict[str, str]:
    exempt = f"Miễn: {official_of(said['ground'])} ({said['ground_basis']})" if said["ground"] else ""
    return {
        "label": textwrap.shorten(said["label"], LONGEST, placeholder=" …"),
        "quantity": said["quantity"] or "1",
        "amount": format_vnd(said["amount_vnd"]),
        "due": format_vnd(said["due_vnd"]),
        "remark": textwrap.shorten(exempt or said["basis"], LONGEST, placeholder=" …"),
    }


def _cancelled(payment: Payment) -> str:
    if not hasattr(payment, "cancelled_by"):
        return ""
    entry = payment.cancelled_by
    return f"ĐÃ HỦY lúc {moment_in_words(entry.at)} (phiếu điều chỉnh số {_name(entry)}). Lý do: {entry.reason}"


def _name(payment: Payment) -> str:
    return f"{payment.number:05d}/PT-{payment.year}"

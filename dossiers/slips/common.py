"""One slip for all dossiers of a visit, as PDF/A-2b: every code, due date and QR code on one sheet.

It stands beside form 01 of each dossier (Circular 03/2025/TT-VPCP), never instead of it, and names their numbers.
"""

import textwrap
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings

from dossiers.models import Dossier, IssuedForm, Paper, PaperKind

from .form01 import LONGEST_NAME
from .typesetting import page_pictures, pdf_a
from .words import (
    allowance_in_words,
    date_parts,
    issuer_of,
    legal_reference,
    moment_in_words,
    place_and_date,
    public_address,
    qr_svg,
)

TEMPLATE = "common.typ"


def common_slip_pdf(dossiers: Sequence[Dossier], *, at: datetime) -> bytes:
    """The dossiers in their order, at least one, all received; related rows as in `access.PAGE_RELATIONS`."""
    return pdf_a(TEMPLATE, _content(dossiers, at=at), qr=[qr_svg(one) for one in dossiers], at=at)


def common_slip_pictures(dossiers: Sequence[Dossier], *, at: datetime) -> list[bytes]:
    """The same pages as PNG."""
    return page_pictures(TEMPLATE, _content(dossiers, at=at), qr=[qr_svg(one) for one in dossiers])


def _content(dossiers: Sequence[Dossier], *, at: datetime) -> dict[str, Any]:
    first = dossiers[0]
    center, submitter = first.receiving_center, first.submitter
    papers, forms = _papers_of(dossiers), _forms_of(dossiers)
    issued = first.received_at or at
    return {
        "title": f"Giấy tiếp nhận chung {', '.join(one.code or '' for one in dossiers)}",
        "issued": date_parts(issued),
        "footer": f"Kèm theo mẫu số 01 ({legal_reference(issued)}) của từng hồ sơ. In lúc {moment_in_words(at)}.",
        **issuer_of(center),
        "number": "/".join([", ".join(str(form.number) for form in forms.values()), "TNHS"]) if forms else "–",
        "place_and_date": place_and_date(center.unit.name, issued),
        "reception": center.name,
        "submitter": submitter.name,
        "phone": submitter.phone or first.owner.phone or "–",
        "rows": [_row(one, papers.get(one.pk, [])) for one in dossiers],
        "tracking_page": public_address("tra-cuu/"),
        "hotline": center.hotline or settings.CENTER_HOTLINE,
        "received_by": next((form.issued_by.full_name for form in forms.values() if form.issued_by), ""),
    }


def _row(dossier: Dossier, papers: Sequence[str]) -> dict[str, str]:
    case = f" ({dossier.case.label})" if dossier.case else ""
    return {
        "code": dossier.code or "",
        "check_word": dossier.check_word,
        "owner": dossier.owner.name,
        "procedure": f"{dossier.version.procedure.name}{case}",
        "papers": "; ".join(papers) or "không có giấy tờ kèm theo",
        "allowance": allowance_in_words(dossier),
        "received": moment_in_words(dossier.received_at),
        "promised": moment_in_words(dossier.promised_at),
        "due_now": moment_in_words(dossier.due_at) if dossier.due_at != dossier.promised_at else "",
        "place": dossier.return_center.name,
        "address": public_address(f"tra-cuu/{dossier.secret}/"),
    }


def _papers_of(dossiers: Sequence[Dossier]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = Paper.objects.filter(dossier__in=[one.pk for one in dossiers], kind=PaperKind.APPLICATION)
    for dossier_id, name in rows.order_by("required__number", "pk").values_list("dossier_id", "name"):
        found.setdefault(dossier_id, []).append(textwrap.shorten(name, LONGEST_NAME // 2, placeholder=" …"))
    return found


def _forms_of(dossiers: Sequence[Dossier]) -> dict[int, IssuedForm]:
    """The newest edition of form 01 of each dossier, in their order."""
    rows = IssuedForm.objects.filter(dossier__in=[one.pk for one in dossiers], form="01")
    return {form.dossier_id: form for form in rows.select_related("issued_by").order_by("number", "edition", "pk")}

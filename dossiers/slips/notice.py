"""Forms 02 and 03 of Circular 03/2025/TT-VPCP as PDF/A-2b: what must be completed, and why something was refused.

What a form said when it was issued is in `IssuedForm.content` and does not change. Official texts: Vietnamese.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from dossiers.models import Dossier, IssuedForm

from .form01 import (
    date_parts,
    issuer_of,
    legal_reference,
    moment_in_words,
    place_and_date,
    qr_svg,
    tracking_of,
)
from .typesetting import page_pictures, pdf_a

TEMPLATE = "notice.typ"
NAMES = {
    "02": "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    "03": "Phiếu từ chối tiếp nhận, giải quyết hồ sơ",
}
SIGNS = {"02": "YCBS", "03": "TC"}  # how numbers end is the center's own custom: Circular 03/2025 was not read
OPENINGS = {
    "02": "Để có cơ sở giải quyết hồ sơ theo quy định, đề nghị ông/bà bổ sung, hoàn thiện đầy đủ các nội dung sau:",
    "03": "Sau khi xem xét, hồ sơ không đủ điều kiện để được tiếp nhận, giải quyết theo quy định.",
}
SIGNERS = {"02": "NGƯỜI HƯỚNG DẪN", "03": "NGƯỜI TIẾP NHẬN HỒ SƠ"}


class NoSuchPrint(Refusal):
    default_message = _("This form is not printed.")


def notice_pdf(form: IssuedForm, *, at: datetime) -> bytes:
    """Form 02 or 03 as it was issued; `at` is the moment of printing. Raises NoSuchPrint for other forms."""
    return pdf_a(TEMPLATE, _content(form, at=at), qr=qr_svg(form.dossier), at=form.issued_at)


def notice_of(dossier: Dossier, form_pk: int, *, at: datetime) -> bytes:
    """The same for a form of this dossier. Raises NoSuchPrint for everything else."""
    form = dossier.forms.select_related("center__unit", "issued_by", "dossier").filter(pk=form_pk).first()
    if form is None:
        raise NoSuchPrint
    return notice_pdf(form, at=at)


def notice_pictures(form: IssuedForm, *, at: datetime) -> list[bytes]:
    """The same pages as PNG. Raises NoSuchPrint."""
    return page_pictures(TEMPLATE, _content(form, at=at), qr=qr_svg(form.dossier))


def _content(form: IssuedForm, *, at: datetime) -> dict[str, Any]:
    if form.form not in NAMES:
        raise NoSuchPrint
    dossier, center = form.dossier, form.center
    applicant = dossier.submitter
    return {
        "title": f"{NAMES[form.form]} {form.number}/{form.year}",
        "name": NAMES[form.form],
        "issued": date_parts(form.issued_at),
        "footer": f"Mẫu số {form.form} ban hành kèm theo {legal_reference(form)}. In lúc {moment_in_words(at)}.",
        **issuer_of(center),
        "number": f"{form.number}/{SIGNS[form.form]}",
        "place_and_date": place_and_date(center.unit.name, form.issued_at),
        "code": dossier.code or "chưa cấp",
        "has_code": dossier.code is not None,
        "owner": dossier.owner.name,
        "address": dossier.owner.address or applicant.address or "–",
        "phone": applicant.phone or dossier.owner.phone or "–",
        "email": applicant.email or dossier.owner.email,
        "procedure": dossier.version.procedure.name,
        "received": moment_in_words(dossier.received_at) if dossier.received_at else "",
        "opening": OPENINGS[form.form],
        "papers": list(form.content.get("papers", ())),
        "reason": form.content.get("reason") or "quá thời hạn hoàn thiện hồ sơ",
        "until": _until(dossier, form),
        "tracking": tracking_of(dossier),
        "hotline": center.hotline or settings.CENTER_HOTLINE,
        "submitter": applicant.name,
        "signed_as": SIGNERS[form.form],
        "signed_by": form.issued_by.full_name if form.issued_by else "",
    }


def _until(dossier: Dossier, form: IssuedForm) -> str:
    """Until when the applicant may complete; only while the newest request is open."""
    newest = dossier.forms.filter(form="02").order_by("-issued_at", "-pk").values_list("pk", flat=True).first()
    if form.form != "02" or dossier.applicant_due_at is None or newest != form.pk:
        return ""
    return moment_in_words(dossier.applicant_due_at)

"""Form 04, "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết" (Circular 03/2025/TT-VPCP), as PDF/A-2b.

What was signed does not change (`letter_words`): every print of it is the same file. A draft is a picture for whoever
checks and signs.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dossiers.letters import Cause, Wording
from dossiers.models import Dossier, IssuedForm, Letter

from .letter_words import said_of
from .notice import NoSuchPrint
from .typesetting import page_pictures, pdf_a
from .words import qr_svg

TEMPLATE = "form04.typ"
SIGN = "XL"  # how numbers end is the center's own custom: Circular 03/2025 was not read


def letter_pdf(form: IssuedForm) -> bytes:
    """Form 04 as it was signed. Raises NoSuchPrint for other forms."""
    return pdf_a(TEMPLATE, _signed(form), qr=qr_svg(form.dossier), at=form.issued_at)


def letter_of(dossier: Dossier, form_pk: int) -> bytes:
    """The same for a form of this dossier. Raises NoSuchPrint for everything else."""
    form = dossier.forms.select_related("dossier").filter(pk=form_pk).first()
    if form is None:
        raise NoSuchPrint
    return letter_pdf(form)


def letter_pictures(form: IssuedForm) -> list[bytes]:
    """The signed pages as PNG. Raises NoSuchPrint."""
    return page_pictures(TEMPLATE, _signed(form), qr=qr_svg(form.dossier))


def draft_pictures(letter: Letter, *, at: datetime) -> list[bytes]:
    """The pages as they would be signed now, without number, day and name."""
    wording = Wording(Cause(letter.cause), letter.text, letter.new_at)
    said = said_of(letter.dossier, wording, None, at)
    return page_pictures(TEMPLATE, _numbered(said, "…", is_draft=True), qr=qr_svg(letter.dossier))


def _signed(form: IssuedForm) -> dict[str, Any]:
    if form.form != "04" or "said" not in form.content:
        raise NoSuchPrint
    return _numbered(form.content["said"], str(form.number), is_draft=False)


def _numbered(said: Mapping[str, Any], number: str, *, is_draft: bool) -> dict[str, Any]:
    title = f"{said['name']} {number}"
    return {**said, "title": title, "number": f"{number}/{SIGN}", "is_draft": is_draft}

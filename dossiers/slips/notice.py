"""Forms 02, 03 and 05 of Circular 03/2025/TT-VPCP as PDF/A-2b: what is missing, why it was refused, that it ended.

What a form said when it was issued does not change (`said.py`); not even the moment of printing stands on it, so every
print of it is the same file. Official texts: Vietnamese.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from common.qr import qr_svg_of
from dossiers.arrivals import visitor_of
from dossiers.models import Arrival, Dossier, IssuedForm

from .said import NAMES, NOBODY, said_now
from .typesetting import page_pictures, pdf_a

TEMPLATE = "notice.typ"
SIGNS = {
    "02": "YCBS",
    "03": "TC",
    "05": "TBD",
}  # how numbers end is the center's own custom: Circular 03/2025 was not read


class NoSuchPrint(Refusal):
    default_message = _("This form is not printed.")


@dataclass(frozen=True)
class Notice:
    """Form 02, 03 or 05 with its number: `said` as `said.py` puts it down."""

    said: Mapping[str, Any]
    number: int
    year: int
    issued_at: datetime

    def pdf(self) -> bytes:
        """Always the same bytes for the same notice, as long as template, fonts and Typst stay."""
        return pdf_a(TEMPLATE, self._content(), qr=self._qr(), at=self.issued_at)

    def pictures(self) -> list[bytes]:
        """The same pages as PNG."""
        return page_pictures(TEMPLATE, self._content(), qr=self._qr())

    def _content(self) -> dict[str, Any]:
        return {
            **self.said,
            "title": f"{self.said['name']} {self.number}/{self.year}",
            "number": f"{self.number}/{SIGNS[self.said['form']]}",
        }

    def _qr(self) -> str:
        return qr_svg_of(self.said["tracking"]["address"])


def notice_of(form: IssuedForm) -> Notice:
    """What was issued about a dossier. Raises NoSuchPrint for other forms."""
    if form.form not in NAMES:
        raise NoSuchPrint
    said = form.content.get("said") or said_now(form, form.dossier)
    return Notice(said, form.number, form.year, form.issued_at)


def notice_pdf(dossier: Dossier, form_pk: int) -> bytes:
    """Form 02, 03 or 05 of this dossier. Raises NoSuchPrint for everything else."""
    form = dossier.forms.select_related("issued_by", "dossier").filter(pk=form_pk).first()
    if form is None:
        raise NoSuchPrint
    return notice_of(form).pdf()


def notice_at_the_desk(arrival: Arrival) -> Notice:
    """What a visitor got without a code. Raises NoSuchPrint for guidance, which has no form."""
    if arrival.number is None or arrival.year is None:
        raise NoSuchPrint
    visitor = visitor_of(arrival)
    who = {**NOBODY, "owner": visitor.name, "submitter": visitor.name, "phone": visitor.phone}
    return Notice({**who, **arrival.said}, arrival.number, arrival.year, arrival.at)

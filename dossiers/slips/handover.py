"""The slip that goes with dossiers and originals from one place to another, as PDF/A-2b. Official text: Vietnamese.

No form of Circular 03/2025 fits: it is the house's own, with the heading of Decree 30/2020 where a center gives.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from centers.models import Office
from common.errors import Refusal
from common.qr import qr_svg_of
from dossiers.actions.originals import place_of, under_way, where
from dossiers.actors import Actor
from dossiers.form_texts import CLOSING, HANDOVER, texts_of
from dossiers.models import Dossier, Leg, Paper
from dossiers.originals import counted

from .form01 import date_parts, issuer_of, moment_in_words, place_and_date
from .typesetting import page_pictures, pdf_a

TEMPLATE = "handover.typ"


class NothingOnTheWay(Refusal):
    default_message = _("None of these dossiers is on its way from or to your office.")


def handover_pdf(dossiers: Iterable[Dossier], by: Actor, *, at: datetime) -> bytes:
    """One page per way: from office to office, its dossiers with copies and originals. Raises `NothingOnTheWay`.

    `by` must belong to the giver or the receiver. Hand-overs inside one place are told too.
    """
    data, codes = _content(dossiers, by, at=at)
    return pdf_a(TEMPLATE, data, qr=codes, at=at)


def handover_pictures(dossiers: Iterable[Dossier], by: Actor, *, at: datetime) -> list[bytes]:
    """The same pages as PNG."""
    data, codes = _content(dossiers, by, at=at)
    return page_pictures(TEMPLATE, data, qr=codes)


def desk_address(dossier: Dossier) -> str:
    """Where staff find the dossier; what the QR code beside it says."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/xu-ly/ho-so/{dossier.pk}/"


def _content(dossiers: Iterable[Dossier], by: Actor, *, at: datetime) -> tuple[dict[str, Any], str]:
    legs = Leg.objects.filter(dossier__in=list(dossiers), confirmed_at=None, from_office__isnull=False)
    ways: dict[tuple[int, int], list[Leg]] = {}
    related = ("from_office__unit", "from_office__center__unit", "office__unit", "given_by", "dossier__owner",
               "dossier__version__procedure", "dossier__receiving_center")  # fmt: skip
    for leg in legs.select_related(*related).order_by("given_at", "dossier"):
        if {leg.office_id, leg.from_office_id} & by.office_ids:
            ways.setdefault((leg.from_office_id or 0, leg.office_id), []).append(leg)
    if not ways:
        raise NothingOnTheWay
    pages = [_page(one, at) for one in ways.values()]
    codes = [qr_svg_of(desk_address(leg.dossier)) for one in ways.values() for leg in one]
    title = "Phiếu bàn giao hồ sơ"
    return {"title": title, "issued": date_parts(at), "printed": moment_in_words(at), "pages": pages}, json.dumps(codes)


def _page(legs: Sequence[Leg], at: datetime) -> dict[str, Any]:
    first = legs[0]
    giver = first.from_office
    assert giver is not None
    rows = [_row(leg) for leg in legs]
    return {
        **issuer_of_office(giver),
        "number": "……/PBG",
        "place_and_date": place_and_date(giver.unit.name, at),
        "giver": f"{giver.name}, {giver.unit.name}",
        "receiver": f"{first.office.name}, {first.office.unit.name}",
        "given_by": first.given_by.full_name if first.given_by else "",
        "given": moment_in_words(min(leg.given_at for leg in legs)),
        "rows": rows,
        "originals": sum(paper["originals"] for row in rows for paper in row["papers"]),
        "closing": texts_of(giver.center_id, HANDOVER, first.given_at)[CLOSING],
    }


def issuer_of_office(giver: Office) -> dict[str, str]:
    """The two lines of an office that issues a slip of the house."""
    if giver.center is not None:
        return dict(issuer_of(giver.center))
    return {"superior": giver.unit.name, "issuer": giver.name}


def _row(leg: Leg) -> dict[str, Any]:
    dossier = leg.dossier
    papers = list(dossier.papers.order_by("pk"))
    crosses = leg.from_office_id is not None and place_of(leg.from_office_id) != place_of(leg.office_id)
    sent = counted(under_way(where(dossier), leg)) if crosses else {paper.pk: paper.originals for paper in papers}
    return {
        "code": dossier.code or f"#{dossier.pk}",
        "owner": dossier.owner.name,
        "procedure": dossier.version.procedure.name,
        "papers": [
            _paper(paper, sent.get(paper.pk, 0))
            for paper in papers
            if sent.get(paper.pk) or paper.copies or paper.certified
        ],
    }


def _paper(paper: Paper, originals: int) -> dict[str, Any]:
    return {"name": paper.name, "originals": originals, "copies": paper.certified + paper.copies}

"""What form 04 says (Circular 03/2025/TT-VPCP, Appendix I), put down once, when it is signed. Official: Vietnamese.

The result is plain JSON and lies in `IssuedForm.content["said"]`; only the number, which is drawn last of all, stands
in columns. A draft is put together anew for each preview.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from centers.models import Unit, UnitKind
from common.clock import local_date
from dossiers.form_texts import APOLOGY, CLOSING, texts_of
from dossiers.letters import OFFICIAL_CAUSES, Wording
from dossiers.models import Dossier

from .words import date_parts, legal_reference, moment_in_words, place_and_date, tracking_of

NAME = "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"
HEAD_OF_UNIT = "THỦ TRƯỞNG ĐƠN VỊ"  # where the post of the signer has no title
DEPUTY = "phó "


@dataclass(frozen=True)
class Signer:
    """`title` of the post, such as "Phó Chủ tịch UBND phường"; "" when none is known."""

    name: str
    title: str


def said_of(dossier: Dossier, wording: Wording, signer: Signer | None, at: datetime) -> dict[str, Any]:
    """All that the letter says but its number; `signer` None and the day left open for a draft."""
    kept = Dossier.objects.select_related(*RELATIONS).get(pk=dossier.pk)
    applicant, owner, unit = kept.submitter, kept.owner, kept.deciding_unit
    texts = texts_of(kept.receiving_center_id, "04", at)
    return {
        "name": NAME,
        "issued": date_parts(at),
        "footer": f"Mẫu số 04 ban hành kèm theo {legal_reference(at)}.",
        "superior": _superior(unit),
        "issuer": _name_of(unit),
        "place_and_date": _place_and_date(unit, kept, at, is_draft=signer is None),
        "code": dossier.code or "",
        "owner": owner.name,
        "address": owner.address or applicant.address or "–",
        "phone": applicant.phone or owner.phone or "–",
        "email": applicant.email or owner.email,
        "received": moment_in_words(dossier.received_at),
        "sector": kept.version.procedure.sector.name,
        "procedure": kept.version.procedure.name,
        "promised": moment_in_words(dossier.promised_at),
        "due": moment_in_words(dossier.due_at) if dossier.due_at != dossier.promised_at else "",
        "cause": OFFICIAL_CAUSES[wording.cause],
        "reason": wording.text.strip(),
        "new": moment_in_words(wording.new_at) if wording.new_at else "",
        "ended": moment_in_words(dossier.ended_at) if dossier.ended_at else "",
        "apology": texts[APOLOGY],
        "closing": texts[CLOSING],
        "place": kept.return_center.name,
        "tracking": dict(tracking_of(dossier)),
        "hotline": kept.receiving_center.hotline or settings.CENTER_HOTLINE,
        "signed_as": _titles(signer.title) if signer else [HEAD_OF_UNIT],
        "signed_by": signer.name if signer else "",
    }


RELATIONS = (
    "receiving_center__unit",
    "return_center",
    "deciding_unit__parent",
    "owner__address_unit__parent",
    "submitter__address_unit__parent",
    "version__procedure__sector",
)


def _name_of(unit: Unit) -> str:
    if unit.kind not in {UnitKind.COMMUNE, UnitKind.PROVINCE}:
        return unit.name
    return f"Ủy ban nhân dân {unit.name[:1].lower()}{unit.name[1:]}"


def _superior(unit: Unit) -> str:
    """The first line of the heading (Decree 30/2020, Appendix I): the body above the one that writes."""
    return _name_of(unit.parent) if unit.parent is not None else ""


def _place_and_date(unit: Unit, dossier: Dossier, at: datetime, *, is_draft: bool) -> str:
    place = unit if unit.kind == UnitKind.COMMUNE else dossier.receiving_center.unit
    if is_draft:
        return f"{place.name.split(' ', 1)[-1]}, ngày … tháng … năm {local_date(at).year}"
    return place_and_date(place.name, at)


def _titles(title: str) -> list[str]:
    """The lines above a signature: a deputy signs for the head ("KT.", Decree 30/2020, Appendix I)."""
    if not title:
        return [HEAD_OF_UNIT]
    if title.lower().startswith(DEPUTY):
        return [f"KT. {title[len(DEPUTY) :].upper()}", title.upper()]
    return [title.upper()]

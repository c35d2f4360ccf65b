"""On what grounds somebody pays no fee: a code, words, and the text of the law with how well it is known.

Pure rules. A ground is offered only where its text covers the sector of the procedure; what a provincial resolution or
another text exempts is entered under OTHER with that text named. Codes never change; charges and receipts keep them.
Confidence as for policies: C read in the source, C2 by secondary evidence, G general knowledge.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal

CIVIL_STATUS = frozenset({"HT"})
OTHER = "other"
CIVIL_LAW = "Điểm a khoản 1 Điều 11 Luật Hộ tịch số 60/2014/QH13"
ADOPTION = "Khoản 1 Điều 4 Nghị định số 114/2016/NĐ-CP"


@dataclass(frozen=True)
class Exemption:
    """`official` stands on the receipt, always Vietnamese; `basis` is "" where it must be typed."""

    code: str
    label: str | Promise
    official: str
    basis: str = ""
    confidence: str = ""
    sectors: frozenset[str] = frozenset()  # empty: any
    codes: frozenset[str] = frozenset()  # procedures; empty: any of the sectors


ADOPTION_CODES = frozenset({"2.001263"})
EXEMPTIONS: Mapping[str, Exemption] = {
    row.code: row
    for row in (
        Exemption(
            "merit",
            _("Family of a person with merit to the revolution"),
            "Người thuộc gia đình có công với cách mạng",
            CIVIL_LAW,
            "C2",
            CIVIL_STATUS,
        ),
        Exemption("poor", _("Poor household"), "Người thuộc hộ nghèo", CIVIL_LAW, "C2", CIVIL_STATUS),
        Exemption("disabled", _("Person with a disability"), "Người khuyết tật", CIVIL_LAW, "C2", CIVIL_STATUS),
        Exemption(
            "own_family",
            _("Step-parent or close relative adopts the child"),
            "Cha dượng, mẹ kế nhận con riêng; cô, cậu, dì, chú, bác ruột nhận cháu làm con nuôi",
            ADOPTION,
            "C2",
            codes=ADOPTION_CODES,
        ),
        Exemption(
            "child_in_need",
            _("The child has a disability, HIV/AIDS or a dangerous disease"),
            "Nhận trẻ em khuyết tật, nhiễm HIV/AIDS hoặc mắc bệnh hiểm nghèo làm con nuôi",
            ADOPTION,
            "C2",
            codes=ADOPTION_CODES,
        ),
        Exemption(
            "merit_adopts",
            _("Adoption by a person with merit to the revolution"),
            "Người có công với cách mạng nhận con nuôi",
            ADOPTION,
            "C2",
            codes=ADOPTION_CODES,
        ),
        Exemption(OTHER, _("Another ground of the law"), "Trường hợp khác được miễn theo quy định của pháp luật"),
    )
}


class NoSuchGround(Refusal):
    default_message = _("Choose one of the grounds that count for this procedure.")

    def __init__(self) -> None:
        super().__init__(field="ground")


class GroundNeedsText(Refusal):
    default_message = _("Name the text of the law that exempts; it is printed and checked.")

    def __init__(self) -> None:
        super().__init__(field="ground_basis")


def grounds_for(sector: str, procedure: str) -> list[Exemption]:
    """What may be chosen for a procedure of a sector, by their codes."""
    return [row for row in EXEMPTIONS.values() if _covers(row, sector, procedure)]


def basis_of_exemption(code: str, typed: str, *, sector: str, procedure: str) -> str:
    """The text to keep: what was typed, else what the ground names. Raises `NoSuchGround`, `GroundNeedsText`."""
    row = EXEMPTIONS.get(code)
    if row is None or not _covers(row, sector, procedure):
        raise NoSuchGround
    basis = typed.strip() or row.basis
    if not basis:
        raise GroundNeedsText
    return basis


def official_of(code: str) -> str:
    return EXEMPTIONS[code].official if code in EXEMPTIONS else ""


def label_of(code: str) -> str:
    """In the language of the page."""
    return str(EXEMPTIONS[code].label) if code in EXEMPTIONS else ""


def _covers(row: Exemption, sector: str, procedure: str) -> bool:
    if row.codes:
        return procedure in row.codes
    return not row.sectors or sector in row.sectors

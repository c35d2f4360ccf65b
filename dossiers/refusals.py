"""Why something is refused by form 03 (Circular 03/2025/TT-VPCP, Appendix I): a code, a sentence and the law behind it.

Pure rules. A reason carries a legal basis only where the text in force was found (domain.md §2.3, §2.4); all others ask
for it, because the special law of the procedure decides. Codes never change; events and forms keep them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.errors import Refusal


@dataclass(frozen=True)
class RefusalReason:
    """`official` is what form 03 prints, always Vietnamese; `basis` is empty where it must be typed."""

    code: str
    label: str | Promise
    official: str
    basis: str = ""


REFUSAL_REASONS: Mapping[str, RefusalReason] = {
    row.code: row
    for row in (
        RefusalReason(
            "improper",
            _("The dossier is not as the rules ask"),
            "Hồ sơ không đúng quy định",
            "Điều 8 Nghị định số 118/2025/NĐ-CP",
        ),
        RefusalReason(
            "untrue_papers",
            _("Papers are not true"),
            "Giấy tờ, tài liệu không đúng sự thật",
            "Điều 5 Nghị định số 118/2025/NĐ-CP",
        ),
        RefusalReason("wrong_authority", _("Another authority is competent"), "Không thuộc thẩm quyền giải quyết"),
        RefusalReason(
            "not_received_here",
            _("The procedure is not on the list of the center"),
            "Thủ tục không thuộc danh mục tiếp nhận tại Trung tâm",
        ),
        RefusalReason(
            "conditions",
            _("The conditions of the procedure are not met"),
            "Không đủ điều kiện giải quyết theo quy định của thủ tục hành chính",
        ),
        RefusalReason(
            "not_completed",
            _("Not completed as the guidance asked"),
            "Không bổ sung, hoàn thiện đủ hồ sơ theo hướng dẫn",
        ),
        RefusalReason(
            "no_authorisation",
            _("The submitter is not authorised"),
            "Người nộp hồ sơ không có giấy tờ ủy quyền, đại diện hợp lệ",
        ),
        RefusalReason(
            "identity",
            _("The identity of the applicant could not be checked"),
            "Không xác minh được danh tính người nộp hồ sơ",
        ),
        RefusalReason(
            "already_filed",
            _("The same matter is being resolved already"),
            "Trùng với hồ sơ đang được giải quyết",
        ),
        RefusalReason("other", _("Another reason"), "Lý do khác theo quy định của pháp luật"),
    )
}


class NoSuchReason(Refusal):
    default_message = _("Choose one of the reasons of the list.")

    def __init__(self) -> None:
        super().__init__(field="refusal_code")


class BasisMissing(Refusal):
    default_message = _("Name the article of the law for this reason; it is printed on form 03.")

    def __init__(self) -> None:
        super().__init__(field="legal_basis")


def basis_of(code: str, typed: str = "") -> str:
    """The legal basis to print: what was typed, else what the reason names. Raises NoSuchReason, BasisMissing."""
    reason = REFUSAL_REASONS.get(code)
    if reason is None:
        raise NoSuchReason
    basis = typed.strip() or reason.basis
    if not basis:
        raise BasisMissing
    return basis


def label_of(code: str) -> str:
    """In the language of the page; empty for an event from before there were codes."""
    return str(REFUSAL_REASONS[code].label) if code in REFUSAL_REASONS else ""


def help_for(texts: Sequence[str]) -> str:
    """What stands beside the field of the legal basis; `texts` are those of the procedure."""
    known = _("Article and legal text. May stay empty where the reason names one.")
    listed = _("Texts of this procedure: %(texts)s") % {"texts": ", ".join(texts)} if texts else ""
    return " ".join(filter(None, [str(known), str(listed)]))


def choices() -> list[tuple[str, str | Promise]]:
    """For a select: an empty first row, then the reasons in their order, with the law that they name."""
    named = [(row.code, f"{row.label} ({row.basis})" if row.basis else row.label) for row in REFUSAL_REASONS.values()]
    return [("", "–"), *named]


def facts_of_refusal(code: str, basis: str) -> dict[str, str]:
    """The facts of a coded refusal, with the law that the code names where none was typed; nothing without a code."""
    known = REFUSAL_REASONS[code].basis if code in REFUSAL_REASONS else ""
    return {"refusal_code": code, "legal_basis": basis.strip() or known} if code else {}

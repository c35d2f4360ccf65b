"""What forms 02, 03 and 05 say (Circular 03/2025/TT-VPCP, Appendix I), put down once, when they are issued.

The result is plain JSON and lies in `IssuedForm.content["said"]` or in `Arrival.said`: a print of next year says what
the first one said, whatever became of names, offices, addresses and law meanwhile. Only the number, which is drawn last
of all, stands in columns. An arrival keeps its visitor apart, encrypted; `NOBODY` are the keys that go there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from centers.models import Center
from dossiers.form_texts import CLOSING, OPENING, PLACE, SIGNED_AS, texts_of
from dossiers.lifecycle import Status
from dossiers.models import Dossier
from dossiers.refusals import REFUSAL_REASONS
from procedures.models import ProcedureCase, ProcedureVersion

from .words import (
    date_parts,
    issuer_of,
    legal_reference,
    moment_in_words,
    place_and_date,
    public_address,
    tracking_of,
)

NAMES = {
    "02": "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    "03": "Phiếu từ chối tiếp nhận, giải quyết hồ sơ",
    "05": "Thông báo dừng giải quyết hồ sơ",
}
ASKED_BY = {"withdraw": "Người nộp hồ sơ (rút hồ sơ)", "stop": "Cơ quan giải quyết", "lapse": "Hết thời hạn hoàn thiện"}
STAGES = {
    Status.SUBMITTED: "chưa tiếp nhận",
    Status.INCOMPLETE: "chờ hoàn thiện, chưa tiếp nhận",
    Status.RECEIVED: "đã tiếp nhận, chưa giải quyết",
    Status.PROCESSING: "đang giải quyết",
    Status.AWAITING_SUPPLEMENT: "tạm dừng, chờ bổ sung hồ sơ",
    Status.AWAITING_PAYMENT: "tạm dừng, chờ nộp phí, lệ phí",
}
WISHED = "theo đề nghị của người nộp hồ sơ"  # a withdrawal for which nobody gave a reason
OUT_OF_TIME = "quá thời hạn hoàn thiện hồ sơ"  # a refusal that nobody typed: `expire`
TO_COMPLETE = "bổ sung, nộp bản hợp lệ"
NOBODY = {"owner": "", "address": "", "phone": "", "email": "", "submitter": ""}


@dataclass(frozen=True)
class Told:
    """What is told by a form: `papers` as (name, what is wrong with it), both as read by the applicant."""

    form: str
    at: datetime
    by: str  # name of the official, "" for the system
    reason: str
    papers: Sequence[tuple[str, str]] = ()
    refusal_code: str = ""
    legal_basis: str = ""
    until: datetime | None = field(default=None)  # the applicant's own time
    transition: str = ""  # of form 05: what ended it, and
    stage: str = ""  # the status in which it was


def said_about(dossier: Dossier, told: Told) -> dict[str, Any]:
    """About a dossier, whose rows are read anew, all at once; about one that is not saved yet, as it is in memory."""
    kept = dossier if dossier._state.adding else Dossier.objects.select_related(*RELATIONS).get(pk=dossier.pk)
    applicant, owner = kept.submitter, kept.owner
    return {
        **_said(kept.receiving_center, told, place=kept.return_center.name),
        "code": dossier.code or "chưa cấp",
        "has_code": dossier.code is not None,
        "owner": owner.name,
        "address": owner.address or applicant.address or "–",
        "phone": applicant.phone or owner.phone or "–",
        "email": applicant.email or owner.email,
        "procedure": kept.version.procedure.name,
        "received": moment_in_words(dossier.received_at) if dossier.received_at else "",
        "tracking": dict(tracking_of(dossier)),
        "submitter": applicant.name,
    }


RELATIONS = (
    "receiving_center__unit",
    "return_center",
    "owner__address_unit__parent",
    "submitter__address_unit__parent",
    "version__procedure",
)


def said_at_the_desk(
    center: Center, version: ProcedureVersion, case: ProcedureCase | None, told: Told
) -> dict[str, Any]:
    """To somebody who came and got no code; the QR code leads to the public page of the procedure."""
    procedure = version.procedure
    return {
        **_said(center, told, place=center.name),
        "code": "chưa cấp",
        "has_code": False,
        "procedure": f"{procedure.name} ({case.label})" if case else procedure.name,
        "received": "",
        "tracking": {"page": "", "address": public_address(f"thu-tuc/{procedure.code}/"), "check_word": ""},
    }


def _said(center: Center, told: Told, *, place: str, texts: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What depends on center and form; `texts` instead of those in force, for whoever words them."""
    words = texts_of(center.pk, told.form, told.at) if texts is None else texts
    return {
        "form": told.form,
        "name": NAMES[told.form],
        "issued": date_parts(told.at),
        "footer": f"Mẫu số {told.form} ban hành kèm theo {legal_reference(told.at)}.",
        **issuer_of(center),
        "place_and_date": place_and_date(center.unit.name, told.at),
        "opening": words[OPENING],
        "papers": [{"name": name, "wrong": wrong or TO_COMPLETE} for name, wrong in told.papers],
        "ended": _ended(told),
        "reason": _reason(told),
        "basis": told.legal_basis,
        "until": moment_in_words(told.until) if told.until and told.form == "02" else "",
        "hotline": center.hotline or settings.CENTER_HOTLINE,
        "closing": words.get(CLOSING, "").replace(PLACE, place),
        "signed_as": words[SIGNED_AS],
        "signed_by": told.by,
    }


def said_as_sample(center: Center, told: Told, texts: Mapping[str, str], who: Mapping[str, str]) -> dict[str, Any]:
    """For whoever words a form: made-up people, the texts as they are typed."""
    known = {
        **_said(center, told, place=center.name, texts=texts),
        "code": SAMPLE_CODE,
        "has_code": True,
        "received": moment_in_words(told.at),
        "tracking": {"page": public_address("tra-cuu/"), "address": public_address("tra-cuu/"), "check_word": "MAU123"},
    }
    return {**known, **who}


SAMPLE_CODE = "H38.00000-000000-0000"


def _ended(told: Told) -> list[dict[str, str]]:
    """What form 05 says besides: who asked for it, when, at which stage."""
    if told.form != "05":
        return []
    return [
        {"label": "Bên đề nghị dừng", "value": ASKED_BY.get(told.transition, "–")},
        {"label": "Dừng lúc", "value": moment_in_words(told.at)},
        {"label": "Giai đoạn", "value": STAGES[Status(told.stage)] if told.stage else "–"},
    ]


def _reason(told: Told) -> str:
    if told.transition == "withdraw":
        return told.reason.strip() or WISHED
    coded = REFUSAL_REASONS[told.refusal_code].official if told.refusal_code else ""
    return ". ".join(filter(None, [coded, told.reason.strip()])) or OUT_OF_TIME


def said_now(form: Any, dossier: Dossier) -> Mapping[str, Any]:
    """For a form from before anything was put down: what it says is put together as well as it still can be."""
    content = form.content
    told = Told(
        form=form.form,
        at=form.issued_at,
        by=form.issued_by.full_name if form.issued_by else "",
        reason=content.get("reason", ""),
        papers=[(name, "") for name in content.get("papers", ())],
        transition=content.get("transition", ""),
        stage=form.event.from_status,
    )
    return said_about(dossier, told)

"""From one record of the facts to the rows of a version."""

from decimal import Decimal
from typing import Any

from simple_history.utils import bulk_create_with_history

from procedures import papers
from procedures.deciding import deciding_of
from procedures.facts_file import ProcedureFacts, limit_of, totals_of
from procedures.limits import ProcessTotals, fits
from procedures.models import (
    CatalogueRemark,
    FeeItem,
    ProcedureCase,
    ProcedureVersion,
    ProcessStep,
    RemarkKind,
    RequiredPaper,
)

FEE_LABEL = "Phí, lệ phí"


def version_fields(facts: ProcedureFacts) -> dict[str, Any]:
    """The columns of ProcedureVersion that come from the facts."""
    record, time, online, limit = facts.record, facts.record["time"], facts.record["online"], facts.limit
    deciding = deciding_of(record["level"], record["sector_code"], record["deciding_agency"] or "")
    return {
        "quantity": limit.quantity if limit else None,
        "unit": limit.unit.value if limit else None,
        "cutoff": limit.cutoff if limit else None,
        "time_label": time.get("label", ""),
        "time_note": time.get("note", ""),
        "time_source": record["source"],
        "time_confidence": time["confidence"],
        "channels": record["channels"],
        "takes_online": online["online_submission"],
        "online_level": online.get("level") or "",
        "online_confidence": online["confidence"],
        "deciding_kind": deciding.kind.value,
        "deciding_slug": deciding.slug,
        "deciding_agency": record["deciding_agency"] or "",
        "office_slug": deciding.office_slug,
        "result": record["result_vi"],
        "legal_basis": record["legal_basis"],
        "decision_no": record.get("decision_no") or "",
        "papers_total": record["documents_total"],
        "portal_time": [{"channel": None, "value": None, "unit": None, **row} for row in record["portal_time_raw"]],
        "source": record["source"],
        "also_seen_in": record.get("also_seen_in", ""),
        "confidence": record["confidence"],
    }


def attach(pairs: list[tuple[ProcedureVersion, ProcedureFacts]]) -> None:
    """Write cases, papers, fees and the internal processes that fit the law; the other processes are remarked."""
    steps, remarks = [], []
    for version, facts in pairs:
        for process in facts.processes:
            if fits(totals_of(process), facts.limit):
                steps += _steps(version, process)
            else:
                remarks.append(_remark(version, facts, process))
    bulk_create_with_history([case for version, facts in pairs for case in _cases(version, facts)], ProcedureCase)
    bulk_create_with_history([fee for version, facts in pairs for fee in _fees(version, facts)], FeeItem)
    RequiredPaper.objects.bulk_create(paper for version, facts in pairs for paper in _papers(version, facts))
    ProcessStep.objects.bulk_create(steps)
    CatalogueRemark.objects.bulk_create(remarks, ignore_conflicts=True)


def _cases(version: ProcedureVersion, facts: ProcedureFacts) -> list[ProcedureCase]:
    cases = []
    for number, variant in enumerate(facts.record["time_variants"], start=1):
        limit = limit_of(variant)
        assert limit is not None  # a case is listed because its time is known
        cases.append(
            ProcedureCase(
                version=version,
                number=number,
                label=variant["label"],
                quantity=limit.quantity,
                unit=limit.unit.value,
                cutoff=limit.cutoff,
            )
        )
    return cases


def _papers(version: ProcedureVersion, facts: ProcedureFacts) -> list[RequiredPaper]:
    rows = []
    for number, row in enumerate(facts.record["documents"], start=1):
        label, quantity = row.get("case") or "", row["qty"]
        originals, copies = papers.counts(quantity)
        rows.append(
            RequiredPaper(
                version=version,
                number=number,
                case_label=label,
                name=row["name"],
                quantity=quantity,
                originals=originals,
                copies=copies,
                is_note=papers.is_note(label, quantity),
            )
        )
    return rows


def _fees(version: ProcedureVersion, facts: ProcedureFacts) -> list[FeeItem]:
    fee = facts.record["fee_vnd"]
    return [
        FeeItem(
            version=version,
            label=FEE_LABEL,
            amount_vnd=fee.get("amount"),
            note=fee.get("note", ""),
            confidence=fee["confidence"],
        )
    ]


def _steps(version: ProcedureVersion, process: dict[str, Any]) -> list[ProcessStep]:
    return [
        ProcessStep(
            version=version,
            number=number,
            name=step["content"],
            role=step["role"],
            role_name=step["role_vi"],
            hours=None if step.get("hours") is None else Decimal(str(step["hours"])),
            hours_text=step.get("allotted_text", ""),
            counted=step["counted"],
            wait_kind=step.get("wait_kind", ""),
            wait_days=step.get("wait_days"),
            is_modelled=not process["published"],
            source=process["source"],
        )
        for number, step in enumerate(process["steps"], start=1)
    ]


def _remark(version: ProcedureVersion, facts: ProcedureFacts, process: dict[str, Any]) -> CatalogueRemark:
    limit, totals = facts.limit, totals_of(process)
    legal = f"{_hours(limit.process_hours)} giờ" if limit and limit.process_hours is not None else "chưa rõ"
    text = (
        f"Quy trình “{process['statutory']}” ({_hours(totals.summed)} giờ) khác thời hạn của thủ tục ({legal}); "
        "không đưa vào danh mục."
    )
    kind = _remark_kind(facts, totals)
    return CatalogueRemark(kind=kind, procedure=version.procedure, text=text, source=process["source"])


def _hours(hours: Decimal) -> str:
    return f"{hours:f}".rstrip("0").rstrip(".").replace(".", ",") if "." in f"{hours:f}" else f"{hours:f}"


def _remark_kind(facts: ProcedureFacts, totals: ProcessTotals) -> RemarkKind:
    if totals.stage:
        return RemarkKind.STEPS_OF_A_STAGE
    if any(fits(totals, limit_of(variant)) for variant in facts.record["time_variants"]):
        return RemarkKind.STEPS_OF_A_CASE
    return RemarkKind.STEPS_CONTRADICT

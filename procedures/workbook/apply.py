"""Carrying a plan out. Called inside the transaction of `import_actions.apply`."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from simple_history.utils import bulk_create_with_history

from accounts.models import User
from common.text import vietnamese_key
from procedures.models import (
    CatalogueRemark,
    Confidence,
    FeeItem,
    Procedure,
    ProcedureCase,
    ProcedureVersion,
    ProcessStep,
    RemarkKind,
    RequiredPaper,
    Sector,
)
from procedures.versions import successor_of
from procedures.workbook.compare import Change, Plan
from procedures.workbook.entries import Entry
from procedures.workbook.sheets import CASES, DESCRIPTION, FEES, LAW, PAPERS, PARTS, STEPS, Sheet

SOURCE = "Tệp Excel nhập vào danh mục"
MODELS: dict[str, Any] = {
    CASES.key: ProcedureCase,
    PAPERS.key: RequiredPaper,
    FEES.key: FeeItem,
    STEPS.key: ProcessStep,
}
WITH_HISTORY = (CASES.key, FEES.key)


def carry_out(plan: Plan, *, valid_from: date, by: User | None, at: datetime) -> None:
    """Description at once; the law in a version from `valid_from` on; steps that contradict become a remark."""
    change = plan.change
    procedure = Procedure.objects.filter(code=plan.entry.code).select_related("sector").first()
    if procedure is None or change.described:
        procedure = _describe(procedure or Procedure(code=plan.entry.code), plan.entry, by)
    if change.opens_version:
        version = _version(procedure, change, valid_from, by)
        _enact(version, plan, by, at)
    _remark(procedure, change)


def _describe(procedure: Procedure, entry: Entry, by: User | None) -> Procedure:
    described = entry.description
    for column in DESCRIPTION:
        if column.key != "sector_code":
            setattr(procedure, column.key, described[column.key])
    procedure.sector = _sector(described["sector_code"], entry.sector_name)
    procedure.code_confidence = procedure.code_confidence or Confidence.CONFIRMED
    procedure.described_by = by
    if by is not None:
        procedure._history_user = by  # type: ignore[attr-defined]
    procedure.save()
    return procedure


def _sector(code: str, name: str) -> Sector:
    defaults = {"name": name, "name_sort": vietnamese_key(name)}
    return Sector.objects.get_or_create(code=code, defaults=defaults)[0]


def _version(procedure: Procedure, change: Change, valid_from: date, by: User | None) -> ProcedureVersion:
    """The version that will carry the change: a new procedure's first, one that begins that day, else a successor."""
    if change.is_new:
        return ProcedureVersion(
            procedure=procedure, number=1, valid_from=valid_from, source=SOURCE, confidence=Confidence.CONFIRMED
        )
    locked: ProcedureVersion = procedure.versions.select_for_update().in_force(valid_from).get()
    return locked if locked.valid_from == valid_from else successor_of(locked, valid_from=valid_from, by=by)


def _enact(version: ProcedureVersion, plan: Plan, by: User | None, at: datetime) -> None:
    change, law = plan.change, plan.entry.law
    changed = {field.heading for field in change.law}
    for column in LAW:
        if change.is_new or column.heading in changed:
            setattr(version, column.key, law[column.key])
    _judge(version, change, changed)
    version.entered_by, version.entered_at = by, at if by else None
    if by is not None:
        version._history_user = by  # type: ignore[attr-defined]
    if any(part.title == PAPERS.title for part in change.parts):
        version.papers_total = len(plan.entry.parts[PAPERS.key])
    version.save()
    titles = {part.title for part in change.parts}
    for sheet in PARTS:
        if sheet.title in titles:
            _replace(version, sheet, plan.entry, by)


def _judge(version: ProcedureVersion, change: Change, changed: set[str]) -> None:
    """What somebody entered with its source counts as confirmed; an unknown stays unknown."""
    time_headings = {column.heading for column in LAW if column.key in ("quantity", "unit", "cutoff")}
    if change.is_new or changed & time_headings:
        version.time_confidence = Confidence.CONFIRMED if version.has_time else Confidence.UNKNOWN
    online_headings = {column.heading for column in LAW if column.key in ("takes_online", "online_level")}
    if change.is_new or changed & online_headings:
        version.online_confidence = Confidence.CONFIRMED if version.online_level else Confidence.UNKNOWN


def _replace(version: ProcedureVersion, sheet: Sheet, entry: Entry, by: User | None) -> None:
    """The rows of the file instead of those of the version. Nothing points to them: the version is new."""
    model = MODELS[sheet.key]
    getattr(version, sheet.key).all().delete()
    rows = [model(version=version, **fields) for fields in entry.parts[sheet.key]]
    if sheet.key in WITH_HISTORY:
        bulk_create_with_history(rows, model, default_user=by)
    else:
        model.objects.bulk_create(rows)


def _remark(procedure: Procedure, change: Change) -> None:
    """The latest file has the last word on which steps were left out."""
    CatalogueRemark.objects.filter(procedure=procedure, source=SOURCE).delete()
    if change.steps_left_out is None:
        return
    legal = f"{_hours(change.legal_hours)} giờ" if change.legal_hours is not None else "chưa rõ"
    text = (
        f"Các bước trong tệp nhập ({_hours(change.steps_left_out)} giờ) khác thời hạn của thủ tục ({legal}); "
        "không đưa vào danh mục."
    )
    CatalogueRemark.objects.create(procedure=procedure, kind=RemarkKind.STEPS_CONTRADICT, text=text, source=SOURCE)


def _hours(hours: Decimal) -> str:
    return f"{hours.normalize():f}".replace(".", ",")

"""Takes the delivered facts into the catalogue. Safe to run at every start: what did not change is not touched, and
what an administrator entered is never overwritten."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from common.clock import local_date
from common.text import vietnamese_key
from procedures import facts_file, parts_of_facts, synonyms, versions
from procedures.facts_file import FIRST_DAY, ProcedureFacts
from procedures.models import CatalogueRemark, Procedure, ProcedureVersion, RemarkKind, Sector


@dataclass(frozen=True)
class Listed:
    """A remark as it is printed: procedure code, what kind, why (Vietnamese)."""

    code: str
    kind: RemarkKind
    text: str


@dataclass
class LoadReport:
    """What one run of `load` did. `without_time` are the codes that cannot be received today."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    remarks: list[Listed] = field(default_factory=list)
    without_time: list[str] = field(default_factory=list)

    @property
    def has_changes(self) -> bool:
        return bool(self.created or self.changed or self.kept)


@transaction.atomic
def load(*, at: datetime) -> LoadReport:
    """Load every delivered procedure. First versions count from 1 July 2025; newer facts open one from `at` on."""
    report = LoadReport()
    known = {procedure.code: procedure for procedure in Procedure.objects.select_for_update()}
    sectors = _sectors(facts_file.all_facts())
    new = [facts for facts in facts_file.all_facts() if facts.code not in known]
    _create(new, sectors)
    report.created.extend(facts.code for facts in new)
    for facts in facts_file.all_facts():
        procedure = known.get(facts.code)
        if procedure is not None and procedure.facts_digest != facts.digest:
            _renew(procedure, facts, sectors[facts.record["sector_code"]], on=local_date(at), report=report)
    _fill_initials()
    synonyms.load()
    _fill(report, on=local_date(at))
    return report


def _sectors(all_facts: tuple[ProcedureFacts, ...]) -> dict[str, Sector]:
    names = {facts.record["sector_code"]: facts.record["sector_vi"] for facts in all_facts}
    missing = names.keys() - set(Sector.objects.values_list("code", flat=True))
    Sector.objects.bulk_create(
        Sector(code=code, name=names[code], name_sort=vietnamese_key(names[code])) for code in sorted(missing)
    )
    return {sector.code: sector for sector in Sector.objects.all()}


def _create(new: list[ProcedureFacts], sectors: dict[str, Sector]) -> None:
    procedures = [Procedure(code=facts.code) for facts in new]
    for procedure, facts in zip(procedures, new, strict=True):
        _describe(procedure, facts, sectors[facts.record["sector_code"]])
        procedure.fill_derived()
    bulk_create_with_history(procedures, Procedure)
    pairs = list(zip(procedures, new, strict=True))
    _open_versions([(_version(procedure, facts, number=1, valid_from=FIRST_DAY), facts) for procedure, facts in pairs])


def _renew(procedure: Procedure, facts: ProcedureFacts, sector: Sector, *, on: date, report: LoadReport) -> None:
    """Newer facts: the description changes at once, the law from `on`; an administrator's entry stays."""
    last = procedure.versions.latest("valid_from")
    if procedure.described_by_id is None:
        _describe(procedure, facts, sector)
    procedure.facts_digest = facts.digest
    procedure.save()
    if last.entered_by_id is not None:
        CatalogueRemark.objects.get_or_create(
            procedure=procedure,
            kind=RemarkKind.KEPT,
            text=f"Thời hạn do quản trị viên nhập từ {last.valid_from:%d/%m/%Y} được giữ; dữ liệu mới chưa áp dụng.",
            defaults={"source": facts.record.get("source", "")},
        )
        report.kept.append(facts.code)
        return
    valid_from = max(on, last.valid_from + timedelta(days=1))
    versions.end_before(last, valid_from)
    number = procedure.versions.latest("number").number + 1
    _open_versions([(_version(procedure, facts, number=number, valid_from=valid_from), facts)])
    report.changed.append(facts.code)


def _describe(procedure: Procedure, facts: ProcedureFacts, sector: Sector) -> None:
    record = facts.record
    procedure.code_confidence = record["code_confidence"]
    procedure.name = record["name_vi"].strip()
    procedure.name_en = record["name_en"] or ""
    procedure.sector = sector
    procedure.level = facts.level
    procedure.demand_weight = record["demand_weight"]
    procedure.aliases = list(facts.aliases)
    procedure.local_codes = record["local_codes"]
    procedure.portal_url = record["portal_url"] or ""
    procedure.note = record.get("note", "")
    procedure.facts_digest = facts.digest


def _version(procedure: Procedure, facts: ProcedureFacts, *, number: int, valid_from: date) -> ProcedureVersion:
    fields = parts_of_facts.version_fields(facts)
    return ProcedureVersion(procedure=procedure, number=number, valid_from=valid_from, **fields)


def _open_versions(pairs: list[tuple[ProcedureVersion, ProcedureFacts]]) -> None:
    bulk_create_with_history([version for version, _facts in pairs], ProcedureVersion)
    parts_of_facts.attach(pairs)


def _fill_initials() -> None:
    """For rows of before initials were kept and punctuation was taken out of the words."""
    rows = list(Procedure.objects.filter(initials="").select_related("sector"))
    for row in rows:
        row.fill_derived()
    Procedure.objects.bulk_update(rows, ["initials", "search_fold"])


def _fill(report: LoadReport, *, on: date) -> None:
    for remark in CatalogueRemark.objects.select_related("procedure"):
        report.remarks.append(Listed(remark.procedure.code, RemarkKind(remark.kind), remark.text))
    unknown = ProcedureVersion.objects.in_force(on).without_time()
    report.without_time.extend(unknown.order_by("procedure__code").values_list("procedure__code", flat=True))

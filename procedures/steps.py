"""The internal process of a version: as published, or a modelled default that says so."""

from dataclasses import dataclass
from decimal import Decimal

from procedures.limits import Limit
from procedures.models import DecidingKind, ProcedureVersion, StepRole
from workcalendar.engine import Unit

MODELLED_SOURCE = "Quy trình mô phỏng theo các bước thường gặp; chưa có cơ quan nào công bố cho thủ tục này."

DEFAULT_PROCESS = (
    ("Kiểm tra hồ sơ, lập giấy tiếp nhận và hẹn trả kết quả", "reception", Decimal("0.05")),
    ("Phân công thụ lý hồ sơ", "head", Decimal("0.05")),
    ("Thụ lý hồ sơ, dự thảo kết quả giải quyết", "specialist", Decimal("0.65")),
    ("Xem xét, ký duyệt kết quả giải quyết", "leader", Decimal("0.20")),
    ("Vào sổ, đóng dấu, chuyển và trả kết quả", "records", Decimal("0.05")),
)
"""Step, part played, share of the legal time: the shape that the published processes have in common."""

ROLES_BY_KIND = {
    DecidingKind.COMMUNE: {
        "head": StepRole.DIVISION_HEAD,
        "specialist": StepRole.SPECIALIST,
        "leader": StepRole.COMMUNE_LEADER,
        "records": StepRole.RECORDS_CLERK,
    },
    DecidingKind.DEPARTMENT: dict.fromkeys(("head", "specialist", "leader", "records"), StepRole.PROVINCIAL_DEPARTMENT),
    DecidingKind.PROVINCE: dict.fromkeys(("head", "specialist", "leader", "records"), StepRole.PROVINCIAL_DEPARTMENT),
    DecidingKind.AGENCY: dict.fromkeys(("head", "specialist", "leader", "records"), StepRole.VERTICAL_AGENCY),
}


@dataclass(frozen=True)
class StepRow:
    """A step of the process. `share` is its part of all counted hours (0 for a step that is not counted).

    `hours` are working hours (8 a day) or, for a limit in clock hours, hours around the clock; None = not known.
    """

    number: int
    name: str
    role: StepRole
    role_name: str
    hours: Decimal | None
    share: Decimal
    counted: bool
    is_modelled: bool
    source: str


def steps_of(version: ProcedureVersion) -> tuple[StepRow, ...]:
    """The stored steps, or the default process when nobody has published one that fits the law."""
    stored = list(version.steps.all())
    if not stored:
        return _default_process(version)
    total = sum((step.hours or Decimal() for step in stored if step.counted), Decimal())
    return tuple(
        StepRow(
            number=step.number,
            name=step.name,
            role=StepRole(step.role),
            role_name=step.role_name,
            hours=step.hours,
            share=(step.hours or Decimal()) / total if step.counted and total else Decimal(),
            counted=step.counted,
            is_modelled=step.is_modelled,
            source=step.source,
        )
        for step in stored
    )


def _default_process(version: ProcedureVersion) -> tuple[StepRow, ...]:
    limit = Limit(version.quantity, Unit(version.unit), version.cutoff) if version.unit and version.quantity else None
    hours = limit.process_hours if limit else None
    roles = {"reception": StepRole.RECEPTION, **ROLES_BY_KIND[DecidingKind(version.deciding_kind)]}
    return tuple(
        StepRow(
            number=number,
            name=name,
            role=roles[part],
            role_name="",
            hours=None if hours is None else (hours * share).quantize(Decimal("0.01")),
            share=share,
            counted=True,
            is_modelled=True,
            source=MODELLED_SOURCE,
        )
        for number, (name, part, share) in enumerate(DEFAULT_PROCESS, start=1)
    )

"""What actions ask of centers, calendars and the catalogue, kept for some seconds by the process.

Everything here is a plain value: numbers and frozen dataclasses, never a row.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from centers.models import Center, Office, OfficeKind
from centers.queries import code_identifier, reception_of
from common.kept import shelf
from procedures.fee_rules import FeeRule, rule_of
from procedures.models import DecidingKind, Level, ProcedureCase, ProcedureVersion
from procedures.queries import counted_level, deciding_unit_for, office_for, steps_of
from procedures.steps import StepRow
from workcalendar.queries import current_version

from .deadlines import StepSpan
from .models import Dossier


@dataclass(frozen=True)
class Room:
    """An office, as far as a hand-over needs to know it."""

    pk: int
    kind: str
    place: str  # offices of one center are one place, and so are those of a department that serve the province

    @classmethod
    def of(cls, office: Office) -> "Room":
        place = f"center {office.center_id}" if office.center_id else f"unit {office.unit_id}"
        return cls(office.pk, office.kind, place)

    @property
    def is_reception(self) -> bool:
        return self.kind == OfficeKind.RECEPTION


@dataclass(frozen=True)
class Deciders:
    """Who decides a procedure received at a center, and the level under which that counts."""

    unit_id: int
    level: Level
    office: Room


_rooms = shelf(Room)
_receptions = shelf(Room)
_deciders = shelf(Deciders)
_calendars = shelf(int)
_identifiers = shelf(str)
_processes = shelf(tuple[StepRow, ...])
_spans = shelf(tuple[StepSpan, ...])
_fees = shelf(tuple[FeeRule, ...])


def reception_at(center: Center) -> Room:
    """The reception of a center. Raises NoSuchOffice."""
    return known(_receptions.get(center.pk, lambda: Room.of(reception_of(center))))


def known(room: Room) -> Room:
    """The same; `room_at` need not read it."""
    return _rooms.get(room.pk, lambda: room)


def room_at(office_id: int) -> Room:
    """An office by its id."""
    return _rooms.get(office_id, lambda: Room.of(Office.objects.get(pk=office_id)))


def deciders_for(
    version: ProcedureVersion, center: Center, case: ProcedureCase | None, *, elsewhere: Center | None = None
) -> Deciders:
    """Deciding unit and office as the catalogue says, for a dossier received at `center`.

    What a commune decides may be decided `elsewhere`: by the commune of another center (Decree 118/2025, art. 14).
    Raises NobodyDecides or NoSuchOffice.
    """
    if elsewhere is not None and decided_by_commune(version, case):
        center = elsewhere

    def read() -> Deciders:
        unit = deciding_unit_for(version, center, case)
        level = counted_level(version.procedure.level, unit)
        return Deciders(unit.pk, level, Room.of(office_for(version, center, case)))

    return _deciders.get((version.pk, center.pk, case and case.pk), read)


def decided_by_commune(version: ProcedureVersion, case: ProcedureCase | None = None) -> bool:
    """Whether a commune decides it, so that one has to be named."""
    kind = case.deciding_kind if case is not None and case.deciding_kind else version.deciding_kind
    return bool(kind == DecidingKind.COMMUNE)


def calendar_at(center: Center) -> int:
    """The newest version of the center's calendar. Raises NoCalendarVersion."""
    return _calendars.get(center.pk, lambda: current_version(center.calendar).pk)


def identifier_of(center: Center) -> str:
    """The center's part of dossier codes."""
    return _identifiers.get(center.pk, lambda: code_identifier(center.unit)[0])


def process_of(dossier: Dossier) -> Sequence[StepRow]:
    """The steps of the process of the dossier's version."""

    def read() -> tuple[StepRow, ...]:
        prefetch_related_objects([dossier.version], "steps")
        return steps_of(dossier.version)

    return _processes.get(dossier.version_id, read)


def spans_of(dossier: Dossier) -> Sequence[StepSpan]:
    """The same steps with their shares of the time, as the rules of deadlines want them."""

    def read() -> tuple[StepSpan, ...]:
        return tuple(StepSpan(step.number, float(step.share)) for step in process_of(dossier))

    return _spans.get(dossier.version_id, read)


def fee_rules_of(version: ProcedureVersion) -> Sequence[FeeRule]:
    """The published fees of a version, in their order."""

    def read() -> tuple[FeeRule, ...]:
        return tuple(rule_of(fee.label, fee.amount_vnd, fee.note) for fee in version.fees.all())

    return _fees.get(version.pk, read)


def has_dossiers(version_id: int) -> bool:
    """Whether a dossier points to a version of a procedure; asked by `procedures.usage`."""
    return Dossier.objects.filter(version=version_id).exists()

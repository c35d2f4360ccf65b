"""From a row to what it means at a center: procedure and version, who decides, how long it may take."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from centers.models import Center, Office, Unit
from centers.queries import NoSuchOffice, deciding_office, province
from common.clock import local_date
from common.errors import Refusal
from dossiers.actions.take_over import Taken
from dossiers.calendars import SHELF
from dossiers.models import FigureLevel
from procedures.code_book import CodeBook
from procedures.models import DecidingKind, Level, Procedure, ProcedureVersion
from procedures.queries import NotInForce, TimeUnknown, allowance_of, deciding_unit_for, office_for
from workcalendar.engine import Allowance
from workcalendar.engine import Unit as TimeUnit
from workcalendar.queries import current_version

from .rows import Row

EITHER = frozenset({FigureLevel.COMMUNE, FigureLevel.PROVINCE})
LEVELS: Mapping[str, frozenset[FigureLevel]] = {
    Level.COMMUNE: frozenset({FigureLevel.COMMUNE}),
    Level.PROVINCE: frozenset({FigureLevel.PROVINCE}),
    Level.VERTICAL: frozenset({FigureLevel.VERTICAL}),
    Level.LINKED: EITHER,
    Level.PROVINCE_OR_COMMUNE: EITHER,
    Level.COMMUNE_THEN_PROVINCE: EITHER,
}
LONGEST = 32_767  # working days that a column takes


class LevelContradicts(Refusal):
    """The level of the row is not one that its procedure can have."""

    def __init__(self, level: str, procedure: Procedure) -> None:
        words = _("“level” is “%(level)s”, but procedure %(code)s counts as: %(levels)s.")
        levels = ", ".join(sorted(LEVELS[procedure.level]))
        super().__init__(words % {"level": level, "code": procedure.code, "levels": levels})


@dataclass(frozen=True)
class Decider:
    """Under which unit a dossier counts, and which office works on it."""

    unit: Unit
    office: Office


class Terms:
    """Answers for the rows of one file; what it has looked up it keeps."""

    def __init__(self, center: Center) -> None:
        self.center, self.codes, self.province = center, CodeBook(), province()
        self.calendar = current_version(center.calendar).pk
        self._versions: dict[int, list[ProcedureVersion]] = {}
        self._deciders: dict[tuple[int, str], Decider] = {}

    def taken(self, row: Row) -> Taken:
        """The dossier as it is to be taken over. Raises Refusal with what speaks against it."""
        procedure = self.codes.find(row.procedure_code)
        if row.level not in LEVELS[procedure.level]:
            raise LevelContradicts(row.level, procedure)
        version = self._version(procedure, local_date(row.received_at))
        decider = self._decider(version, row.level)
        return Taken(
            code=row.code,
            version=version,
            level=row.level,
            channel=row.channel,
            deciding_unit=decider.unit,
            deciding_office=decider.office,
            status=row.status,
            received_at=row.received_at,
            allowance=self._allowance(version, row),
            calendar=self.calendar,
            due_at=row.due_at,
            finished_at=row.finished_at,
            delivered_at=row.delivered_at,
        )

    def _version(self, procedure: Procedure, on: date) -> ProcedureVersion:
        """The version in force on the day, else the earliest. Raises NotInForce when the procedure has none."""
        if procedure.pk not in self._versions:
            found = procedure.versions.select_related("procedure").prefetch_related("steps").order_by("valid_from")
            self._versions[procedure.pk] = list(found)
        versions = self._versions[procedure.pk]
        if not versions:
            raise NotInForce
        counting = (v for v in versions if v.valid_from <= on and (v.valid_to is None or on <= v.valid_to))
        return next(counting, versions[0])

    def _decider(self, version: ProcedureVersion, level: str) -> Decider:
        if (version.pk, level) not in self._deciders:
            self._deciders[version.pk, level] = self._find_decider(version, level)
        return self._deciders[version.pk, level]

    def _find_decider(self, version: ProcedureVersion, level: str) -> Decider:
        """Raises NobodyDecides, NoSuchOffice.

        What counts as provincial counts for the province, whichever of its bodies works on it. Where no body of the
        province has an office here, the commune's office of the sector follows the dossier.
        """
        if level == FigureLevel.VERTICAL:
            return Decider(deciding_unit_for(version, self.center), office_for(version, self.center))
        own = deciding_office(self.center.unit, center=self.center, slug=version.office_slug)
        if level == FigureLevel.COMMUNE:
            return Decider(self.center.unit, own)
        if version.deciding_kind == DecidingKind.COMMUNE:
            return Decider(self.province, own)
        try:
            return Decider(self.province, office_for(version, self.center))
        except NoSuchOffice:
            return Decider(self.province, own)

    def _allowance(self, version: ProcedureVersion, row: Row) -> Allowance:
        """The time limit of the version; where it is unknown, the working days that the given due date allows.

        A pause and a reopening later count with these days. Raises TimeUnknown when there is no due date either.
        """
        try:
            return allowance_of(version)
        except TimeUnknown:
            if row.due_at is None:
                raise
        calendar, first, last = SHELF[self.calendar], local_date(row.received_at), local_date(row.due_at)
        days = calendar.working_days_between(first + timedelta(days=1), last) if first < last else 1
        return Allowance(min(max(days, 1), LONGEST), TimeUnit.WORKING_DAYS)

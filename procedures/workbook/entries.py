"""A procedure with everything that hangs on it, in the shape in which file and catalogue are compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from common.errors import Refusal
from procedures.models import Procedure, ProcedureVersion
from procedures.workbook.sheets import DESCRIPTION, LAW, PARTS, Column

Fields = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """Values by the keys of the columns; `parts` by the key of their sheet, in their order.

    `row` is the row of the sheet Thủ tục (0 for an entry out of the catalogue).
    """

    code: str
    sector_name: str
    description: Fields
    law: Fields
    parts: dict[str, tuple[Fields, ...]]
    row: int = 0


@dataclass(frozen=True)
class WorkbookError:
    """Something wrong with the file. `sheet` is "" for the whole file, `row` 0 for the whole sheet."""

    sheet: str
    row: int
    message: str


class WorkbookRefused(Refusal):
    """The workbook is not taken, not even in part; `errors` says why, row by row."""

    def __init__(self, errors: Iterable[WorkbookError]) -> None:
        self.errors = tuple(errors)
        super().__init__(self.errors[0].message if self.errors else None, field="workbook")


def entry_of(version: ProcedureVersion) -> Entry:
    """The entry of a version; its procedure, sector and parts should be fetched before (see `versions_on`)."""
    procedure = version.procedure
    parts = {
        sheet.key: tuple(_fields(row, sheet.columns[1:]) for row in getattr(version, sheet.key).all())
        for sheet in PARTS
    }
    description = {
        column.key: column.kind.normal(
            procedure.sector.code if column.key == "sector_code" else getattr(procedure, column.key)
        )
        for column in DESCRIPTION
    }
    return Entry(procedure.code, procedure.sector.name, description, _fields(version, LAW), parts)


def versions_on(day: date) -> QuerySet[ProcedureVersion]:
    """Every version in force on the day with what `entry_of` needs: six queries whatever their number."""
    versions = ProcedureVersion.objects.in_force(day).select_related("procedure__sector")
    return versions.order_by("procedure__code").prefetch_related(*(Prefetch(sheet.key) for sheet in PARTS))


def codes_known() -> frozenset[str]:
    """The codes of all procedures, in force or not."""
    return frozenset(Procedure.objects.values_list("code", flat=True))


def _fields(row: Any, columns: Iterable[Column]) -> Fields:
    return {column.key: column.kind.normal(getattr(row, column.key)) for column in columns}

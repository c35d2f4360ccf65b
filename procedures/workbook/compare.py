"""What a workbook would change: entries of the file beside those of the catalogue. Pure."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from procedures.limits import Limit, ProcessTotals, fits
from procedures.workbook.cells import NO
from procedures.workbook.entries import Entry, Fields
from procedures.workbook.sheets import DESCRIPTION, LAW, PARTS, STEPS, Column, Sheet
from workcalendar.engine import Unit

PLAIN = frozenset({"number", "name", "label"})


@dataclass(frozen=True)
class FieldChange:
    """A cell before and after, as the workbook writes it; "" = empty."""

    heading: str
    before: str
    after: str


@dataclass(frozen=True)
class PartChange:
    """Rows of a part that go and that come, each in one line; a changed row is in both."""

    title: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """What happens to one procedure.

    `steps_left_out` are the hours of steps that contradict the law, else None. `later_from` is the day from which a
    version counts that is there already: it stays as it is and does not carry the change.
    """

    code: str
    name: str
    is_new: bool
    described: tuple[FieldChange, ...]
    law: tuple[FieldChange, ...]
    parts: tuple[PartChange, ...]
    steps_left_out: Decimal | None
    legal_hours: Decimal | None
    later_from: date | None

    @property
    def opens_version(self) -> bool:
        """Whether the law changes, so that a version follows from the day on."""
        return self.is_new or bool(self.law or self.parts)

    @property
    def does_something(self) -> bool:
        return self.opens_version or bool(self.described)


@dataclass(frozen=True)
class Plan:
    """An entry as it will be stored (steps that contradict taken out), with its change."""

    entry: Entry
    change: Change


def plan_of(entry: Entry, current: Entry | None, *, later_from: date | None = None) -> Plan:
    """What is to be done so that the catalogue (`current`, None for a new procedure) says what the file says."""
    limit = _limit(entry.law)
    hours = sum((step["hours"] or Decimal() for step in entry.parts[STEPS.key] if step["counted"]), Decimal())
    contradicts = bool(entry.parts[STEPS.key]) and not fits(ProcessTotals(stated=hours, summed=hours), limit)
    kept = _without_steps(entry) if contradicts else entry
    change = Change(
        code=entry.code,
        name=entry.description["name"],
        is_new=current is None,
        described=_fields(DESCRIPTION, current.description if current else {}, entry.description),
        law=_fields(LAW, current.law if current else {}, entry.law),
        parts=tuple(part for sheet in PARTS if (part := _part(sheet, current, kept)) is not None),
        steps_left_out=hours if contradicts else None,
        legal_hours=limit.process_hours if limit else None,
        later_from=later_from,
    )
    return Plan(kept, change)


def fingerprint(plans: list[Plan]) -> str:
    """Changes whenever anything that would be done changes: what was confirmed is what was shown."""
    return hashlib.sha256(repr([plan.change for plan in plans]).encode()).hexdigest()


def _limit(law: Fields) -> Limit | None:
    if law["unit"] is None:
        return None
    return Limit(law["quantity"], Unit(law["unit"]), law["cutoff"])


def _without_steps(entry: Entry) -> Entry:
    parts = {**entry.parts, STEPS.key: ()}
    return Entry(entry.code, entry.sector_name, entry.description, entry.law, parts, entry.row)


def _fields(columns: tuple[Column, ...], before: Fields, after: Fields) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(column.heading, _written(column, before), _written(column, after))
        for column in columns
        if (column.key in before or _written(column, after)) and before.get(column.key) != after[column.key]
    )


def _written(column: Column, fields: Fields) -> str:
    return str(column.kind.write(fields[column.key])) if column.key in fields else ""


def _part(sheet: Sheet, current: Entry | None, entry: Entry) -> PartChange | None:
    """None when the rows are the same in the same order."""
    before = current.parts[sheet.key] if current else ()
    after = entry.parts[sheet.key]
    if before == after:
        return None
    old, new = [_line(sheet, row) for row in before], [_line(sheet, row) for row in after]
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    return PartChange(sheet.title, tuple(gone.elements()), tuple(come.elements()))


def _line(sheet: Sheet, row: dict[str, Any]) -> str:
    """Number and name as they are, the rest with its heading; what is empty or "không" is left out."""
    cells = [(column, str(column.kind.write(row[column.key]))) for column in sheet.columns[1:]]
    return " · ".join(
        cell if column.key in PLAIN else f"{column.heading}: {cell}"
        for column, cell in cells
        if cell and (cell != NO or column.key == "counted")
    )

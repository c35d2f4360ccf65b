"""From an Excel file to entries: every cell checked, all errors told at once with sheet and row. No database."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from procedures.models import TimeUnit
from procedures.workbook.cells import BadCell, tidy
from procedures.workbook.entries import Entry, Fields, WorkbookError, WorkbookRefused
from procedures.workbook.sheets import (
    CASES,
    CODE,
    DESCRIPTION,
    LAW,
    PARTS,
    PROCEDURES,
    SECTOR_NAME,
    SHEETS,
    STEPS,
    Sheet,
)

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 40 * 1024 * 1024
MAX_ROWS = 20_000  # of a sheet
MAX_ERRORS = 200
MAX_EMPTY_ROWS = 500  # formatted but empty rows at the end of a sheet


@dataclass
class _Reading:
    """What has been read so far."""

    errors: list[WorkbookError] = field(default_factory=list)

    def wrong(self, sheet: Sheet, row: int, message: str) -> None:
        self.errors.append(WorkbookError(sheet.title, row, message))
        if len(self.errors) >= MAX_ERRORS:
            self.stop()

    def stop(self) -> None:
        if self.errors:
            raise WorkbookRefused(self.errors)


@dataclass(frozen=True)
class _Row:
    number: int  # as Excel counts, the heading is row 1
    fields: Fields


def read(content: bytes) -> tuple[Entry, ...]:
    """The entries of the file, in the order of the sheet Thủ tục. Raises WorkbookRefused with every error found.

    Memory is bounded: files over 5 MB, or of more than 40 MB unpacked, are refused before they are read.
    """
    from openpyxl import load_workbook  # a dozen MiB that most processes never need

    _refuse_unsafe(content)
    reading = _Reading()
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        rows = {sheet.key: _rows_of(book, sheet, reading) for sheet in SHEETS}
        book.close()
    except WorkbookRefused:
        raise
    except Exception as error:
        # A broken file makes the parser fail in ways nobody has listed; every one means the same here.
        raise _not_excel() from error
    reading.stop()
    entries = _entries(rows, reading)
    reading.stop()
    if not entries:
        raise WorkbookRefused([WorkbookError(PROCEDURES.title, 0, _("The sheet lists no procedure."))])
    return entries


def _refuse_unsafe(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise WorkbookRefused([WorkbookError("", 0, _("The file is larger than 5 MB."))])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _not_excel() from error
    if unpacked > MAX_UNPACKED:
        raise WorkbookRefused([WorkbookError("", 0, _("The file is too large when unpacked."))])


def _not_excel() -> WorkbookRefused:
    text = _("This is not an Excel workbook (.xlsx), or it is damaged or protected by a password.")
    return WorkbookRefused([WorkbookError("", 0, text)])


def _rows_of(book: Any, sheet: Sheet, reading: _Reading) -> list[_Row]:
    titles = {tidy(title).casefold(): title for title in book.sheetnames}
    title = titles.get(sheet.title.casefold())
    if title is None or not hasattr(book[title], "iter_rows"):
        reading.wrong(sheet, 0, _("This sheet is missing."))
        return []
    page = book[title]
    page.reset_dimensions()
    lines = page.iter_rows()
    places = _places(sheet, next(lines, ()), reading)
    if places is None:
        return []
    return [
        _Row(number, fields)
        for number, cells in _filled(lines, sheet, reading)
        if (fields := _fields(sheet, number, cells, places, reading)) is not None
    ]


def _places(sheet: Sheet, head: Any, reading: _Reading) -> dict[str, int] | None:
    """Where each column stands; None when one is missing or stands there twice."""
    headings = [tidy(str(cell.value)).casefold() for cell in head if cell.value is not None]
    found = {tidy(str(cell.value)).casefold(): place for place, cell in enumerate(head) if cell.value is not None}
    good = True
    for column in sheet.columns:
        times = headings.count(column.heading.casefold())
        if times != 1:
            text = (
                _("The column “%(name)s” is missing.") if times == 0 else _("The column “%(name)s” stands there twice.")
            )
            reading.wrong(sheet, 1, text % {"name": column.heading})
            good = False
    return {column.key: found[column.heading.casefold()] for column in sheet.columns} if good else None


def _filled(lines: Iterator[Any], sheet: Sheet, reading: _Reading) -> Iterator[tuple[int, Any]]:
    """Rows with anything in them, numbered as Excel does; stops after many empty ones."""
    empty = 0
    for number, cells in enumerate(lines, start=2):
        if number > MAX_ROWS:
            reading.wrong(sheet, number, _("At most 20,000 rows per sheet."))
            return
        if all(cell.value is None or str(cell.value).strip() == "" for cell in cells):
            empty += 1
            if empty > MAX_EMPTY_ROWS:
                return
            continue
        empty = 0
        yield number, cells


def _fields(sheet: Sheet, number: int, cells: Any, places: dict[str, int], reading: _Reading) -> Fields | None:
    fields: Fields = {}
    for column in sheet.columns:
        place = places[column.key]
        cell = cells[place] if place < len(cells) else None
        try:
            fields[column.key] = column.kind.read(_value(cell))
        except BadCell as refusal:
            words = {"column": column.heading, "problem": str(refusal)}
            reading.wrong(sheet, number, _("%(column)s: %(problem)s.") % words)
    return fields if len(fields) == len(sheet.columns) else None


def _value(cell: Any) -> Any:
    kind = getattr(cell, "data_type", "n")
    if kind == "f":
        raise BadCell(_("holds a formula; put the value there instead"))
    if kind == "e":
        raise BadCell(_("holds an error of Excel"))
    return getattr(cell, "value", None)


def _entries(rows: dict[str, list[_Row]], reading: _Reading) -> tuple[Entry, ...]:
    heads: dict[str, _Row] = {}
    for row in rows[PROCEDURES.key]:
        code = row.fields[CODE.key]
        if code in heads:
            text = _("The procedure code %(code)s stands already in row %(row)s.")
            reading.wrong(PROCEDURES, row.number, text % {"code": code, "row": heads[code].number})
            continue
        _check_time(PROCEDURES, row, reading)
        heads[code] = row
    parts = {sheet.key: _parts(sheet, rows[sheet.key], heads, reading) for sheet in PARTS}
    return tuple(
        Entry(
            code=code,
            sector_name=row.fields[SECTOR_NAME.key],
            description={column.key: row.fields[column.key] for column in DESCRIPTION},
            law={column.key: row.fields[column.key] for column in LAW},
            parts={sheet.key: tuple(parts[sheet.key].get(code, ())) for sheet in PARTS},
            row=row.number,
        )
        for code, row in heads.items()
    )


def _parts(sheet: Sheet, rows: list[_Row], heads: dict[str, _Row], reading: _Reading) -> dict[str, list[Fields]]:
    found: dict[str, list[Fields]] = {}
    numbers: dict[tuple[str, int], int] = {}
    for row in rows:
        code, number = row.fields[CODE.key], row.fields.get("number")
        if code not in heads:
            text = _("The procedure code %(code)s does not stand in the sheet Thủ tục.")
            reading.wrong(sheet, row.number, text % {"code": code})
        if number is not None and (before := numbers.setdefault((code, number), row.number)) != row.number:
            text = _("Number %(number)s of %(code)s stands already in row %(row)s.")
            reading.wrong(sheet, row.number, text % {"number": number, "code": code, "row": before})
        if sheet is CASES:
            _check_time(sheet, row, reading)
        if sheet is STEPS and row.fields["counted"] and not row.fields["hours"]:
            reading.wrong(sheet, row.number, _("A step that counts needs its hours."))
        found.setdefault(code, []).append({key: value for key, value in row.fields.items() if key != CODE.key})
    for fields in found.values():
        fields.sort(key=lambda one: one.get("number") or 0)
    return found


def _check_time(sheet: Sheet, row: _Row, reading: _Reading) -> None:
    """Number, unit and hour belong together; "trong ngày" and "ngay" need no number (one day, once)."""
    fields = row.fields
    if fields["unit"] in (TimeUnit.SAME_DAY, TimeUnit.IMMEDIATE) and fields["quantity"] is None:
        fields["quantity"] = 1
    if (fields["unit"] is None) != (fields["quantity"] is None):
        reading.wrong(sheet, row.number, _("A time limit needs both the number and its unit."))
    if (fields["unit"] == TimeUnit.SAME_DAY) != (fields["cutoff"] is not None):
        text = _("“Nhận trước giờ” belongs to the unit “trong ngày”, and only there.")
        reading.wrong(sheet, row.number, text)

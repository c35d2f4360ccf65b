"""Spreadsheets (.xlsx) written row by row into a temporary file: memory does not grow with the number of rows.

Text is data, never a formula: it is written as a string, and text that a program could take for a formula gets an
apostrophe in front, so that it stays harmless when somebody saves the sheet as CSV and opens that again. Formulas are
our own `Formula` only. Moments become real date cells in local time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, TYPE_CHECKING, Any, cast

from django.http import FileResponse, HttpResponse
from django.utils.functional import Promise

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

from common.clock import LOCAL_TZ

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TEXT = 32_000  # a cell takes 32,767 characters
LONGEST_NAME = 31  # of a sheet
DANGEROUS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")  # the last four are their full-width forms
A4 = 9


class Kind(StrEnum):
    """How a cell is shown."""

    TEXT = "text"
    NUMBER = "number"
    DECIMAL = "decimal"  # with two places: what Decimal values of a column of numbers are written as
    PERCENT = "percent"  # of 1
    DAY = "day"  # dd/mm/yyyy
    MOMENT = "moment"  # dd/mm/yyyy hh:mm


@dataclass(frozen=True)
class Column:
    """`width` in characters."""

    heading: str | Promise
    width: int = 16
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Formula:
    """A live formula of ours; `value` is what it gives, for programs that do not calculate."""

    text: str
    value: str | int | float
    kind: Kind = Kind.NUMBER


Cell = str | int | float | Decimal | date | datetime | Formula | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: title, lines that say what it is, a table with a heading, notes below it."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    lines: Sequence[str] = ()
    footnotes: Sequence[str] = ()
    is_sortable: bool = True  # rows that stand for themselves get the arrows of a filter

    @property
    def first_row(self) -> int:
        """The number of the first row of data, as formulas name it (1 is the top)."""
        return len(self.lines) + 4


def harmless(text: str) -> str:
    """Text that no program takes for a formula: `harmless("=1+1") == "'=1+1"`."""
    return f"'{text}" if text.lstrip(" \u00a0")[:1] in DANGEROUS and text else text


def write(sheets: Iterable[Sheet]) -> IO[bytes]:
    """The workbook in an open temporary file without a name, at its beginning; closing it deletes it."""
    file = TemporaryFile()  # noqa: SIM115  handed on to the caller
    try:
        with TemporaryDirectory(prefix="xlsx-") as scratch:
            _write(file, scratch, sheets)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def as_response(sheets: Iterable[Sheet], name: str) -> HttpResponse:
    """The workbook as a download for one person, kept by nothing in between."""
    response = FileResponse(write(sheets), as_attachment=True, filename=f"{name}.xlsx", content_type=CONTENT_TYPE)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return cast(HttpResponse, response)  # views are annotated with the one kind of response


def _write(file: IO[bytes], scratch: str, sheets: Iterable[Sheet]) -> None:
    options = {
        "constant_memory": True,
        "tmpdir": scratch,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    from xlsxwriter import Workbook  # a dozen MiB that most processes never need

    workbook = Workbook(file, options)
    try:
        styles = _styles(workbook)
        for sheet in sheets:
            _write_sheet(workbook.add_worksheet(sheet.name[:LONGEST_NAME]), sheet, styles)
        workbook.close()
    finally:
        workbook.fileclosed = 1  # what broke off is not finished later by the destructor


def _write_sheet(page: Worksheet, sheet: Sheet, styles: Mapping[str, Any]) -> None:
    head = sheet.first_row - 2  # counted from 0
    _set_up(page, sheet, head)
    page.write_string(0, 0, harmless(sheet.title), styles["title"])
    for number, line in enumerate(sheet.lines, start=1):
        page.write_string(number, 0, harmless(line), styles["line"])
    for place, column in enumerate(sheet.columns):
        page.write_string(head, place, str(column.heading), styles["head"])
    row = head
    for row, cells in enumerate(sheet.rows, start=head + 1):
        for place, (column, cell) in enumerate(zip(sheet.columns, cells, strict=True)):
            _write_cell(page, row, place, cell, column.kind, styles)
    if row > head and sheet.is_sortable:
        page.autofilter(head, 0, row, len(sheet.columns) - 1)
    for number, note in enumerate(sheet.footnotes, start=row + 2):
        page.write_string(number, 0, harmless(note), styles["line"])


def _set_up(page: Worksheet, sheet: Sheet, head: int) -> None:
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    page.freeze_panes(head + 1, 0)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&L&A&R&P / &N")


def _write_cell(page: Worksheet, row: int, place: int, cell: Cell, kind: Kind, styles: Mapping[str, Any]) -> None:
    match cell:
        case None | "":
            page.write_blank(row, place, None, styles[Kind.TEXT])
        case Formula():
            page.write_formula(row, place, cell.text, styles[cell.kind], cell.value)
        case str():
            page.write_string(row, place, harmless(cell)[:LONGEST_TEXT], styles[Kind.TEXT])
        case datetime():
            local = cell.astimezone(LOCAL_TZ).replace(tzinfo=None, second=0, microsecond=0)
            page.write_datetime(row, place, local, styles[Kind.MOMENT])
        case date():
            page.write_datetime(row, place, cell, styles[Kind.DAY])
        case Decimal() if kind is Kind.NUMBER:
            page.write_number(row, place, float(cell), styles[Kind.DECIMAL])
        case _:
            page.write_number(row, place, float(cell), styles[kind if kind is not Kind.TEXT else Kind.NUMBER])


def _styles(workbook: Workbook) -> dict[str, Any]:
    font = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
    cell = {**font, "border": 1, "border_color": "#BFB6AD"}
    return {
        "title": workbook.add_format({**font, "font_size": 14, "bold": True}),
        "line": workbook.add_format(font),
        "head": workbook.add_format({**cell, "bold": True, "bg_color": "#F1E7DD", "text_wrap": True}),
        Kind.TEXT: workbook.add_format({**cell, "text_wrap": True, "num_format": "@"}),
        Kind.NUMBER: workbook.add_format({**cell, "num_format": "#,##0"}),
        Kind.DECIMAL: workbook.add_format({**cell, "num_format": "#,##0.00"}),
        Kind.PERCENT: workbook.add_format({**cell, "num_format": "0.00%"}),
        Kind.DAY: workbook.add_format({**cell, "num_format": "dd/mm/yyyy", "align": "left"}),
        Kind.MOMENT: workbook.add_format({**cell, "num_format": "dd/mm/yyyy hh:mm", "align": "left"}),
    }

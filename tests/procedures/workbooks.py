"""Workbooks for tests: the present catalogue, cut down to a few procedures and changed."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook

from procedures.workbook.entries import entry_of, versions_on
from procedures.workbook.write import written

from .conftest import NOW

TODAY = NOW.date()
PROCEDURES, CASES, PAPERS, FEES, STEPS = "Thủ tục", "Trường hợp", "Giấy tờ", "Phí", "Bước"


def workbook(*codes: str, change: Callable[[Workbook], object] = lambda book: None) -> bytes:
    """The export of these procedures after `change`, which gets an openpyxl workbook."""
    entries = [entry_of(version) for version in versions_on(TODAY).filter(procedure__code__in=codes)]
    assert len(entries) == len(codes)
    book = openpyxl.load_workbook(io.BytesIO(written(entries, TODAY)))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def put(sheet: str, heading: str, value: Any, *, row: int = 2) -> Callable[[Workbook], None]:
    """A change that puts a value into one cell."""

    def change(book: Workbook) -> None:
        page = book[sheet]
        page.cell(row=row, column=place_of(book, sheet, heading)).value = value

    return change


def place_of(book: Workbook, sheet: str, heading: str) -> int:
    """The 1-based place of a column."""
    return next(cell.column for cell in book[sheet][1] if cell.value == heading)


def all_of(*changes: Callable[[Workbook], object]) -> Callable[[Workbook], None]:
    """Several changes one after the other."""

    def change(book: Workbook) -> None:
        for one in changes:
            one(book)

    return change


def add_row(sheet: str, **cells: Any) -> Callable[[Workbook], None]:
    """A change that adds a row at the end; names of arguments are headings with _ for spaces."""

    def change(book: Workbook) -> None:
        page = book[sheet]
        row = page.max_row + 1
        for heading, value in cells.items():
            page.cell(row=row, column=place_of(book, sheet, heading.replace("_", " "))).value = value

    return change

"""A report as a sheet with live formulas, and as PDF/A with the heading of Decree 30/2020/NĐ-CP."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from centers.queries import province
from common.qr import qr_svg_of
from common.spreadsheet import Cell as SheetCell
from common.spreadsheet import Column, Formula, Kind, Sheet
from dossiers.slips.typesetting import pdf_a
from dossiers.slips.words import date_parts, issuer_of, place_and_date
from reports.queries import Scope

from .table import Cell, Head, Line, Table

TEMPLATE = "report.typ"


@dataclass(frozen=True)
class Taken:
    """Who took a report: `line` names person, moment and number; `address` is where the same report stands."""

    line: str
    address: str
    at: datetime


def sheet_of(table: Table, lines: Sequence[str], streamed: Iterable[Line] | None = None) -> Sheet:
    """`lines` say place, period and who took it. Sums stay live; errors stand above the table.

    `streamed` are the lines of a table that is too long to be held; each is written and forgotten.
    """
    above = [*([table.official] if table.official else []), *lines, *table.errors]
    first = len(above) + 4
    columns = [
        Column(f"{head.words}\n{head.number}" if head.number else head.words, head.width, _kind(head))
        for head in table.heads
    ]
    rows = _sheet_rows(table.lines if streamed is None else streamed, first)
    notes = [note.words for note in table.notes]
    below = [*table.checks, *notes, *table.how, *([str(table.source)] if table.source else [])]
    title = str(table.title)
    return Sheet(title.partition(":")[0], title, columns, rows, above, below, is_sortable=False)


def _sheet_rows(lines: Iterable[Line], first: int) -> Iterator[tuple[SheetCell, ...]]:
    for line in lines:
        yield tuple(_sheet_cell(cell, first) for cell in line.cells)


def resolved(formula: str, first: int) -> str:
    """A formula with its lines as rows of the sheet, whose first line is row `first`."""
    return re.sub(r"\[(\d+)\]", lambda line: str(first + int(line[1])), formula)


def _kind(head: Head) -> Kind:
    return head.kind or (Kind.NUMBER if head.is_number else Kind.TEXT)


def _sheet_cell(cell: Cell, first: int) -> SheetCell:
    value = cell.value / 100 if cell.is_percent and isinstance(cell.value, Decimal) else cell.value
    if not cell.formula:
        return value
    text = resolved(cell.formula, first)
    match value:
        case Decimal():
            return Formula(text, float(value), Kind.PERCENT if cell.is_percent else Kind.DECIMAL)
        case int() | str():
            return Formula(text, value, Kind.NUMBER if cell.is_number else Kind.TEXT)
    return Formula(text, cell.written, Kind.TEXT)


def pdf_of(table: Table, scope: Scope, lines: Sequence[str], taken: Taken) -> bytes:
    """A4 across, with the same rows, checks and notes as the page."""
    table = table.printed
    unit = scope.center.unit if scope.center else province()
    issuer = issuer_of(scope.center) if scope.center else {"superior": "", "issuer": f"Ủy ban nhân dân {unit.name}"}
    content: dict[str, Any] = {
        "title": str(table.title),
        "official": table.official,
        "issued": date_parts(taken.at),
        **issuer,
        "number": "……/BC",
        "place_and_date": place_and_date(unit.name, taken.at),
        "words": list(lines),
        "heads": [[str(head.words).split("\n"), head.number] for head in table.heads],
        "widths": [head.width for head in table.heads],
        "numeric": [head.is_number for head in table.heads],
        "rows": [_pdf_row(line) for line in table.lines],
        "errors": list(table.errors),
        "notes": [*table.checks, *(note.words for note in table.notes), *table.how],
        "footer": f"{table.source}. {taken.line}" if table.source else taken.line,
        "signers": [_("Prepared by"), _("Head of the unit")],
    }
    address = f"{settings.PUBLIC_URL.rstrip('/')}{taken.address}"
    return pdf_a(TEMPLATE, content, qr=qr_svg_of(address), at=taken.at)


def _pdf_row(line: Line) -> dict[str, Any]:
    return {
        "cells": [cell.written.split("\n") for cell in line.cells],
        "strong": line.is_group or line.is_total,
        "group": line.is_group,
    }

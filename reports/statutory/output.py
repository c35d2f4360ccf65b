"""A report as a sheet with live formulas, and as PDF/A with the heading of Decree 30/2020/NĐ-CP."""

import re
from collections.abc import Sequence
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


def sheet_of(table: Table, lines: Sequence[str]) -> Sheet:
    """`lines` say place, period and who took it. Sums stay live; errors stand above the table."""
    above = [*([table.official] if table.official else []), *lines, *table.errors]
    first = len(above) + 4
    columns = [
        Column(f"{head.words}\n{head.number}" if head.number else head.words, head.width, _kind(head))
        for head in table.heads
    ]
    rows = [tuple(_sheet_cell(cell, first) for cell in line.cells) for line in table.lines]
    notes = [note.words for note in table.notes]
    below = [*table.checks, *notes, *([table.source] if table.source else [])]
    title = str(table.title)
    return Sheet(title.partition(":")[0], title, columns, rows, above, below, is_sortable=False)


def resolved(formula: str, first: int) -> str:
    """A formula with its lines as rows of the sheet, whose first line is row `first`."""
    return re.sub(r"\[(\d+)\]", lambda line: str(first + int(line[1])), formula)


def _kind(head: Head) -> Kind:
    return Kind.NUMBER if head.is_number else Kind.TEXT


def _sheet_cell(cell: Cell, first: int) -> SheetCell:
    if not cell.formula:
        return cell.value
    text = resolved(cell.formula, first)
    match cell.value:
        case None:
            return Formula(text, cell.written, Kind.TEXT)
        case Decimal():
            return Formula(text, float(cell.value), Kind.DECIMAL)
        case _:
            return Formula(text, cell.value, Kind.NUMBER if cell.is_number else Kind.TEXT)


def pdf_of(table: Table, scope: Scope, lines: Sequence[str], taken: Taken) -> bytes:
    """A4 across, with the same rows, checks and notes as the page."""
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
        "heads": [[str(head.words), head.number] for head in table.heads],
        "widths": [head.width for head in table.heads],
        "numeric": [head.is_number for head in table.heads],
        "rows": [_pdf_row(line) for line in table.lines],
        "errors": list(table.errors),
        "notes": [*table.checks, *(note.words for note in table.notes)],
        "footer": f"{table.source}. {taken.line}" if table.source else taken.line,
        "signers": [_("Prepared by"), _("Head of the unit")],
    }
    address = f"{settings.PUBLIC_URL.rstrip('/')}{taken.address}"
    return pdf_a(TEMPLATE, content, qr=qr_svg_of(address), at=taken.at)


def _pdf_row(line: Line) -> dict[str, Any]:
    return {
        "cells": [cell.written for cell in line.cells],
        "strong": line.is_group or line.is_total,
        "group": line.is_group,
    }

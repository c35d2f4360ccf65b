"""Cells that several extracts are made of: numbers that open their dossiers, sums and shares that stay live. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from reports.measures import TOTAL, percent
from reports.pages import behind_address
from reports.sheets import share_of

from .table import Cell


def letter(place: int) -> str:
    """The letter of a column by its place; 0 is A."""
    return chr(ord("A") + place)


def opening(figure: str, query: Mapping[str, str], **narrowed: str | int) -> str:
    """The dossiers behind a figure in total, narrowed down by facets (`reports.facets`)."""
    more = urlencode({name: str(given) for name, given in narrowed.items() if given != ""})
    return behind_address(figure, TOTAL, query) + (f"&{more}" if more else "")


def counted(value: int, href: str = "") -> Cell:
    return Cell(value, href if value else "")


def sum_of(column: int, lines: Sequence[int], value: int, href: str = "") -> Cell:
    """The sum of a column over some lines of the table."""
    formula = "=" + "+".join(f"{letter(column)}[{line}]" for line in lines) if lines else ""
    return Cell(value, href if value else "", formula)


def row_sum(columns: Sequence[int], line: int, value: int, href: str = "") -> Cell:
    """The sum of some columns of one line."""
    return Cell(value, href if value else "", "=" + "+".join(f"{letter(column)}[{line}]" for column in columns))


def share(part: int, whole: int, part_cells: str, whole_cell: str) -> Cell:
    """Percent of a whole, never rounded up to 100; `B[0]` and `(C[0]+D[0])` name cells."""
    rate: Decimal | None = percent(part, whole)
    return Cell(rate, formula=share_of(part_cells, whole_cell), is_percent=True)


def agreement(words: str, parts: int, whole: int) -> tuple[str, str]:
    """The line of a check sum, and the error that stands above everything when it does not close."""
    sign = "=" if parts == whole else "≠"
    line = f"{words}: {Cell(parts).written} {sign} {Cell(whole).written}"
    if parts == whole:
        return line, ""
    return line, _("%(sum)s. Do not hand in this report.") % {"sum": line}

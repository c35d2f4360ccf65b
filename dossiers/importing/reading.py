"""The lines of a CSV file of dossiers, each by itself, in bounded memory. Pure: knows no database.

A line is a row: no cell may hold a line break, so that a quotation mark that is never closed spoils its own row only
and every problem has the number of its line (the header is line 1).
"""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .encodings import FileRefused, encoding_of

COLUMNS = (
    "code",
    "procedure_code",
    "level",
    "channel",
    "received_at",
    "due_at",
    "status",
    "finished_at",
    "delivered_at",
    "owner_name",
    "owner_id",
    "phone",
)
DELIMITERS = ",;\t"
LONGEST_LINE = 10_000  # characters
UNREADABLE = "\ufffd"

Reason = str | Promise


@dataclass(frozen=True)
class Line:
    """A line of the file by its number (from 1). `reason` says why it is no row; then `cells` are as far as read."""

    number: int
    cells: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    reason: Reason = ""


def lines_of(file: BinaryIO) -> Iterator[Line]:
    """Every row of the file after its header; empty lines are left out. Cells are trimmed and normalised (NFC).

    Raises FileRefused before the first row when the file or its header cannot be read.
    """
    text = io.TextIOWrapper(file, encoding=encoding_of(file), errors="replace", newline=None)
    try:
        numbered = _numbered(text)
        delimiter, header = _header(numbered)
        yield from (line for number, raw in numbered if (line := _line(number, raw, delimiter, header)) is not None)
    finally:
        text.detach()  # the file belongs to the caller


def _numbered(text: io.TextIOWrapper) -> Iterator[tuple[int, str]]:
    """Lines by their number; of one that is too long, only the beginning."""
    number, is_rest = 1, False
    while raw := text.readline(LONGEST_LINE + 1):
        if not is_rest:
            yield number, raw.rstrip("\n")
        is_rest = not raw.endswith("\n")
        number += not is_rest


def _header(numbered: Iterator[tuple[int, str]]) -> tuple[str, tuple[str, ...]]:
    """The delimiter and the names of the columns, in their order. Raises FileRefused."""
    _number, raw = next(numbered, (1, ""))
    found = {delimiter: _names(raw, delimiter) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda one: len(set(found[one]) & set(COLUMNS)))
    header = found[delimiter]
    missing = [name for name in COLUMNS if name not in header]
    unknown = [name or "–" for name in header if name not in COLUMNS]
    twice = sorted({name for name in header if header.count(name) > 1} - set(unknown))
    for names, words in (
        (missing, _("The first line must name the columns. Missing: %(names)s.")),
        (unknown, _("The first line names columns that are not known: %(names)s.")),
        (twice, _("The first line names columns twice: %(names)s.")),
    ):
        if names:
            raise FileRefused(words % {"names": ", ".join(name[:40] for name in names[:12])})
    return delimiter, header


def _names(raw: str, delimiter: str) -> tuple[str, ...]:
    names = [name.lower() for name in _cells(raw, delimiter) or ()]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _cells(raw: str, delimiter: str) -> tuple[str, ...] | None:
    """The trimmed cells of a line; None when a quotation mark is not closed or stands where none may be."""
    try:
        rows = list(csv.reader([raw], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return tuple(unicodedata.normalize("NFC", cell).replace("\xa0", " ").strip() for cell in rows[0]) if rows else ()


def _line(number: int, raw: str, delimiter: str, header: tuple[str, ...]) -> Line | None:
    if len(raw) > LONGEST_LINE:
        return Line(number, (raw[:200],), reason=_("The line is too long to be a row of this table."))
    cells = _cells(raw, delimiter)
    if cells is None:
        return Line(number, (raw,), reason=_("A quotation mark is not closed, or a cell holds a line break."))
    if not any(cells):
        return None
    if len(cells) < len(header) or any(cells[len(header) :]):
        words = _("The row has %(found)s cells instead of %(expected)s; it may have been cut.")
        return Line(number, cells, reason=words % {"found": len(cells), "expected": len(header)})
    values = dict(zip(header, cells, strict=False))
    if UNREADABLE in raw or not all(cell.isprintable() for cell in cells):
        return Line(number, cells, values, _("The row holds characters that cannot be read."))
    return Line(number, cells, values)


__all__ = ["COLUMNS", "FileRefused", "Line", "Reason", "lines_of"]

"""The bad rows of a file as a CSV file of their own, for the person who mends them."""

import csv
import io
from collections.abc import Iterable

from .reading import COLUMNS
from .run import BadRow

FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEADER = ("line", "reason", *COLUMNS)


def bad_rows_csv(rows: Iterable[BadRow]) -> bytes:
    """UTF-8 with its mark, so that a spreadsheet shows Vietnamese; the line of each row and why it is bad come first.

    A row that could not be cut into cells stands in the first one as it is.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for row in rows:
        line = row.line
        cells = [line.values[name] for name in COLUMNS] if line.values else line.cells
        writer.writerow([row.number, harmless(row.words), *map(harmless, cells)])
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell

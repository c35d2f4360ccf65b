"""A statement of the bank as CSV: all rows right, or none is taken. Pure but for the file.

Columns: `at` (ISO or dd/mm/yyyy hh:mm, local without zone), `amount` (whole đồng, incoming only), `reference` (of the
bank, once per transfer), `memo`. Other columns are left alone.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.utils.translation import gettext as _

from common.clock import LOCAL_TZ
from dossiers.importing.encodings import FileRefused, encoding_of

COLUMNS = ("at", "amount", "reference", "memo")
MOST_ROWS = 20_000
MOMENTS = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M")
LONGEST_MEMO, LONGEST_REFERENCE = 500, 120


@dataclass(frozen=True)
class Row:
    """One incoming transfer; `line` counts the lines of the file, the heading is 1."""

    line: int
    at: datetime
    amount: int
    reference: str
    memo: str


@dataclass(frozen=True)
class BadRow:
    line: int
    reason: str


class Unusable(Exception):
    """Why a row cannot be taken."""


def read(file: BinaryIO, *, now: datetime) -> tuple[list[Row], list[BadRow]]:
    """The rows, and those that cannot be taken. Raises `FileRefused` for what is no such table."""
    text = io.TextIOWrapper(file, encoding=encoding_of(file), errors="replace", newline="")
    table = csv.DictReader(text, dialect=_dialect(text))
    missing = [name for name in COLUMNS if name not in (table.fieldnames or ())]
    if missing:
        raise FileRefused(_("These columns are missing: %(names)s") % {"names": ", ".join(missing)})
    rows: list[Row] = []
    bad: list[BadRow] = []
    seen: set[str] = set()
    for record in table:
        if len(rows) + len(bad) >= MOST_ROWS:
            raise FileRefused(_("More than %(most)s rows. Split the file.") % {"most": MOST_ROWS})
        try:
            rows.append(_row(table.line_num, record, seen, now))
        except Unusable as why:
            bad.append(BadRow(table.line_num, str(why)))
    if not rows and not bad:
        raise FileRefused(_("The file has no rows."))
    return rows, bad


def _dialect(text: io.TextIOWrapper) -> type[csv.Dialect]:
    head = text.readline()
    text.seek(0)
    found: type[csv.Dialect] = csv.excel
    if head.count(";") > head.count(","):

        class Semicolons(csv.excel):
            delimiter = ";"

        found = Semicolons
    return found


def _row(line: int, record: dict[str, str], seen: set[str], now: datetime) -> Row:
    cell = {name: (record.get(name) or "").strip() for name in COLUMNS}
    at, amount = _moment(cell["at"]), _amount(cell["amount"])
    if at > now:
        raise Unusable(_("The moment lies in the future."))
    if not cell["reference"] or len(cell["reference"]) > LONGEST_REFERENCE:
        raise Unusable(_("The reference of the bank is missing or too long."))
    if cell["reference"] in seen:
        raise Unusable(_("The reference stands in the file twice."))
    seen.add(cell["reference"])
    return Row(line, at, amount, cell["reference"], cell["memo"][:LONGEST_MEMO])


def _moment(text: str) -> datetime:
    for pattern in MOMENTS:
        try:
            return datetime.strptime(text, pattern).replace(tzinfo=LOCAL_TZ)
        except ValueError:
            continue
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Unusable(_("“%(text)s” is no date with a time.") % {"text": text}) from None
    return found if found.tzinfo else found.replace(tzinfo=LOCAL_TZ)


def _amount(text: str) -> int:
    digits = re.sub(r"[.,\s]|VND|đ", "", text)
    if not digits.isdecimal() or not 0 < int(digits[:15] or 0) < 10**12 or len(digits) > 12:
        raise Unusable(_("“%(text)s” is no incoming amount in whole đồng.") % {"text": text})
    return int(digits)


def codes_in(memo: str, known: Sequence[int]) -> set[str]:
    """All stretches of the memo that have the length of a code, letters and digits only, upper case."""
    bare = re.sub(r"[^0-9A-Z]", "", memo.upper())
    return {bare[start : start + size] for size in known for start in range(len(bare) - size + 1)}

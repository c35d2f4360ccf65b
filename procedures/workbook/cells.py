"""What may stand in a cell: from Excel to a value of the catalogue and back. Pure.

`read` takes what openpyxl gives (None, str, int, float, bool, time, datetime) and raises BadCell; `write` gives what
is put into the cell; `normal` brings a stored value into the shape that reading its cell gives, so that a catalogue
that went out and came back is equal.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _

from common.errors import Refusal

LONGEST = 30_000  # letters; a cell of Excel holds 32,767
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
DECIMAL = re.compile(r"-?\d{1,12}([.,]\d{1,6})?")
YES, NO = "có", "không"


class BadCell(Refusal):
    """The cell does not hold what its column is for."""


class Kind(Protocol):
    """A kind of cell."""

    def read(self, cell: Any) -> Any: ...

    def write(self, value: Any) -> str | int | float: ...

    def normal(self, value: Any) -> Any: ...


def tidy(text: str) -> str:
    """Text as it is compared: composed letters, no control characters, plain line ends, no spaces around."""
    text = CONTROL.sub("", unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(line.strip() for line in text.split("\n")).strip()


@dataclass(frozen=True)
class Text:
    """Text; a number typed where text belongs is taken as its digits."""

    longest: int = LONGEST
    required: bool = False

    def read(self, cell: Any) -> str:
        text = tidy(_as_text(cell))
        if self.required and not text:
            raise BadCell(_("must not be empty"))
        if len(text) > self.longest:
            raise BadCell(_("at most %(n)s letters") % {"n": self.longest})
        return text

    def write(self, value: str) -> str:
        return self.normal(value)

    def normal(self, value: str) -> str:
        return tidy(value)[: self.longest]


@dataclass(frozen=True)
class Lines:
    """A list, one entry per line."""

    longest: int = 500

    def read(self, cell: Any) -> list[str]:
        lines = [line for line in tidy(_as_text(cell)).split("\n") if line]
        if any(len(line) > self.longest for line in lines):
            raise BadCell(_("at most %(n)s letters per line") % {"n": self.longest})
        return lines

    def write(self, value: list[str]) -> str:
        return "\n".join(self.normal(value))

    def normal(self, value: list[str]) -> list[str]:
        return [line for one in value for line in tidy(one).split("\n") if line]


@dataclass(frozen=True)
class Number:
    """A whole number; empty = None where it may be."""

    least: int = 0
    most: int = 32_767
    required: bool = False

    def read(self, cell: Any) -> int | None:
        number = _number(cell)
        if number is None:
            if self.required:
                raise BadCell(_("must not be empty"))
            return None
        if number != number.to_integral_value():
            raise BadCell(_("must be a whole number"))
        if not self.least <= number <= self.most:
            limits = {"least": self.least, "most": f"{self.most:,}".replace(",", ".")}
            raise BadCell(_("must be between %(least)s and %(most)s") % limits)
        return int(number)

    def write(self, value: int | None) -> str | int:
        return "" if value is None else value

    def normal(self, value: int | None) -> int | None:
        return value


@dataclass(frozen=True)
class Hours:
    """Hours with up to two decimals; empty = None."""

    most: int = 9_999

    def read(self, cell: Any) -> Decimal | None:
        number = _number(cell)
        if number is None:
            return None
        if not 0 <= number <= self.most:
            raise BadCell(_("must be between %(least)s and %(most)s") % {"least": 0, "most": self.most})
        if number != round(number, 2):
            raise BadCell(_("at most two decimals"))
        return self.normal(number)

    def write(self, value: Decimal | None) -> str | float:
        return "" if value is None else float(value)

    def normal(self, value: Decimal | None) -> Decimal | None:
        return None if value is None else value.quantize(Decimal("0.01"))


@dataclass(frozen=True)
class Hour:
    """An hour of the day, "15:00"; empty = None."""

    def read(self, cell: Any) -> time | None:
        if isinstance(cell, datetime):
            cell = cell.time()
        if isinstance(cell, time):
            return cell.replace(second=0, microsecond=0)
        text = tidy(_as_text(cell))
        if not text:
            return None
        try:
            return time.fromisoformat(text.zfill(5))
        except ValueError as error:
            raise BadCell(_("must be an hour and minute, for example 15:00")) from error

    def write(self, value: time | None) -> str:
        return "" if value is None else f"{value:%H:%M}"

    def normal(self, value: time | None) -> time | None:
        return value


@dataclass(frozen=True)
class YesNo:
    """ "có" or "không"; empty = no."""

    def read(self, cell: Any) -> bool:
        if isinstance(cell, bool):
            return cell
        text = tidy(_as_text(cell)).casefold()
        if text not in (YES, NO, "x", ""):
            raise BadCell(_("must be “có” or “không”"))
        return text in (YES, "x")

    def write(self, value: bool) -> str:
        return YES if value else NO

    def normal(self, value: bool) -> bool:
        return value


@dataclass(frozen=True)
class Choice:
    """One of the Vietnamese words of a list; empty = `empty`, or refused when that is missing."""

    words: dict[str, str]
    required: bool = False
    empty: str | None = None

    def read(self, cell: Any) -> str | None:
        text = tidy(_as_text(cell)).casefold()
        if not text:
            if self.required:
                raise BadCell(_("must not be empty"))
            return self.empty
        known = {word.casefold(): value for word, value in self.words.items()}
        if text not in known:
            shown = _as_text(cell).strip()[:40]
            raise BadCell(_("“%(word)s” is not known; use: %(list)s") % {"word": shown, "list": ", ".join(self.words)})
        return known[text]

    def write(self, value: str | None) -> str:
        return next((word for word, known in self.words.items() if known == value), "")

    def normal(self, value: str | None) -> str | None:
        return value or self.empty


@dataclass(frozen=True)
class Several:
    """Words of a list, separated by commas, in any order."""

    words: dict[str, str]

    def read(self, cell: Any) -> list[str]:
        known = {word.casefold(): value for word, value in self.words.items()}
        typed = [word for word in re.split(r"[,;\n]\s*", tidy(_as_text(cell)).casefold()) if word]
        wrong = [word for word in typed if word not in known]
        if wrong:
            raise BadCell(
                _("“%(word)s” is not known; use: %(list)s") % {"word": wrong[0][:40], "list": ", ".join(known)}
            )
        return self.normal([known[word] for word in typed])

    def write(self, value: list[str]) -> str:
        return ", ".join(word for word, known in self.words.items() if known in value)

    def normal(self, value: list[str]) -> list[str]:
        return [known for known in self.words.values() if known in value]


def _as_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _number(cell: Any) -> Decimal | None:
    if isinstance(cell, bool):
        raise BadCell(_("must be a number"))
    text = repr(cell) if isinstance(cell, int | float) else tidy(_as_text(cell))
    if not text:
        return None
    if not DECIMAL.fullmatch(text):
        raise BadCell(_("must be a number"))
    return Decimal(text.replace(",", "."))

"""A report as one read model, from which the page, the sheet and the printed form are made. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

Value = int | str | Decimal | None


@dataclass(frozen=True)
class Cell:
    """`href` opens the dossiers; `formula` is live in the sheet: `=D[0]+D[1]` names the lines of the table by place."""

    value: Value
    href: str = ""
    formula: str = ""
    is_wrong: bool = False

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int | Decimal)

    @property
    def written(self) -> str:
        """As people read it: 1.234 and 83,61 (in English 83.61); nothing to divide is a dash."""
        match self.value:
            case None:
                return "–"
            case int():
                return f"{self.value:,}".replace(",", ".")
            case Decimal():
                plain = f"{self.value:f}"
                return plain if get_language() == "en" else plain.replace(".", ",")
            case _:
                return str(self.value)


@dataclass(frozen=True)
class Head:
    """`width` in characters of the sheet; `number` is the one printed below the words: "(3)=(4)+(5)+(6)"."""

    words: Any
    width: int = 12
    number: str = ""
    is_number: bool = True

    @property
    def is_wide(self) -> bool:
        """A column of names, which must not be squeezed into single words."""
        return self.width >= 30


@dataclass(frozen=True)
class Line:
    cells: tuple[Cell, ...]
    is_group: bool = False
    is_total: bool = False

    @property
    def name(self) -> str:
        """The first words of the line."""
        return next((cell.written for cell in self.cells if cell.value and not cell.is_number), "")


@dataclass(frozen=True)
class Note:
    """Below the table; `href` opens the dossiers it counts."""

    words: str
    href: str = ""


@dataclass(frozen=True)
class Table:
    """`errors` tell sums that do not close: shown above everything, never hidden."""

    title: Any
    official: str  # what the form is called in Vietnamese law, "" where there is none
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    notes: tuple[Note, ...] = ()
    errors: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    source: str = ""

"""A report as one read model, from which the page, the sheet and the printed form are made. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from common.spreadsheet import Kind
from common.text import format_number

Value = int | str | Decimal | date | None


@dataclass(frozen=True)
class Cell:
    """`href` opens the dossiers; `formula` is live in the sheet: `=D[0]+D[1]` names the lines of the table by place.

    `is_percent`: the number is one of a hundred; the sheet has it as a part of one.
    """

    value: Value
    href: str = ""
    formula: str = ""
    is_wrong: bool = False
    is_percent: bool = False

    @property
    def is_number(self) -> bool:
        """Stands in a column of numbers; a dash is one of them."""
        return self.value is None or isinstance(self.value, int | Decimal)

    @property
    def written(self) -> str:
        """As people read it: 1.234, 83,61 % (in English 83.61 %), 21/11/2026; nothing to divide is a dash."""
        match self.value:
            case None:
                return "–"
            case date():
                return f"{self.value:%d/%m/%Y}"
            case int():
                return format_number(self.value)
            case Decimal():
                plain = f"{self.value:f}"
                return (plain if get_language() == "en" else plain.replace(".", ",")) + (
                    " %" if self.is_percent else ""
                )
            case _:
                return str(self.value)


@dataclass(frozen=True)
class Head:
    """`width` in characters of the sheet; `number` is the one printed below the words: "(3)=(4)+(5)+(6)".

    In a list on screen a column may stand below the one before (`is_below`), or be left to the files (`is_shown`).
    """

    words: Any
    width: int = 12
    number: str = ""
    is_number: bool = True
    kind: Kind | None = None  # of the column in the sheet, where it is neither text nor a whole number
    is_below: bool = False
    is_shown: bool = True

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
    lines: Sequence[Line]
    notes: tuple[Note, ...] = ()
    errors: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    source: Any = ""
    how: tuple[str, ...] = ()  # how it is counted, sentence by sentence

    @property
    def stacks(self) -> list[list[Head]]:
        """The columns of a list on screen, each with those that stand below it."""
        return [[self.heads[place] for place in places] for places in self._stacked()]

    @property
    def stacked_lines(self) -> list[list[list[tuple[Head, Cell]]]]:
        """The lines of a list on screen: per column what stands in it, each with its own heading for phones."""
        places = self._stacked()
        return [[[(self.heads[place], line.cells[place]) for place in one] for one in places] for line in self.lines]

    @property
    def printed(self) -> "Table":
        """On paper, too, what stands below another column shares it; every other table is as it is."""
        if not any(head.is_below for head in self.heads):
            return self
        places = self._stacked(with_all=True)
        heads = [[self.heads[place] for place in one] for one in places]
        joined = tuple(
            replace(one[0], words="\n".join(str(head.words) for head in one), width=max(head.width for head in one))
            for one in heads
        )
        lines = [
            replace(line, cells=tuple(_joined([line.cells[place] for place in one]) for one in places))
            for line in self.lines
        ]
        return replace(self, heads=joined, lines=lines)

    def _stacked(self, *, with_all: bool = False) -> list[list[int]]:
        found: list[list[int]] = []
        for place, head in enumerate(self.heads):
            if head.is_below:
                found[-1].append(place)
            elif head.is_shown or with_all:
                found.append([place])
        return found


def _joined(cells: Sequence[Cell]) -> Cell:
    """One cell with the words of all."""
    return cells[0] if len(cells) == 1 else Cell("\n".join(cell.written for cell in cells))

"""The process of a procedure as a picture: boxes with places, connected in their order. Pure; the template draws it.

Two pictures are made of the same boxes: rows of `ACROSS` boxes for wide pages, one below the other for a phone. A page
shows the one that fits (no JavaScript); screen readers get the list of the steps instead.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap

ACROSS = 3
BOX_WIDTH = 250
GAP = 34  # between boxes, where the arrows are
LINE = 20  # height of a line of text
PADDING = 14
EDGE = 3  # room for thick frames
LETTERS = 27  # that fit into a line of a box: letters are about 8 wide at 15 px, in Vietnamese too


@dataclass(frozen=True)
class Box:
    """One step. `who` is the office or person that has it, "" where nobody is named; `state` done, current or todo."""

    number: int
    name: str
    role: str
    time: str
    state: str = "todo"
    who: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Text:
    """A line of text with its baseline; `kind` name, role, who, time or state."""

    words: str
    kind: str
    x: int
    y: int


@dataclass(frozen=True)
class Cell:
    """A box in its place."""

    box: Box
    x: int
    y: int
    width: int
    height: int
    lines: tuple[Text, ...]

    @property
    def state_x(self) -> int:
        return self.x + PADDING

    @property
    def state_y(self) -> int:
        """The baseline of the line that says done, here or late: the last one of the box."""
        return self.y + self.height - PADDING - 3


@dataclass(frozen=True)
class Picture:
    """`arrows` are paths in SVG's own words, from the edge of a box to the edge of the next."""

    width: int
    height: int
    cells: tuple[Cell, ...]
    arrows: tuple[str, ...]


@dataclass(frozen=True)
class Diagram:
    """`boxes` for the text alternative, `wide` and `tall` for the eyes."""

    boxes: tuple[Box, ...]
    wide: Picture
    tall: Picture


def diagram_of(boxes: Sequence[Box]) -> Diagram:
    """Both pictures of a process."""
    return Diagram(tuple(boxes), picture(boxes, across=ACROSS), picture(boxes, across=1))


def picture(boxes: Sequence[Box], *, across: int) -> Picture:
    """The boxes in rows of `across`, each row as high as its highest box."""
    across = max(1, min(across, len(boxes)))
    cells: list[Cell] = []
    top = EDGE
    for begin in range(0, len(boxes), across):
        row = boxes[begin : begin + across]
        height = max(_height(box) for box in row)
        cells += [_cell(box, EDGE + place * (BOX_WIDTH + GAP), top, height) for place, box in enumerate(row)]
        top += height + GAP
    width = across * BOX_WIDTH + (across - 1) * GAP + 2 * EDGE
    arrows = tuple(_arrow(one, following) for one, following in pairwise(cells))
    return Picture(width, max(top - GAP + EDGE, 0), tuple(cells), arrows)


def _texts(box: Box) -> Iterator[tuple[str, str]]:
    """The lines of a box from top to bottom, with their kinds. The line of the state is drawn by the template."""
    for kind, words, most in (
        ("name", f"{box.number}. {box.name}", LETTERS),
        ("role", box.role, LETTERS + 3),
        ("who", box.who, LETTERS),
        ("time", box.time, LETTERS + 3),
    ):
        for line in wrap(words, most):
            yield line, kind


def _height(box: Box) -> int:
    lines = len(list(_texts(box))) + (box.state != "todo" or box.is_late)
    return lines * LINE + 2 * PADDING


def _cell(box: Box, x: int, y: int, height: int) -> Cell:
    lines = tuple(
        Text(words, kind, x + PADDING, y + PADDING + place * LINE + 15)
        for place, (words, kind) in enumerate(_texts(box))
    )
    return Cell(box, x, y, BOX_WIDTH, height, lines)


def _arrow(one: Cell, following: Cell) -> str:
    """To the right within a row, straight down in a column, and round the corner to the beginning of the next row."""
    if following.y == one.y:
        y = one.y + one.height // 2
        return f"M{one.x + one.width} {y}H{following.x - 4}"
    if following.x == one.x:
        x = one.x + one.width // 2
        return f"M{x} {one.y + one.height}V{following.y - 4}"
    down, x = one.y + one.height + GAP // 2, following.x + following.width // 2
    return f"M{one.x + one.width // 2} {one.y + one.height}V{down}H{x}V{following.y - 4}"

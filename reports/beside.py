"""Read models of what stands beside the legal rate: signals with their explanation, every number with its address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import labels
from .honesty import SIGNALS, Honesty
from .measures import LEVELS
from .pages import Cell, behind_address


@dataclass(frozen=True)
class BesideLine:
    """A row of a table with one number per level; `why` says what is wrong with it, "" where the label says it all."""

    label: Any
    why: Any
    cells: tuple[Cell, ...]


RATES = ("kept.total", "kept.doubtful", "kept.exempt", "citizen.on_time", "citizen.late")


def rate_lines(found: Mapping[str, Honesty], query: Mapping[str, str]) -> list[BesideLine]:
    """What the citizen's rate and the doubtful share are made of."""
    return [_line(key, found, query) for key in RATES]


def signal_lines(found: Mapping[str, Honesty], query: Mapping[str, str]) -> list[BesideLine]:
    """Every signal, also those that did not arise."""
    return [_line(key, found, query) for key in SIGNALS]


def _line(key: str, found: Mapping[str, Honesty], query: Mapping[str, str]) -> BesideLine:
    cells = []
    for level in LEVELS:
        value = found[level].value(key)
        cells.append(Cell(value, behind_address(key, level, query) if value else "", labels.LEVELS[level]))
    return BesideLine(labels.BESIDE[key], labels.WHY_A_SIGNAL.get(key, ""), tuple(cells))

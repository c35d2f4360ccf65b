"""Measured lines, and how they are printed."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Line:
    """One thing that was measured: how often a second, the median in milliseconds, SQL statements, and a remark."""

    what: str
    per_second: float
    milliseconds: float | None = None
    statements: int | None = None
    remark: str = ""


def timed(work: Callable[[], object], *, times: int) -> list[float]:
    """Seconds that `work` took, each time."""
    taken = []
    for _number in range(times):
        began = perf_counter()
        work()
        taken.append(perf_counter() - began)
    return taken


def middle(seconds: Sequence[float]) -> float:
    """The median in milliseconds."""
    return 1000 * median(seconds)


def ninety_fifth(seconds: Sequence[float]) -> float:
    """What 95 of 100 do not exceed, in milliseconds."""
    return 1000 * sorted(seconds)[ceil(0.95 * len(seconds)) - 1]


def show(title: str, lines: Sequence[Line]) -> None:
    """Print a table; figures to the right, a dash for what was not measured."""
    rows = [("", "per second", "median ms", "SQL", "")]
    for line in lines:
        milliseconds = "–" if line.milliseconds is None else f"{line.milliseconds:,.2f}"
        statements = "–" if line.statements is None else str(line.statements)
        rows.append((line.what, f"{line.per_second:,.0f}", milliseconds, statements, line.remark))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    sys.stdout.write(f"\n{title}\n")
    for what, rate, each, statements, remark in rows:
        cells = (what.ljust(widths[0]), rate.rjust(widths[1]), each.rjust(widths[2]), statements.rjust(widths[3]))
        sys.stdout.write(f"{'  '.join(cells)}  {remark}".rstrip() + "\n")
    sys.stdout.flush()

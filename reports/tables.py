"""Figures as plain text, for the terminal."""

from collections.abc import Iterable, Mapping, Sequence
from unicodedata import combining, normalize

from django.utils.translation import gettext

from . import labels
from .measures import LEVELS, Figures
from .queries import Scope
from .sheets import place_of


def period_table(scope: Scope, found: Mapping[str, Figures], assumed_post: int = 0) -> str:
    """All figures of a period: one row each, one column per level, with rates, check sum and footnote."""
    title = f"{place_of(scope)}, {scope.start:%d/%m/%Y} – {scope.end:%d/%m/%Y} ({labels.BY[scope.by]})"
    rows = [["", *(str(labels.LEVELS[level]) for level in LEVELS)]]
    for key, label in labels.FIGURES.items():
        indented = f"  {label}" if labels.is_part(key) else str(label)
        rows.append([indented, *(str(found[level].value(key)) for level in LEVELS)])
    rows.append([gettext("On-time rate"), *(rate(found[level].on_time_rate) for level in LEVELS)])
    rows.append([gettext("Online rate"), *(rate(found[level].online_rate) for level in LEVELS)])
    rows.append([gettext("Check sum"), *(check_sum(found[level]) for level in LEVELS)])
    note = labels.note_on_post(assumed_post)
    return "\n".join([title, "", *aligned(rows), *(["", f"* {note}"] if note else [])])


def summary_table(scope: Scope, found: Mapping[str, Figures], assumed_post: int = 0) -> str:
    """The figures that Sa Pa published, one row per level, as `make run` prints them."""
    heads = (
        gettext("Level"), gettext("Received"), gettext("At the counter"), gettext("Online"), gettext("By post"),
        gettext("Early + on time"), gettext("Late"), gettext("Pending within time"), gettext("Returned"),
        gettext("On-time rate"),
    )  # fmt: skip
    rows = [list(heads)]
    for level in ("commune", "province", "total"):
        one = found[level]
        star = "*" if assumed_post and level != "commune" else ""
        numbers = (
            one.received.total, one.received.counter, one.received.online, f"{one.received.post}{star}",
            one.resolved.early + one.resolved.on_time, one.resolved.late, one.pending.within, one.returned.total,
            rate(one.on_time_rate),
        )  # fmt: skip
        rows.append([str(labels.LEVELS[level]), *map(str, numbers)])
    title = f"{place_of(scope)}, {scope.start:%d/%m/%Y} – {scope.end:%d/%m/%Y}"
    note = labels.note_on_post(assumed_post)
    return "\n".join([title, "", *aligned(rows), *(["", f"* {note}"] if note else [])])


def rate(percent: object) -> str:
    """`100.00 %`, as programs read it; a dash when there is nothing to divide."""
    return "–" if percent is None else f"{percent} %"


def check_sum(one: Figures) -> str:
    """Both sides of the check sum; they must be equal."""
    sign = "=" if one.balances else "≠"
    return f"{one.came_in} {sign} {one.accounted_for}"


def aligned(rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows with columns of one width: the first column to the left, numbers to the right."""
    table = [[normalize("NFC", cell) for cell in row] for row in rows]
    widths = [max(_width(row[column]) for row in table) for column in range(len(table[0]))]
    return ["  ".join(_padded(cell, widths[n], n > 0) for n, cell in enumerate(row)).rstrip() for row in table]


def _padded(cell: str, width: int, to_the_right: bool) -> str:
    space = " " * (width - _width(cell))
    return space + cell if to_the_right else cell + space


def _width(cell: str) -> int:
    return sum(1 for letter in cell if not combining(letter))

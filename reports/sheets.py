"""The figures of a period as sheets: the page's numbers, with totals, rates and the check sum as live formulas."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from centers.models import Center
from common.spreadsheet import Cell, Column, Formula, Kind, Sheet

from . import labels
from .measures import LEVELS, TOTAL, By, Figures, percent
from .queries import Scope

SUMS: Mapping[str, tuple[str, ...]] = {
    "received.total": ("received.counter", "received.online", "received.post"),
    "resolved.total": ("resolved.early", "resolved.on_time", "resolved.late"),
    "pending.total": ("pending.within", "pending.overdue"),
}
"""Figures that are the sum of others of the same level."""

CAME_IN = ("carried_over", "received.total", "reopened", "moved")
ACCOUNTED_FOR = ("resolved.total", "returned.total", "withdrawn.total", "pending.total")


def figures_sheet(scope: Scope, found: Mapping[str, Figures], *, assumed_post: int, taken: str) -> Sheet:
    """One row per figure, one column per level; `taken` says who took it and when."""
    lines = [place_of(scope), period_line(scope), taken]
    notes = [
        _("Check sum: carried over + received + reopened + moved = resolved + returned + withdrawn + pending."),
        _("On-time rate = (early + on time) / resolved. Sources: Circular 01/2020/TT-VPCP, form II.06a."),
    ]
    if assumed_post:
        notes.append(f"* {labels.note_on_post(assumed_post)}")
    columns = [Column(_("Figure"), 44), *(Column(labels.LEVELS[level], 18, Kind.NUMBER) for level in LEVELS)]
    first = len(lines) + 4
    title, rows = _("On-time figures"), _rows(found, first, assumed_post)
    return Sheet(title, title, columns, rows, lines, notes, is_sortable=False)


MOST_NAMED = 5  # centers told by name; more are counted


def place_of(scope: Scope) -> str:
    """The center, all of them, or those of a supervisor's range."""
    if scope.center:
        return str(scope.center.name)
    if scope.within is None:
        return _("All centers")
    names = [center.name for center in scope.within]
    if len(names) > MOST_NAMED:
        return _("%(number)s centers of the range") % {"number": len(names)}
    return ", ".join(names)


def period_line(scope: Scope, counted: Any = "") -> str:
    """The period, for whom dossiers count (or `counted` where that is no choice), and whether it is still running."""
    line = _("From %(start)s to %(end)s, %(by)s.") % {
        "start": f"{scope.start:%d/%m/%Y}",
        "end": f"{scope.end:%d/%m/%Y}",
        "by": counted or labels.BY[scope.by],
    }
    if scope.until >= scope.end:
        return line
    return f"{line} " + _("The period is still running: as of %(day)s.") % {"day": f"{scope.until:%d/%m/%Y}"}


def _rows(found: Mapping[str, Figures], first: int, assumed_post: int) -> Iterator[tuple[Cell, ...]]:
    """The rows in the order of the page; `first` is the number of the first of them in the sheet."""
    places = {key: first + number for number, key in enumerate(labels.FIGURES)}
    for key, label in labels.FIGURES.items():
        star = " *" if key == "received.post" and assumed_post else ""
        written = f"    – {label}{star}" if labels.is_part(key) else str(label)
        yield (written, *(_figure(key, level, found, places) for level in LEVELS))
    yield (_("On-time rate"), *(_on_time(level, found[level], places) for level in LEVELS))
    yield (_("Online rate"), *(_online(level, found[level], places) for level in LEVELS))
    yield (_("Check sum: came in"), *(_sum(CAME_IN, level, places, found[level].came_in) for level in LEVELS))
    gone = _("Check sum: accounted for")
    yield (gone, *(_sum(ACCOUNTED_FOR, level, places, found[level].accounted_for) for level in LEVELS))
    last = first + len(labels.FIGURES) + 3
    yield (_("Check"), *(_check(level, found[level], last) for level in LEVELS))


def _figure(key: str, level: str, found: Mapping[str, Figures], places: Mapping[str, int]) -> Cell:
    value = found[level].value(key)
    if key in SUMS:
        return _sum(SUMS[key], level, places, value)
    if level == TOTAL:
        row = places[key]
        return Formula(f"=SUM({_column(LEVELS[0])}{row}:{_column(LEVELS[-2])}{row})", value)
    return value


def _sum(keys: tuple[str, ...], level: str, places: Mapping[str, int], value: int) -> Formula:
    return Formula("=" + "+".join(f"{_column(level)}{places[key]}" for key in keys), value)


def _on_time(level: str, one: Figures, places: Mapping[str, int]) -> Formula:
    """Never rounded up to 100, as `measures.percent`."""
    cell = {key: f"{_column(level)}{row}" for key, row in places.items()}
    good, whole = f"({cell['resolved.early']}+{cell['resolved.on_time']})", cell["resolved.total"]
    return _share(good, whole, one.on_time_rate)


def _online(level: str, one: Figures, places: Mapping[str, int]) -> Formula:
    column = _column(level)
    return _share(f"{column}{places['received.online']}", f"{column}{places['received.total']}", one.online_rate)


def share_of(part: str, whole: str) -> str:
    """The formula of a share of cells; nothing of nothing is a dash, and only all of them is 100 %."""
    return f'=IF({whole}=0,"–",IF({part}<{whole},MIN(0.9999,ROUND({part}/{whole},4)),1))'


def _share(part: str, whole: str, rate: Decimal | None) -> Formula:
    return Formula(share_of(part, whole), "–" if rate is None else float(rate / 100), Kind.PERCENT)


def _check(level: str, one: Figures, row_of_check: int) -> Formula:
    column, right, wrong = _column(level), _("agrees"), _("DOES NOT AGREE")
    text = f'=IF({column}{row_of_check - 1}={column}{row_of_check},"{right}","{wrong}")'
    return Formula(text, right if one.balances else wrong, Kind.TEXT)


def _column(level: str) -> str:
    """The letter of the column of a level: B, C, D, and E for the total."""
    return chr(ord("B") + LEVELS.index(level))


BY_CENTER = (
    "carried_over",
    "received.total",
    "received.online",
    "resolved.total",
    "resolved.early",
    "resolved.on_time",
    "resolved.late",
    "returned.total",
    "withdrawn.total",
    "pending.total",
    "pending.overdue",
)


def centers_sheet(
    scope: Scope, centers: list[Center], by_place: Mapping[int | None, Mapping[str, Figures]], *, taken: str
) -> Sheet:
    """One row per center with its total figures and its rate, and their sums; for who watches several centers."""
    lines = [place_of(scope), period_line(scope), taken]
    columns = [Column(_("Center"), 44)]
    columns += [Column(labels.full(key), 13, Kind.NUMBER) for key in BY_CENTER]
    columns.append(Column(_("On-time rate"), 12, Kind.PERCENT))
    rows = _center_rows(scope, centers, by_place, len(lines) + 4)
    return Sheet(_("By center"), _("On-time figures by center"), columns, rows, lines, is_sortable=False)


def _center_rows(
    scope: Scope, centers: list[Center], by_place: Mapping[int | None, Mapping[str, Figures]], first: int
) -> Iterator[tuple[Cell, ...]]:
    sums = dict.fromkeys(BY_CENTER, 0)
    for row, center in enumerate(centers, start=first):
        place = center.pk if scope.by is By.RECEIVING else center.unit_id
        one = by_place.get(place, {}).get(TOTAL, Figures())
        values = {key: one.value(key) for key in BY_CENTER}
        sums = {key: sums[key] + number for key, number in values.items()}
        yield (center.name, *values.values(), _rate_of_row(row, one.on_time_rate))
    last = first + len(centers) - 1
    total = [
        Formula(f"=SUM({_letter(place)}{first}:{_letter(place)}{last})", sums[key])
        for place, key in enumerate(BY_CENTER, start=1)
    ]
    good = sums["resolved.early"] + sums["resolved.on_time"]
    yield (_("Total"), *total, _rate_of_row(last + 1, percent(good, sums["resolved.total"])))


def _rate_of_row(row: int, rate: Decimal | None) -> Formula:
    cell = {key: f"{_letter(place)}{row}" for place, key in enumerate(BY_CENTER, start=1)}
    return _share(f"({cell['resolved.early']}+{cell['resolved.on_time']})", cell["resolved.total"], rate)


def _letter(place: int) -> str:
    return chr(ord("A") + place)

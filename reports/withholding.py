"""What is withheld of centers whose dossiers are out of reach of who compares them. Pure.

They see volume, rates, interval and direction, never a dossier, an office or a person. A number of 1 up to one less
than policy figures.least_compared is withheld (None), and so is every rate that divides by so few: whoever knows one
of these people would know what became of the dossier. 0 is told. Only periods that are over and tell no single day
(`periods.tells_no_day`) are compared, so that no two answers differ by one dossier.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from .periods import Period, tells_no_day
from .province import CenterLine, UnitLine


def may_be_compared(period: Period, today: date) -> bool:
    return period.is_over(today) and tells_no_day(period)


def centers(lines: Iterable[CenterLine], own: Collection[int], least: int) -> list[CenterLine]:
    """In their order; those of the centers `own` as they are."""
    return [line if line.center in own else _center(line, least) for line in lines]


def units(lines: Iterable[UnitLine], own: Collection[int], least: int) -> list[UnitLine]:
    """By name, since an order by numbers would tell them; those of the units `own` with all numbers. None is opened."""
    shown = [replace(line, opens={}) if line.unit in own else _unit(line, least) for line in lines]
    return sorted(shown, key=lambda line: line.name)


def _center(line: CenterLine, least: int) -> CenterLine:
    resolved = line.resolved or 0
    few = resolved < least
    unsure = few or line.resolved_before < least
    return replace(
        line,
        href="",
        received=_shown(line.received, least),
        resolved=_shown(line.resolved, least),
        overdue=_shown(line.overdue, least),
        legal=None if few else line.legal,
        interval=None if few else line.interval,
        before=None if unsure else line.before,
        resolved_before=0,
        direction="" if unsure else line.direction,
        moved=None if unsure else line.moved,
        citizen=None if line.available < least else line.citizen,
        available=0,
        doubtful=None if line.judged < least else line.doubtful,
        judged=0,
        doubtful_number=0,
        doubtful_href="",
        opens={},
        took=None if line.took is None or line.took.count < least else line.took,
    )


def _unit(line: UnitLine, least: int) -> UnitLine:
    few, few_legs = (line.resolved or 0) < least, 0 < (line.late_legs or 0) < least
    return replace(
        line,
        resolved=_shown(line.resolved, least),
        late=_shown(line.late, least),
        rate=None if few else line.rate,
        late_legs=_shown(line.late_legs, least),
        late_hours=None if few_legs else line.late_hours,
        opens={},
    )


def _shown(number: int | None, least: int) -> int | None:
    return None if number is None or 0 < number < least else number

"""What is withheld of centers whose dossiers are out of reach of who compares them. Pure.

They see volume, rates, interval and direction, never a dossier, an office or a person. A number of 1 up to one less
than policy figures.least_compared is withheld (None), and so is every rate that divides by so few: whoever knows one
of these people would know what became of the dossier. 0 is told. No difference tells what is withheld either: only
calendar months that are over are compared, so that no two answers overlap; in each column as many larger numbers are
kept back as its sum asks for (`complement.py`); and of an authority counts what other centers received, since
everybody knows the part of their own.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from .complement import KeptBack, kept_back
from .periods import Period, month_of
from .province import CenterLine, UnitLine

COLUMNS = ("received", "resolved", "overdue", "resolved_before")


def may_be_compared(period: Period, today: date) -> bool:
    return period.is_over(today) and period == month_of(period.start)


def of_others(
    centers: Sequence[CenterLine],
    units: Sequence[UnitLine],
    *,
    own: Collection[int],
    own_units: Collection[int],
    least: int,
) -> tuple[list[CenterLine], list[UnitLine]]:
    """Centers in their order, units by name, since an order by numbers would tell them.

    The centers `own` and the units `own_units` with all numbers; no unit is opened. Other units are left out where
    their numbers, which add up to those of the centers, cannot be told without one of both telling the other.
    """
    others = [line for line in centers if line.center not in own]
    columns = {name: kept_back({line.center: getattr(line, name) for line in others}, least) for name in COLUMNS}
    decided = kept_back({line.unit: line.resolved_elsewhere for line in units if line.unit not in own_units}, least)
    shown = [line if line.center in own else _center(line, _kept(line.center, columns), least) for line in centers]
    told = [replace(line, opens={}) for line in units if line.unit in own_units]
    if columns["resolved"].is_enough and decided.is_enough:
        told += [_unit(line, line.unit in decided.keys, least) for line in units if line.unit not in own_units]
    return shown, sorted(told, key=lambda line: line.name)


def _kept(center: int, columns: dict[str, KeptBack]) -> frozenset[str]:
    return frozenset(name for name, kept in columns.items() if center in kept.keys)


def _center(line: CenterLine, kept: frozenset[str], least: int) -> CenterLine:
    hidden = {name for name in COLUMNS if name in kept or is_few(getattr(line, name), least)}
    unknown = "resolved" in hidden
    unsure = unknown or not line.resolved or "resolved_before" in hidden or not line.resolved_before
    return replace(
        line,
        href="",
        received=None if "received" in hidden else line.received,
        resolved=None if unknown else line.resolved,
        overdue=None if "overdue" in hidden else line.overdue,
        kept_back=kept,
        legal=None if unknown else line.legal,
        interval=None if unknown else line.interval,
        before=None if unsure else line.before,
        resolved_before=0,
        direction="" if unsure else line.direction,
        moved=None if unsure else line.moved,
        citizen=None if unknown or line.available < least else line.citizen,
        available=0,
        doubtful=None if unknown or line.judged < least else line.doubtful,
        judged=0,
        doubtful_number=0,
        doubtful_href="",
        opens={},
        took=None if unknown or line.took is None or line.took.count < least else line.took,
    )


def _unit(line: UnitLine, is_kept: bool, least: int) -> UnitLine:
    few, few_legs = is_few(line.resolved_elsewhere, least), is_few(line.legs_elsewhere, least)
    unknown = few or is_kept
    unsaid = set()  # where the own center has a part in it, "under …" would narrow the part of the others
    if unknown and not (few and line.resolved == line.resolved_elsewhere):
        unsaid.add("resolved")
    if few_legs and line.late_legs != line.legs_elsewhere:
        unsaid.add("late_legs")
    return replace(
        line,
        resolved=None if unknown else line.resolved,
        late=None if unknown else line.late,
        rate=None if unknown else line.rate,
        late_legs=None if few_legs else line.late_legs,
        late_hours=None if few_legs else line.late_hours,
        opens={},
        resolved_elsewhere=0,
        legs_elsewhere=0,
        kept_back=frozenset(unsaid),
    )


def is_few(number: int, least: int) -> bool:
    return 0 < number < least

"""An attacker who sees all that a leader is shown of other centers, and subtracts, learns no number that is withheld.

The attacker knows the own center to the last dossier, the rules of withholding, and the sum of every column that still
tells something, as if all months of all centers together had been published. Of several centers and authorities each
number of the month is an unknown between two bounds; the sums tighten the bounds until nothing moves any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from math import inf

from hypothesis import example, given
from hypothesis import strategies as st

from reports import withholding
from reports.complement import kept_back
from reports.periods import Period
from reports.province import CenterLine, UnitLine

OWN, LEAST = 0, 5
EMPTY = CenterLine(
    center=0, name="", href="", received=0, resolved=0, overdue=0, legal=None, interval=None, before=None,
    resolved_before=0, direction="", moved=None, citizen=Decimal(50), available=9, doubtful=None, judged=9,
    doubtful_number=0, doubtful_href="", took=None,
)  # fmt: skip
Bounds = tuple[float, float]

few = st.sampled_from((0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 9, 14, 30))


@dataclass(frozen=True)
class Month:
    """`resolved[center][unit]`; what each center received and has overdue. Center 0 is the reader's."""

    resolved: list[list[int]]
    received: list[int]
    overdue: list[int]

    @property
    def numbers(self) -> dict[str, list[int]]:
        """By column of the table of centers."""
        return {"received": self.received, "resolved": [sum(row) for row in self.resolved], "overdue": self.overdue}


@st.composite
def months(draw: st.DrawFn) -> Month:
    centers, units = draw(st.integers(2, 9)), draw(st.integers(1, 5))
    size = centers * (units + 2)
    numbers = draw(st.lists(few, min_size=size, max_size=size))
    rows = [numbers[n * (units + 2) : (n + 1) * (units + 2)] for n in range(centers)]
    return Month([row[2:] for row in rows], [row[0] for row in rows], [row[1] for row in rows])


def shown(month: Month) -> tuple[list[CenterLine], list[UnitLine]]:
    numbers = month.numbers
    lines = [
        replace(EMPTY, center=n, legal=Decimal(90), **{name: column[n] for name, column in numbers.items()})
        for n in range(len(month.received))
    ]
    units = []
    for unit in range(len(month.resolved[0])):
        by_center = [row[unit] for row in month.resolved]
        elsewhere = sum(by_center) - by_center[OWN]
        units.append(UnitLine(unit, "", sum(by_center), 0, Decimal(90), 0, 0.0, {}, elsewhere))
    return withholding.of_others(lines, units, own=[OWN], own_units=[], least=LEAST)


def of_centers(lines: list[CenterLine], name: str) -> dict[str, Bounds]:
    """What the page tells of a column of the other centers."""
    told = {f"{name} {line.center}": (getattr(line, name), name in line.kept_back) for line in lines if line.center}
    largest = min((number for number, _kept in told.values() if number is not None and number >= LEAST), default=inf)
    return {key: bounds(number, (LEAST, largest) if kept else (1, LEAST - 1)) for key, (number, kept) in told.items()}


def of_units(units: list[UnitLine], month: Month) -> dict[str, Bounds]:
    """The same of what others received for an authority: without the own part, which the attacker takes off."""
    own = month.resolved[OWN]
    return {
        f"unit {line.unit}": bounds(
            None if line.resolved is None else line.resolved - own[line.unit],
            (1, LEAST - 1) if "resolved" not in line.kept_back else (1 if own[line.unit] else LEAST, inf),
        )
        for line in units
    }


def bounds(number: int | None, withheld: Bounds) -> Bounds:
    return withheld if number is None else (number, number)


def tightened(known: Mapping[str, Bounds], sums: list[tuple[dict[str, int], int]]) -> dict[str, Bounds]:
    """Bounds after every sum (coefficients of 1 and -1, and what they add up to) was used until nothing moved."""
    now, before = dict(known), None
    while now != before:
        before = dict(now)
        for terms, total in sums:
            for key, sign in terms.items():
                ends = [sorted((s * now[k][0], s * now[k][1])) for k, s in terms.items() if k != key]
                low, high = (sign * (total - sum(end[side] for end in ends)) for side in (1, 0))
                low, high = min(low, high), max(low, high)
                now[key] = (max(now[key][0], low), min(now[key][1], high))
    return now


@given(months())
@example(Month([[9], [3], [9]], [9, 9, 9], [9, 9, 9]))  # one small number, and one other to hide it behind
@example(Month([[0], [4], [4]], [0, 0, 0], [0, 0, 0]))  # nothing to hide them behind but the authority
@example(Month([[0, 0], [4, 4]], [0, 0], [0, 0]))  # and the other way round
@example(Month([[5], [2], [0]], [0, 0, 0], [0, 0, 0]))  # the own part taken off
@example(Month([[0], [9], [9], [9]], [0, 2, 5, 5], [0, 1, 1, 0]))
def test_no_sum_tells_a_withheld_number(month: Month) -> None:
    lines, units = shown(month)
    numbers = month.numbers
    known = of_units(units, month)
    sums: list[tuple[dict[str, int], int]] = []
    for name, column in numbers.items():
        of_column = of_centers(lines, name)
        known |= of_column
        if any(low == high > 0 for low, high in of_column.values()):  # else the sum itself is what is withheld
            sums.append((dict.fromkeys(of_column, 1), sum(column) - column[OWN]))
    of_resolved = [key for key in known if key.startswith("resolved")]
    of_authorities = [key for key in known if key.startswith("unit")]
    if units:
        sums.append(({**dict.fromkeys(of_resolved, 1), **dict.fromkeys(of_authorities, -1)}, 0))
    found = tightened(known, sums)

    truth = {f"{name} {n}": column[n] for name, column in numbers.items() for n in range(1, len(column))}
    truth |= {f"unit {line.unit}": sum(row[line.unit] for row in month.resolved[1:]) for line in units}
    for key, number in truth.items():
        low, high = found[key]
        assert low <= number <= high, "the attacker reckons rightly"
        if 0 < number < LEAST:
            assert (low <= 1, high >= LEAST - 1) == (True, True), (key, number, low, high)
    for line in lines[1:]:
        assert line.resolved is not None or (line.legal, line.citizen, line.took) == (None, None, None)


def test_no_two_periods_that_may_be_asked_for_overlap() -> None:
    """So no sum of answers is another answer, whatever is shown in each."""
    days = [date(2025, 12, 1) + timedelta(number) for number in range(430)]
    today = date(2027, 1, 15)
    asked = [
        Period(start, end)
        for start in days
        for end in days
        if start <= end and withholding.may_be_compared(Period(start, end), today)
    ]
    assert len(asked) == 13
    assert all(one.end < other.start for one, other in pairwise(asked))


def test_only_as_much_is_kept_back_as_needed() -> None:
    assert kept_back({1: 0, 2: 7, 3: 8}, 5).keys == frozenset(), "nothing small, nothing to hide"
    assert kept_back({1: 2, 2: 3, 3: 1, 4: 4, 5: 60}, 5).keys == frozenset(), "they hide one another"
    assert kept_back({1: 3, 2: 60, 3: 90, 4: 95}, 5).keys == {2}
    assert kept_back({1: 2, 2: 6, 3: 6, 4: 30}, 5).keys == {2, 3}, "one 6 alone is known to be no more than the other"
    assert kept_back({1: 1, 2: 5, 3: 5, 4: 30}, 5).keys == {2, 3, 4}, "two of 5 leave a sum that needs a 1"
    assert not kept_back({1: 3, 2: 0}, 5).is_enough
    assert kept_back({number: number for number in range(4)}, 1).keys == frozenset(), "nothing counts as small"

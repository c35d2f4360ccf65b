"""From rates to points, groups, the total and its band. Pure.

Points = highest score × rate / the rate that gives it in full, never more; two decimals. An item with nothing to divide
or nothing known counts nowhere: its highest score leaves that of its group, visibly, and the total is what was reached
of what could be counted, of 100 (Decision 766/QĐ-TTg: zero denominators are excluded).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from reports.measures import percent

CENT = Decimal("0.01")
Number = int | Decimal


@dataclass(frozen=True)
class Highest:
    """The highest score of an item. `is_set`: the policy has it; otherwise it is a share of what its group has left."""

    points: Decimal
    is_set: bool
    confidence: str  # C, C2, P, G, U as policies have it


@dataclass(frozen=True)
class Reached:
    """Points of `counted`, which is what of `highest` could be counted; points None where nothing could."""

    highest: Decimal
    counted: Decimal
    points: Decimal | None

    @property
    def share(self) -> Decimal | None:
        """Percent of what could be counted."""
        return quotient(self.points, self.counted) if self.points is not None else None


def score(points: int) -> Decimal:
    """Whole points as all others are written: with two decimals."""
    return _rounded(Decimal(points))


def rate_of(part: Number | None, whole: Number | None) -> Decimal | None:
    """Percent with two decimals, 100 only for all of it; None where there is nothing to divide."""
    if part is None or not whole:
        return None
    return percent(int(part / CENT), int(whole / CENT))


def points_of(rate: Decimal | None, full_at: Number, highest: Decimal) -> Decimal | None:
    """Points for a rate in percent; `full_at` is the rate from which on the highest score is given."""
    if rate is None:
        return None
    return _rounded(highest * min(rate / Decimal(full_at), Decimal(1)))


def added(reached: Sequence[Reached], highest: Decimal) -> Reached:
    """A group of items, or the total of groups."""
    points = [one.points for one in reached if one.points is not None]
    counted = sum((one.counted for one in reached), Decimal(0))
    return Reached(highest, counted, sum(points, Decimal(0)) if points else None)


def quotient(part: Decimal, whole: Decimal) -> Decimal | None:
    """Percent, two decimals; None of nothing."""
    return _rounded(part / whole * 100) if whole else None


def band_of(share: Decimal | None, lowest: Sequence[int]) -> int | None:
    """The place of the band, 0 the highest; `lowest` are the lowest shares of all but the last."""
    if share is None:
        return None
    return next((place for place, least in enumerate(lowest) if share >= least), len(lowest))


def highest_of(group: int, known: Mapping[str, int | None], confidence: Mapping[str, str]) -> dict[str, Highest]:
    """The highest scores of the items of a group: those known, and the rest divided evenly, to the cent."""
    unknown = [number for number, points in known.items() if points is None]
    rest = max(Decimal(group) - sum(points for points in known.values() if points is not None), Decimal(0))
    shares = dict(zip(unknown, _divided(rest, len(unknown)), strict=True))
    return {
        number: Highest(shares[number] if points is None else score(points), points is not None, confidence[number])
        for number, points in known.items()
    }


def _divided(whole: Decimal, parts: int) -> list[Decimal]:
    """Equal parts whose sum is the whole: the first ones get the cents that are left."""
    if not parts:
        return []
    each = (whole / parts).quantize(CENT, ROUND_DOWN)
    left = int((whole - each * parts) / CENT)
    return [each + CENT if place < left else each for place in range(parts)]


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(CENT, ROUND_HALF_UP)

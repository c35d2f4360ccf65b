"""How sure a rate of few dossiers is. Pure."""

from dataclasses import dataclass
from math import sqrt

SURE = 1.96  # 95 of 100


@dataclass(frozen=True)
class Interval:
    """Percent: the true rate lies between both with 95 of 100 chances (Wilson 1927)."""

    low: float
    high: float

    def overlaps(self, other: "Interval") -> bool:
        """Then nobody can say that the true rates differ."""
        return self.low <= other.high and other.low <= self.high


def wilson(part: int, whole: int) -> Interval | None:
    """The score interval of `part` of `whole`; None of nothing. Wide for small numbers, never beyond 0 and 100."""
    if not whole:
        return None
    rate, square = part / whole, SURE * SURE
    middle = (rate + square / (2 * whole)) / (1 + square / whole)
    reach = SURE * sqrt(rate * (1 - rate) / whole + square / (4 * whole * whole)) / (1 + square / whole)
    return Interval(round(100 * max(0.0, middle - reach), 1), round(100 * min(1.0, middle + reach), 1))

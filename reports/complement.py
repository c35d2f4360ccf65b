"""Which numbers are withheld besides the small ones, so that the sum of a column tells no small one. Pure.

Somebody may know the sum: from figures published for all centers together, or by adding up another table of the same
page. A small number then lies anywhere from 1 to one less than `least` only while the others that are withheld with it
leave room for that. Where they do not, the next larger numbers are kept back until they do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class KeptBack:
    """Keys of numbers of at least `least` that are withheld; whether that is enough for who knows the sum."""

    keys: frozenset[int]
    is_enough: bool


def kept_back(numbers: Mapping[int, int], least: int) -> KeptBack:
    """As few of the smallest as are needed; all of them, and not enough, where the column has no more."""
    small = [number for number in numbers.values() if 0 < number < least]
    larger = sorted((number, key) for key, number in numbers.items() if number >= least)
    for count in range(len(larger) + 1):
        kept = [number for number, _key in larger[:count]]
        shown = larger[count][0] if count < len(larger) else None
        if not small or _leaves_room(small, kept, shown, least):
            return KeptBack(frozenset(key for _number, key in larger[:count]), is_enough=True)
    return KeptBack(frozenset(key for _number, key in larger), is_enough=False)


def _leaves_room(small: Iterable[int], kept: list[int], shown: int | None, least: int) -> bool:
    """Whether each small number could be the smallest and the largest such, the sum staying as it is.

    Of those kept back it is known that they are at least `least` and at most `shown`, the smallest that is told.
    """
    below = sum(number - 1 for number in small) + sum(number - least for number in kept)
    above = sum(least - 1 - number for number in small)
    if kept:
        above = least if shown is None else above + sum(shown - number for number in kept)
    return min(below, above) >= least - 2

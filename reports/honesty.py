"""What stands beside the legal rate: the citizen's rate, the share of doubtful endings, and each integrity signal.

Pure, like `measures`, and filled by the same sums. None of it changes the legal rate or its check sum. Definitions of
the signals: `dossiers/signals.py`; words and sources: docs/figures.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dossiers.measures import Measure
from dossiers.signals import Signal

from .measures import DEFINITIONS as FIGURES
from .measures import LEVELS, LISTED, TOTAL, Definition, Row, Window, percent

SIGNALS: Mapping[str, Signal] = {f"signal.{signal.name.lower()}": signal for signal in Signal}


def _flow(measure: Measure) -> Definition:
    return Definition(Window.WITHIN, {measure: 1})


DEFINITIONS: Mapping[str, Definition] = {
    "citizen.on_time": _flow(Measure.CITIZEN_ON_TIME),
    "citizen.late": _flow(Measure.CITIZEN_LATE),
    "kept.total": Definition(Window.WITHIN, {Measure.EARLY: 1, Measure.ON_TIME: 1}),
    "kept.doubtful": _flow(Measure.DOUBTFUL),
    "kept.exempt": _flow(Measure.EXEMPT),
    **{key: _flow(Measure(signal.value)) for key, signal in SIGNALS.items()},
}


def definition_of(key: str) -> Definition:
    """Of a figure, of what stands beside it, or of a table alone. KeyError for one that is not defined."""
    return {**FIGURES, **DEFINITIONS, **LISTED}[key]


@dataclass(frozen=True)
class Citizen:
    """Results by the day on which they lay where the citizen wanted to collect them; what is exempt is left out."""

    on_time: int = 0
    late: int = 0


@dataclass(frozen=True)
class Kept:
    """Ended with a result, early or on time; `doubtful` carry a signal, `exempt` were worked on elsewhere."""

    total: int = 0
    doubtful: int = 0
    exempt: int = 0


@dataclass(frozen=True)
class Honesty:
    """Of one level over one period. Numbers of dossiers; `signals` by the keys of `SIGNALS`."""

    citizen: Citizen = field(default_factory=Citizen)
    kept: Kept = field(default_factory=Kept)
    signals: Mapping[str, int] = field(default_factory=dict)

    @property
    def citizen_rate(self) -> Decimal | None:
        """Percent of results that citizens had within the allowance, from the first submission on, pauses included."""
        return percent(self.citizen.on_time, self.citizen.on_time + self.citizen.late)

    @property
    def doubtful_rate(self) -> Decimal | None:
        """Percent of endings on time that carry a signal; what is exempt is not judged."""
        return percent(self.kept.doubtful, self.kept.total - self.kept.exempt)

    def value(self, key: str) -> int:
        """The number of a definition by its dotted key."""
        if key in self.signals:
            return self.signals[key]
        group, _dot, name = key.partition(".")
        return int(getattr(getattr(self, group), name))


_COUNTED_BY: Mapping[Measure, Sequence[str]] = {
    measure: [key for key, definition in DEFINITIONS.items() if measure in definition.terms] for measure in Measure
}


def by_level(rows: Iterable[Row]) -> dict[str, Honesty]:
    """The numbers of every level and of their total, from added-up bookings."""
    numbers: dict[str, dict[str, int]] = {level: dict.fromkeys(DEFINITIONS, 0) for level in LEVELS}
    for row in rows:
        for key in _COUNTED_BY[row.measure]:
            numbers[row.level][key] += row.within
            numbers[TOTAL][key] += row.within
    return {level: _honesty(found) for level, found in numbers.items()}


def _honesty(numbers: Mapping[str, int]) -> Honesty:
    parts: dict[str, dict[str, int]] = {"citizen": {}, "kept": {}}
    for key, number in numbers.items():
        group, _dot, name = key.partition(".")
        if group in parts:
            parts[group][name] = number
    signals = {key: numbers[key] for key in SIGNALS}
    return Honesty(Citizen(**parts["citizen"]), Kept(**parts["kept"]), signals)

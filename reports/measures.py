"""The figures that leaders publish, each defined once: which bookings of the ledger it adds up, over which days.

Pure. `queries.figures` fills the definitions from the ledger, `queries.behind` opens the dossiers behind a figure by
the same definition. Bookings themselves are defined in `dossiers/measures.py`.
Legal source: Circular 01/2020/TT-VPCP, form II.06a; see docs/figures.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from dossiers.measures import Measure
from dossiers.models import Channel, FigureLevel, FiledBy
from dossiers.models.dossier import ASSISTED

TOTAL = "total"
DEFINITIONS_VERSION = 5
"""1: figures; 2: with the citizen's rate and the integrity signals; 3: what was stopped on the last day gives
its signal, and so does what the counter withdrew and registered again; 4: with the signal of payments asked for late;
5: with waits that ended without a paper and second payments, a longer last day, the same matter found by name, late
typing on the day of typing (docs/figures.md)."""
LEVELS: tuple[str, ...] = (*FigureLevel.values, TOTAL)


class By(StrEnum):
    """For whom a dossier counts: its receiving center (as Sa Pa published) or its deciding unit (as form II.06a)."""

    RECEIVING = "receiving"
    DECIDING = "deciding"


class Window(StrEnum):
    """Over which days bookings are added: in the period, all before it, or all up to its end (stocks)."""

    WITHIN = "within"
    BEFORE = "before"
    UP_TO_END = "up_to_end"


@dataclass(frozen=True)
class Definition:
    """One figure: `terms` gives the sign with which each measure counts; channel and `assisted` narrow it down."""

    window: Window
    terms: Mapping[Measure, int]
    channel: Channel | None = None
    assisted: bool = False

    def takes(self, row: "Row") -> bool:
        return (self.channel is None or row.channel == self.channel) and (not self.assisted or row.filed_by in ASSISTED)


def _flow(*measures: Measure, channel: Channel | None = None, assisted: bool = False) -> Definition:
    return Definition(Window.WITHIN, dict.fromkeys(measures, 1), channel, assisted)


def _stock(plus: Measure, minus: Measure | None = None, window: Window = Window.UP_TO_END) -> Definition:
    return Definition(window, {plus: 1} if minus is None else {plus: 1, minus: -1})


DEFINITIONS: Mapping[str, Definition] = {
    "received.total": _flow(Measure.RECEIVED),
    "received.counter": _flow(Measure.RECEIVED, channel=Channel.COUNTER),
    "received.online": _flow(Measure.RECEIVED, channel=Channel.ONLINE),
    "received.post": _flow(Measure.RECEIVED, channel=Channel.POST),
    "received.assisted": _flow(Measure.RECEIVED, assisted=True),
    "carried_over": _stock(Measure.OPEN, window=Window.BEFORE),
    "reopened": _flow(Measure.REOPENED),
    "moved": _flow(Measure.MOVED),
    "resolved.total": _flow(Measure.EARLY, Measure.ON_TIME, Measure.LATE),
    "resolved.early": _flow(Measure.EARLY),
    "resolved.on_time": _flow(Measure.ON_TIME),
    "resolved.late": _flow(Measure.LATE),
    "pending.total": _stock(Measure.OPEN),
    "pending.within": _stock(Measure.OPEN, Measure.OVERDUE),
    "pending.overdue": _stock(Measure.OVERDUE),
    "pending.paused": _stock(Measure.PAUSED),
    "returned.total": _flow(Measure.RETURNED),
    "returned.late": _flow(Measure.RETURNED_LATE),
    "withdrawn.total": _flow(Measure.WITHDRAWN),
    "withdrawn.late": _flow(Measure.WITHDRAWN_LATE),
    "submitted_unanswered": _stock(Measure.UNANSWERED),
    "first_answer_late": _flow(Measure.FIRST_ANSWER_LATE),
}


LISTED: Mapping[str, Definition] = {"ended.total": _flow(Measure.RETURNED, Measure.WITHDRAWN)}
"""Numbers of a single table, which are sums of figures and open their dossiers like them."""
LATE_ENDS = (Measure.LATE, Measure.RETURNED_LATE, Measure.WITHDRAWN_LATE)


class LetterFate(StrEnum):
    """Whether a late dossier got form 04 by the last day of the report. What came from elsewhere stands apart."""

    ISSUED = "issued"
    MISSING = "missing"
    EXEMPT = "exempt"


@dataclass(frozen=True)
class Letters:
    """Late dossiers: those that ended late in the period, and those overdue at its end.

    `issued` + `missing` + `exempt` = resolved.late + returned.late + withdrawn.late + pending.overdue, per level. The
    letter is form 04 since the clock started, issued by the end of the report (Decree 61/2018/NĐ-CP, art. 19).
    """

    issued: int = 0
    missing: int = 0
    exempt: int = 0

    def value(self, key: str) -> int:
        """The number of a key of `LETTERS`."""
        return int(getattr(self, LETTERS[key].value))


LETTERS: Mapping[str, LetterFate] = {f"letters.{fate}": fate for fate in LetterFate}


@dataclass(frozen=True)
class Row:
    """Bookings of the ledger added up: before the period, within it, and all up to its end (or today)."""

    level: str
    channel: str
    filed_by: FiledBy | str
    measure: Measure
    before: int
    within: int
    up_to_end: int


@dataclass(frozen=True)
class Received:
    """`total` = counter + online + post; `assisted` is an of-which of the three."""

    total: int = 0
    counter: int = 0
    online: int = 0
    post: int = 0
    assisted: int = 0


@dataclass(frozen=True)
class Resolved:
    """Ended with a result, by local dates against the due date."""

    total: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0


@dataclass(frozen=True)
class Pending:
    """Open at the end: `within` + `overdue` = `total`; `paused` is an of-which of both."""

    total: int = 0
    within: int = 0
    overdue: int = 0
    paused: int = 0


@dataclass(frozen=True)
class Ended:
    """Returned or withdrawn after reception, with how many of them after the due date."""

    total: int = 0
    late: int = 0


@dataclass(frozen=True)
class Figures:
    """All figures of one level over one period, as `ontime --json` names them. Numbers of dossiers."""

    received: Received = field(default_factory=Received)
    carried_over: int = 0
    reopened: int = 0
    moved: int = 0
    resolved: Resolved = field(default_factory=Resolved)
    pending: Pending = field(default_factory=Pending)
    returned: Ended = field(default_factory=Ended)
    withdrawn: Ended = field(default_factory=Ended)
    submitted_unanswered: int = 0
    first_answer_late: int = 0

    @property
    def on_time_rate(self) -> Decimal | None:
        """Percent of what was resolved that was resolved early or on time; None when nothing was resolved."""
        return percent(self.resolved.early + self.resolved.on_time, self.resolved.total)

    @property
    def online_rate(self) -> Decimal | None:
        """Percent of receptions that came online, assisted ones included; None when nothing was received."""
        return percent(self.received.online, self.received.total)

    @property
    def came_in(self) -> int:
        """Left side of the check sum: carried over + received + reopened + moved."""
        return self.carried_over + self.received.total + self.reopened + self.moved

    @property
    def accounted_for(self) -> int:
        """Right side of the check sum: resolved + returned + withdrawn + pending."""
        return self.resolved.total + self.returned.total + self.withdrawn.total + self.pending.total

    @property
    def balances(self) -> bool:
        return self.came_in == self.accounted_for

    def value(self, key: str) -> int:
        """The number of a definition by its dotted key, such as "resolved.early"."""
        group, _dot, name = key.partition(".")
        found = getattr(self, group)
        return int(getattr(found, name) if name else found)

    def as_json(self) -> dict[str, Any]:
        """The document of one level: whole numbers, rates as numbers in percent or null."""
        return {**asdict(self), "on_time_rate": _number(self.on_time_rate), "online_rate": _number(self.online_rate)}


def percent(part: int, whole: int) -> Decimal | None:
    """`part` of `whole` in percent with 2 decimals; None of nothing. 99.999 stays 99.99: 100 means all of them."""
    if not whole:
        return None
    rate = (Decimal(100) * part / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Decimal("99.99") if part < whole and rate >= 100 else rate


def _number(rate: Decimal | None) -> float | None:
    return None if rate is None else float(rate)


_COUNTED_BY: Mapping[Measure, Sequence[tuple[str, Definition, int]]] = {
    measure: [(key, one, one.terms[measure]) for key, one in DEFINITIONS.items() if measure in one.terms]
    for measure in Measure
}


def by_level(rows: Iterable[Row]) -> dict[str, Figures]:
    """The figures of every level and of their total, from added-up bookings."""
    numbers: dict[str, dict[str, int]] = {level: dict.fromkeys(DEFINITIONS, 0) for level in LEVELS}
    for row in rows:
        for key, definition, sign in _COUNTED_BY[row.measure]:
            if definition.takes(row):
                counted = sign * int(getattr(row, definition.window))
                numbers[row.level][key] += counted
                numbers[TOTAL][key] += counted
    return {level: _figures(found) for level, found in numbers.items()}


_GROUPS = {"received": Received, "resolved": Resolved, "pending": Pending, "returned": Ended, "withdrawn": Ended}


def _figures(numbers: Mapping[str, int]) -> Figures:
    parts: dict[str, dict[str, int]] = {}
    single: dict[str, int] = {}
    for key, number in numbers.items():
        group, _dot, name = key.partition(".")
        if name:
            parts.setdefault(group, {})[name] = number
        else:
            single[group] = number
    return Figures(**{group: _GROUPS[group](**found) for group, found in parts.items()}, **single)  # type: ignore[arg-type]

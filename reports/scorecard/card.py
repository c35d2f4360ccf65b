"""The scorecard of one place and period as one read model, from which page, sheet and printed form are made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from policies.catalogue import Confidence, PolicyKey
from policies.queries import PolicyLine, overview
from reports.measures import TOTAL
from reports.pages import behind_address
from reports.queries import Scope
from reports.statutory.table import Cell

from .catalogue import BANDS, BY_NUMBER, GROUPS, ITEMS, OWNERS, TONES, Item, Owner
from .counting import COUNTS, Counted, facts_of
from .scoring import Highest, Number, Reached, added, band_of, highest_of, points_of, rate_of, score

ALL_OF_THEM = 100  # percent
PAYMENT = "3.6"  # the item whose rate for the full score is a policy of its own: it is not known


@dataclass(frozen=True)
class Band:
    name: Any
    tone: str


@dataclass(frozen=True)
class Row:
    """One item. `highest` None: for information. `why` says why there is no rate."""

    item: Item
    part: Number | None
    whole: Number | None
    part_href: str
    whole_href: str
    rate: Decimal | None
    full_at: int
    full_known: str
    highest: Highest | None
    reached: Reached
    band: Band | None
    known: str
    why: str
    remark: str

    @property
    def points(self) -> Decimal | None:
        return self.reached.points

    @property
    def written(self) -> dict[str, str]:
        """The numbers as people read them; a dash where there is none."""
        numbers = {
            "part": self.part,
            "whole": self.whole,
            "rate": self.rate,
            "highest": self.highest.points if self.highest else None,
            "points": self.points,
        }
        return {name: Cell(number).written for name, number in numbers.items()}


@dataclass(frozen=True)
class Group:
    """`number` 0: the total. `share`: points in percent of what could be counted."""

    number: int
    name: Any
    reached: Reached
    band: Band | None

    @property
    def share(self) -> Decimal | None:
        return self.reached.share

    @property
    def written(self) -> dict[str, str]:
        """The numbers as people read them; a dash where there is none."""
        reached = self.reached
        numbers = {
            "highest": reached.highest,
            "counted": reached.counted,
            "points": reached.points,
            "share": self.share,
        }
        return {name: Cell(number).written for name, number in numbers.items()}


@dataclass(frozen=True)
class Card:
    groups: Sequence[Group]
    total: Group
    rows: Sequence[Row]
    errors: Sequence[str]
    lowest: Sequence[int]
    lowest_known: str
    late_href: str
    late: int

    @property
    def sections(self) -> list[tuple[Owner, Any, list[Row]]]:
        """The items by who can change them."""
        return [(owner, name, [row for row in self.rows if row.item.owner is owner]) for owner, name in OWNERS.items()]

    @property
    def not_counted(self) -> list[Row]:
        """Items that would give points, but had nothing to divide."""
        return [row for row in self.rows if row.highest is not None and row.points is None]

    @property
    def is_provisional(self) -> bool:
        """Whether some highest score is not known."""
        return any(row.highest is not None and not row.highest.is_set for row in self.rows)


@dataclass(frozen=True)
class Rules:
    """What the policies say on the last day of the report."""

    lines: Mapping[PolicyKey, PolicyLine]

    def numbers(self, key: PolicyKey) -> tuple[int, ...]:
        return tuple(self.lines[key].value)

    def known(self, key: PolicyKey) -> str:
        """The tag that says how well a policy is known."""
        return f"[{self.lines[key].confidence}]"

    def full_at(self, item: Item) -> tuple[int, str]:
        """The rate that gives the highest score, and how well it is known, "" for all of them."""
        if item.number == PAYMENT:
            return int(self.lines[PolicyKey.KPI_TARGET_PAYMENT].value), self.known(PolicyKey.KPI_TARGET_PAYMENT)
        if item.target is None:
            return ALL_OF_THEM, ""
        return self.numbers(PolicyKey.KPI_TARGETS)[item.target], self.known(PolicyKey.KPI_TARGETS)

    def highest(self) -> dict[str, Highest]:
        """By number of the item."""
        found: dict[str, Highest] = {}
        for group, most in zip(GROUPS, self.numbers(PolicyKey.KPI_WEIGHTS), strict=True):
            keys = {item.number: item.weight for item in ITEMS if item.weight and item.group == group}
            known = {number: self.lines[key].value for number, key in keys.items()}
            found |= highest_of(most, known, {number: str(self.lines[key].confidence) for number, key in keys.items()})
        return found


def card_of(scope: Scope, query: Mapping[str, str]) -> Card:
    """The number of statements does not depend on the number of dossiers."""
    rules = Rules({line.key: line for line in overview(on=scope.until)})
    facts, lowest, highest = facts_of(scope), rules.numbers(PolicyKey.KPI_BANDS), rules.highest()
    rows = [_row(item, COUNTS[item.number](facts), highest.get(item.number), rules, query) for item in ITEMS]
    most = dict(zip(GROUPS, rules.numbers(PolicyKey.KPI_WEIGHTS), strict=True))
    groups = [
        _group(
            number,
            name,
            added([row.reached for row in rows if row.item.group == number], score(most[number])),
            lowest,
        )
        for number, name in GROUPS.items()
    ]
    whole = added([group.reached for group in groups], score(sum(most.values())))
    return Card(
        groups=groups,
        total=_group(0, _("Total"), whole, lowest),
        rows=rows,
        errors=_errors(most, highest),
        lowest=lowest,
        lowest_known=rules.known(PolicyKey.KPI_BANDS),
        late_href=behind_address("kpi.2_1.late", TOTAL, query) if facts.late else "",
        late=facts.late,
    )


def _row(item: Item, counted: Counted, highest: Highest | None, rules: Rules, query: Mapping[str, str]) -> Row:
    rate, (full_at, full_known) = rate_of(counted.part, counted.whole), rules.full_at(item)
    points = points_of(rate, full_at, highest.points) if highest else None
    most = highest.points if highest else Decimal(0)
    reached = Reached(most, most if points is not None else Decimal(0), points)
    return Row(
        item=item,
        part=counted.part,
        whole=counted.whole,
        part_href=_opened(counted.part, counted.part_key, query),
        whole_href=_opened(counted.whole, counted.whole_key, query),
        rate=rate,
        full_at=full_at,
        full_known=full_known,
        highest=highest,
        reached=reached,
        band=_band(reached.share, rules.numbers(PolicyKey.KPI_BANDS)),
        known=_known(highest),
        why=counted.why if rate is not None or counted.why else _("Nothing to divide in this period."),
        remark=" ".join(part for part in (str(item.remark), counted.remark) if part),
    )


def _opened(number: Number | None, key: str, query: Mapping[str, str]) -> str:
    return behind_address(key, TOTAL, query) if number and key else ""


def _known(highest: Highest | None) -> str:
    """How well the highest score is known."""
    if highest is None:
        return ""
    if not highest.is_set:
        return _("[%(tag)s] unknown, set by the province; divided evenly") % {"tag": highest.confidence}
    return f"[{highest.confidence}] {Confidence(highest.confidence).label}"


def _group(number: int, name: Any, reached: Reached, lowest: Sequence[int]) -> Group:
    return Group(number, name, reached, _band(reached.share, lowest))


def _band(share: Decimal | None, lowest: Sequence[int]) -> Band | None:
    place = band_of(share, lowest)
    return None if place is None else Band(BANDS[place], TONES[place])


def _errors(most: Mapping[int, int], highest: Mapping[str, Highest]) -> list[str]:
    """Groups whose items do not add up to the score of the group: the policies contradict each other."""
    found = []
    for group, points in most.items():
        items = sum((one.points for number, one in highest.items() if BY_NUMBER[number].group == group), Decimal(0))
        if items != points:
            words = _("The highest scores of the items of group %(group)s add up to %(items)s, not %(points)s.")
            found.append(words % {"group": group, "items": items, "points": points})
    return found

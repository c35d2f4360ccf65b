"""Across boundaries: received here for others, by others for us, with the times of the ways and the late minutes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centers.models import Center, Unit, UnitKind
from common.spreadsheet import Kind
from reports.facets import ACROSS
from reports.measures import TOTAL, By, Figures
from reports.queries import account

from .asked import Asked
from .crossing import LATEST, Side, Ways, by_others, for_others, hours, returned_elsewhere
from .parts import agreement, counted, opening, sum_of
from .table import Cell, Head, Line, Note, Table

SOURCE = gettext_lazy("Decree 118/2025/NĐ-CP, article 14; Circular 03/2025/TT-VPCP, form 06")
FIGURES = ("received.total", "resolved.total", "resolved.late", "pending.total", "pending.overdue")
SUMMED = (1, 2, 3, 4, 5, 7, 8, 10)  # columns: the figures and the late minutes
KINDS = ("commune", "province", "agency")  # of authorities that a center receives for


@dataclass(frozen=True)
class Block:
    """Places of one kind, and the word of `facets.ACROSS` that opens the dossiers of all of them."""

    across: str
    others: Sequence["Other"]

    @property
    def name(self) -> str:
        return str(ACROSS[self.across][0])


@dataclass(frozen=True)
class Other:
    """The other place of a line: where its dossiers are opened, and what the line is called."""

    name: str
    figures: Figures
    ways: Ways | None  # None where nothing crossed a boundary
    query: Mapping[str, str]
    narrowed: Mapping[str, int]


def across_boundaries(asked: Asked) -> Table:
    """Of one center. Ten statements, whatever there is."""
    center = asked.scope.center
    assert center is not None
    theirs, ours = for_others(asked.scope, center), by_others(asked.scope, center)
    here, decided = ({**asked.query, "by": by.value, "center": center.slug} for by in (By.RECEIVING, By.DECIDING))
    lines = _part(0, _("Received here in all"), _blocks(center, theirs, here), here)
    lines += _part(len(lines), _("Decided here in all"), _blocks_of_ours(center, ours, decided), decided)
    checks, errors = _checks(asked, center, theirs, ours)
    notes = (_note(returned_elsewhere(asked.scope, center), here),)
    return Table(_("Across boundaries"), "", _heads(), lines, notes, errors, checks, SOURCE, _how())


def _note(elsewhere: int, query: Mapping[str, str]) -> Note:
    words = _("Received here, result wanted at another center: %(number)s") % {"number": elsewhere}
    return Note(words, opening("received.total", query, across="returned") if elsewhere else "")


def _heads() -> tuple[Head, ...]:
    return (
        Head(_("Authority or center"), 44, is_number=False),
        Head(_("Received in the period")),
        Head(_("Resolved in the period")),
        Head(_("after the due date")),
        Head(_("Pending at the end")),
        Head(_("past the due date")),
        Head(_("Way there, hours (median)"), kind=Kind.DECIMAL),
        Head(_("Late minutes before")),
        Head(_("Late minutes where it is decided")),
        Head(_("Way back, hours (median)"), kind=Kind.DECIMAL),
        Head(_("Late minutes after")),
    )


def _blocks(center: Center, side: Side, query: Mapping[str, str]) -> list[Block]:
    """What was received here: for others by their kind, and for the unit of the center itself."""
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=side.figures).order_by("name_sort", "pk")}

    def others(takes: Callable[[Unit], bool]) -> list[Other]:
        found = [unit for unit in units.values() if takes(unit) and not _is_empty(side, unit.pk)]
        return [
            Other(
                unit.name,
                side.figures[unit.pk],
                None if unit.pk == center.unit_id else side.ways.get(unit.pk, Ways()),
                query,
                {"unit": unit.pk},
            )
            for unit in found
        ]

    blocks = [
        Block(kind, others(lambda unit, kind=kind: unit.pk != center.unit_id and _kind(unit) == kind))  # type: ignore[misc]
        for kind in KINDS
    ]
    return [*blocks, Block("own", others(lambda unit: unit.pk == center.unit_id))]


def _kind(unit: Unit) -> str:
    if unit.kind == UnitKind.COMMUNE:
        return "commune"
    return "agency" if unit.kind == UnitKind.AGENCY else "province"


def _blocks_of_ours(center: Center, side: Side, query: Mapping[str, str]) -> list[Block]:
    """What is decided here: received by other centers, and by the center itself."""
    centers = Center.objects.filter(pk__in=side.figures).select_related("unit").order_by("unit__name_sort", "pk")
    found = [
        (
            one.pk,
            Other(
                one.name,
                side.figures[one.pk],
                None if one.pk == center.pk else side.ways.get(one.pk, Ways()),
                query,
                {"desk": one.pk},
            ),
        )
        for one in centers
        if not _is_empty(side, one.pk)
    ]
    return [
        Block("by_others", [other for pk, other in found if pk != center.pk]),
        Block("own", [other for pk, other in found if pk == center.pk]),
    ]


def _is_empty(side: Side, place: int) -> bool:
    return not any(side.figures[place].value(key) for key in FIGURES)


def _part(start: int, words: str, blocks: Sequence[Block], query: Mapping[str, str]) -> list[Line]:
    """The blocks of one part of the table, which begins at line `start`, and their total."""
    lines: list[Line] = []
    tops: list[Line] = []
    places: list[int] = []
    for block in blocks:
        places.append(start + len(lines))
        below = [_line(other) for other in block.others]
        first = places[-1] + 1
        head = _sums(block.name, below, range(first, first + len(below)), {**query, "across": block.across})
        tops.append(replace(head, is_group=True))
        lines += [tops[-1], *below]
    return [*lines, replace(_sums(words, tops, places, query), is_total=True)]


def _line(other: Other) -> Line:
    ways = other.ways
    figures = [counted(other.figures.value(key), opening(key, other.query, **other.narrowed)) for key in FIGURES]
    if ways is None:
        return Line((Cell(f"– {other.name}"), *figures, *[Cell(None)] * 5))
    times = (
        Cell(_decimal(hours(ways.there))),
        Cell(ways.late_before),
        Cell(ways.late_deciding),
        Cell(_decimal(hours(ways.back))),
        Cell(ways.late_after),
    )
    return Line((Cell(f"– {other.name}"), *figures, *times))


def _sums(name: str, lines: Sequence[Line], places: Sequence[int], query: Mapping[str, str]) -> Line:
    """What some lines of the table, at these `places`, add up to; their figures open the dossiers of all."""
    cells = [Cell(name)]
    for column in range(1, 11):
        if column not in SUMMED:
            cells.append(Cell(""))
            continue
        values = [line.cells[column].value for line in lines]
        href = opening(FIGURES[column - 1], query) if column <= len(FIGURES) else ""
        cells.append(sum_of(column, places, sum(value for value in values if isinstance(value, int)), href))
    return Line(tuple(cells))


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _checks(asked: Asked, center: Center, theirs: Side, ours: Side) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The places together are the figures of the center, counted both ways."""
    found = []
    for by, side, words in (
        (By.RECEIVING, theirs, _("All deciding authorities = received at this center")),
        (By.DECIDING, ours, _("All centers = received for this commune")),
    ):
        whole = account(replace(asked.scope, by=by)).figures[TOTAL].received.total
        found.append(agreement(words, sum(one.received.total for one in side.figures.values()), whole))
    return tuple(line for line, _error in found), tuple(error for _line, error in found if error)


def _how() -> tuple[str, ...]:
    words: Sequence[Any] = (
        _("Received here for others: the center received it, another authority decides; it counts once for each."),
        _("Both parts of the table are of this center and its commune: the one receives, the other decides."),
        _("Way there: working hours from handing over to the confirmation where it is decided; way back: to the desk."),
        _("Late minutes: working minutes beyond the share of a step, for whoever had it, with the time on the way."),
        _("Times and minutes are of the latest %(number)s endings of each part; the figures are of all dossiers.")
        % {"number": LATEST},
        _("What was taken over or played from a published example is in no time: its hours are not known here."),
    )
    return tuple(map(str, words))

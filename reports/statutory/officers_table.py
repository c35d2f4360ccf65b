"""By officer: what came to whom, what it became, and how long it took. Alphabetical; nobody is ranked."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.spreadsheet import Kind
from reports.groups import to_do_of
from reports.left_out import LeftOut, left_out
from reports.measures import TOTAL, Figures
from reports.officers import APPLICANTS, Work, work_of
from reports.queries import account

from .asked import Asked
from .parts import agreement, counted, opening, sum_of
from .table import Cell, Head, Line, Table

SOURCE = gettext_lazy("Circular 01/2020/TT-VPCP; Circular 03/2025/TT-VPCP")
FIGURES = {
    "received": "received.total",
    "in_hand": "received.total",
    "resolved": "resolved.total",
    "late": "resolved.late",
    "ended": "ended.total",
}
SUMMED = (*FIGURES, "to_do", "overdue")
"""Columns after the name, in their order; then the two durations."""


def by_officer(asked: Asked) -> Table:
    people = work_of(asked.scope, asked.at)
    lines = [_line(one, asked.query) for one in people]
    sums = [
        sum_of(place, range(len(lines)), _sum(people, name), _opening_of_all(name, asked.query))
        for place, name in enumerate(SUMMED, start=1)
    ]
    sums[SUMMED.index("in_hand")] = Cell("")  # several had the same dossier in hand
    lines.append(Line((Cell(_("Total")), *sums, Cell(""), Cell("")), is_total=True))
    checks, errors = _checks(people, account(asked.scope).figures[TOTAL])
    return Table(_("By officer"), "", _heads(), tuple(lines), (), errors, checks, SOURCE, _how(left_out(asked.scope)))


def _heads() -> tuple[Head, ...]:
    return (
        Head(_("Officer"), 30, is_number=False),
        Head(_("Codes given")),
        Head(_("Had in hand")),
        Head(_("Resolved in the period")),
        Head(_("after the due date")),
        Head(_("Returned or withdrawn")),
        Head(_("To do now")),
        Head(_("late now")),
        Head(_("Median, days"), kind=Kind.DECIMAL),
        Head(_("Nine of ten within, days"), kind=Kind.DECIMAL),
    )


def _line(one: Work, query: Mapping[str, str]) -> Line:
    name, who = _person(one)
    numbers = [
        counted(getattr(one, column), opening(figure, query, **({"hand": one.pk or 0} if column == "in_hand" else who)))
        for column, figure in FIGURES.items()
    ]
    return Line(
        (
            Cell(name),
            *numbers,
            Cell(one.to_do, to_do_of(one, query).href),
            Cell(one.overdue, to_do_of(one, query, late=True).href),
            Cell(_days(one.median)),
            Cell(_days(one.most)),
        )
    )


def _person(one: Work) -> tuple[str, dict[str, str | int]]:
    """The name of a line, and what narrows a figure down to what this person recorded."""
    if one.pk is None:
        return _("the system by itself"), {"nobody": "system"}
    if one.pk == APPLICANTS:
        return _("the applicants themselves"), {"nobody": "applicant"}
    return one.name, {"officer": one.pk}


def _opening_of_all(name: str, query: Mapping[str, str]) -> str:
    if name in FIGURES:
        return opening(FIGURES[name], query)
    late = {"late": "1"} if name == "overdue" else {}
    return f"{reverse('reports:at_work')}?{urlencode({**query, **late})}"


def _days(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(round(value, 1)))


def _sum(people: Sequence[Work], name: str) -> int:
    return sum(int(getattr(one, name)) for one in people)


def _checks(people: Sequence[Work], total: Figures) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the people did is what the figures of the place say."""
    found = [
        agreement(_("All officers = received in the period"), _sum(people, "received"), total.received.total),
        agreement(_("All officers = resolved in the period"), _sum(people, "resolved"), total.resolved.total),
        agreement(_("All officers = resolved late"), _sum(people, "late"), total.resolved.late),
        agreement(
            _("All officers = returned + withdrawn"),
            _sum(people, "ended"),
            total.returned.total + total.withdrawn.total,
        ),
    ]
    return tuple(line for line, _error in found), tuple(error for _line, error in found if error)


def _how(gone: LeftOut) -> tuple[str, ...]:
    words: Sequence[Any] = (
        _(
            "In alphabetical order: how much lies with whom and how long it takes, not who is better."
            " Procedures differ."
        ),
        _("Codes given, resolved, returned or withdrawn: who recorded it, in the period."),
        _("What people withdrew online themselves is one line together; nobody of them is named."),
        _("Had in hand: of the dossiers received in the period, those that this person took over at some step."),
        _("To do now, late now: what is assigned to this person at this moment, not at the end of the period."),
        _("Days: calendar days from reception to result; half, and nine of ten, of what was resolved took no longer."),
        _(
            "Not in the days, because their hours are not known here: %(taken_over)s taken over from another system,"
            " %(played)s of a published example."
        )
        % {"taken_over": gone.taken_over, "played": gone.played},
    )
    return tuple(map(str, words))

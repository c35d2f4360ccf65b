"""What people say: ratings by question, petitions by their timers. No text, no sender, no dossier stands in them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.spreadsheet import Kind
from feedback.actions import limits_on
from feedback.models import Contacts, Grade
from feedback.ratings import Grades, grades_of
from feedback.timers import Kept, Timers, timers_of
from policies.catalogue import PolicyKey
from policies.queries import number

from .asked import Asked
from .parts import agreement, row_sum, share
from .table import Cell, Head, Line, Table

RATED = gettext_lazy("Decision 766/QĐ-TTg; Decree 118/2025/NĐ-CP")
PETITIONS = gettext_lazy("Decision 766/QĐ-TTg, item 5.2; Circular 02/2017/TT-VPCP")
NAMES = {
    "overall": gettext_lazy("All in all"),
    "attitude": gettext_lazy("Attitude of staff"),
    "contacts": gettext_lazy("How often one had to come"),
}
BEST, MIDDLE, WORST = 2, 1, 0


def ratings(asked: Asked) -> Table:
    """Three questions of three grades; shown from policy rating.least_shown answers on."""
    scope = asked.scope
    found = grades_of(scope.of_ratings, first=scope.start, last=scope.until, at=asked.at)
    least = number(PolicyKey.RATING_LEAST_SHOWN, on=scope.until)
    checks, errors = _rating_checks(found)
    how: Sequence[Any] = (
        _("Ratings are anonymous and kept by month: every month that the period touches counts whole."),
        _("Shares and means are shown from %(least)s answers on, so that nobody can be recognised.") % {"least": least},
        _("The mean goes from 0 (worst) to 2 (best). What the system knows itself is not asked."),
        _("Best: very satisfied, or one visit was enough; middle: satisfied, or two visits; worst: the third answer."),
    )
    heads = (
        Head(_("Question"), 36, is_number=False),
        Head(_("Answers")),
        Head(_("Mean (0 to 2)"), kind=Kind.DECIMAL),
        Head(f"{Grade.VERY_SATISFIED.label} / {Contacts.ONCE.label}"),
        Head(f"{Grade.SATISFIED.label} / {Contacts.TWICE.label}"),
        Head(f"{Grade.NOT_SATISFIED.label} / {Contacts.MORE.label}"),
        Head(_("Share of the best two"), kind=Kind.PERCENT),
    )
    lines = [_rated(place, one) for place, one in enumerate(found)]
    return Table(_("Ratings"), "", heads, lines, (), errors, checks, RATED, tuple(map(str, how)))


def _rated(place: int, one: Grades) -> Line:
    name = Cell(str(NAMES[one.question]))
    if one.by_value is None:
        return Line((name, Cell(one.count), *[Cell(None)] * 5))
    best, middle, worst = (one.by_value[value] for value in (BEST, MIDDLE, WORST))
    at = f"[{place}]"
    mean = None if one.mean is None else Decimal(f"{one.mean:.2f}")
    return Line(
        (
            name,
            row_sum((3, 4, 5), place, one.count),
            Cell(mean, formula=f'=IF(B{at}=0,"–",ROUND((2*D{at}+E{at})/B{at},2))'),
            Cell(best),
            Cell(middle),
            Cell(worst),
            share(best + middle, one.count, f"(D{at}+E{at})", f"B{at}"),
        )
    )


def _rating_checks(found: Sequence[Grades]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    rows = [
        agreement(
            _("Best + middle + worst = answers, %(question)s") % {"question": NAMES[one.question]},
            sum(one.by_value.values()),
            one.count,
        )
        for one in found
        if one.by_value is not None
    ]
    return tuple(line for line, _error in rows), tuple(error for _line, error in rows if error)


def petitions(asked: Asked) -> Table:
    """Each timer: done in the period, or waiting at its end."""
    scope, limits = asked.scope, limits_on(asked.at)
    found = timers_of(scope.centers, first=scope.start, last=scope.until, at=asked.at)
    steps: Sequence[tuple[str, int | None, Kept]] = (
        (_("Petition answered"), limits.answer, found.answered),
        (_("Petition refused"), limits.refuse, found.refused),
        (_("Sender asked to complete it"), limits.complete, found.asked),
        (_("Answer published"), limits.publish, found.published),
        (_("Not answered at the end"), limits.answer, found.unanswered),
        (_("Answered, not published at the end"), limits.publish, found.unpublished),
    )
    came = (
        Line(
            (Cell(_("Not answered before the period")), Cell(""), Cell(found.open_before), Cell(""), Cell(""), Cell(""))
        ),
        Line((Cell(_("Came in the period")), Cell(""), Cell(found.received), Cell(""), Cell(""), Cell(""))),
    )
    lines = [*came, *(_step(place, *step) for place, step in enumerate(steps, start=len(came)))]
    heads = (
        Head(_("Step"), 40, is_number=False),
        Head(_("Working days allowed")),
        Head(_("Petitions")),
        Head(_("in time")),
        Head(_("late")),
        Head(_("Share in time"), kind=Kind.PERCENT),
    )
    how: Sequence[Any] = (
        _("A step counts on its own day; waiting ones at the end of the period, or now."),
        _("Late is a matter of dates. While the sender is waited for, the time to answer stands still."),
        _("Petitions count at the center they were sent to: nobody else decides about them."),
    )
    line, error = _balance(found)
    errors = (error,) if error else ()
    return Table(_("Petitions by timer"), "", heads, lines, (), errors, (line,), PETITIONS, tuple(map(str, how)))


def _step(place: int, name: str, days: int | None, kept: Kept) -> Line:
    at = f"[{place}]"
    return Line(
        (
            Cell(name),
            Cell(days),
            row_sum((3, 4), place, kept.number),
            Cell(kept.in_time),
            Cell(kept.late),
            share(kept.in_time, kept.number, f"D{at}", f"C{at}"),
        )
    )


def _balance(found: Timers) -> tuple[str, str]:
    return agreement(
        _("Answered + not accepted + not answered at the end = not answered before + came"),
        found.answered.number + found.refused.number + found.unanswered.number,
        found.open_before + found.received,
    )

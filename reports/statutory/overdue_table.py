"""The overdue list: every late dossier on a line, paged on screen and streamed into the file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import shorten
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.clock import local_date
from common.spreadsheet import Kind
from dossiers.measures import Measure
from reports import labels, letters
from reports.measures import LETTERS, TOTAL, LetterFate
from reports.queries import account

from .asked import Asked
from .overdue import Causes, Late, Lost, late_ones
from .parts import agreement, letter, opening
from .table import Cell, Head, Line, Note, Table

SOURCE = gettext_lazy("Decree 118/2025/NĐ-CP; Circular 03/2025/TT-VPCP, form 04")
CHUNK = 500  # lines that are read at a time
LONGEST_STEP = 90  # letters; some processes tell whole paragraphs
COUNTS, DAYS = 9, 10  # columns that are added up

HOW: Mapping[Measure, Any] = {
    Measure.LATE: gettext_lazy("resolved late"),
    Measure.RETURNED_LATE: gettext_lazy("returned late"),
    Measure.WITHDRAWN_LATE: gettext_lazy("withdrawn late"),
    Measure.OVERDUE: gettext_lazy("open and overdue"),
}
FIGURES: Mapping[str, Any] = {
    "resolved.late": HOW[Measure.LATE],
    "returned.late": HOW[Measure.RETURNED_LATE],
    "withdrawn.late": HOW[Measure.WITHDRAWN_LATE],
    "pending.overdue": HOW[Measure.OVERDUE],
}


def overdue(asked: Asked) -> Table:
    """Everything but the lines: headings, check sums against the page of leaders, notes."""
    figures, fates = account(asked.scope).figures[TOTAL], letters.letters(asked.scope)[TOTAL]
    numbers = {key: figures.value(key) for key in FIGURES}
    whole = sum(numbers.values())
    by_letter = sum(fates.value(key) for key in LETTERS)
    words = " + ".join(f"{words} {numbers[key]}" for key, words in FIGURES.items())
    line, error = agreement(_("With, without and apart from form 04 = late dossiers"), by_letter, whole)
    checks = (_("Late dossiers: %(sum)s") % {"sum": f"{words} = {whole}"}, line)
    notes = [_opened(key, number, asked.query) for key, number in ((key, fates.value(key)) for key in LETTERS)]
    return Table(
        _("Late dossiers with causes"), "", _heads(), (), (*notes,), (error,) if error else (), checks, SOURCE, _how()
    )


def _opened(key: str, number: int, query: Mapping[str, str]) -> Note:
    return Note(f"{labels.full(key)}: {number}", opening(key, query) if number else "")


def _heads() -> tuple[Head, ...]:
    return (
        Head(_("Code"), 24, is_number=False),
        Head(_("Procedure"), 40, is_number=False, is_below=True),
        Head(_("Deciding office"), 24, is_number=False),
        Head(_("Officer"), 20, is_number=False, is_below=True),
        Head(_("Received"), 12, is_number=False, kind=Kind.DAY),
        Head(_("Due"), 12, is_number=False, kind=Kind.DAY, is_below=True),
        Head(_("Ended"), 12, is_number=False, kind=Kind.DAY, is_below=True),
        Head(_("Late how"), 16, is_number=False, is_below=True),
        Head(_("Form 04"), 18, is_number=False),
        Head(_("Counts"), 8, is_shown=False),
        Head(_("Working days late"), 10),
        Head(_("Where time was lost"), 34, is_number=False),
        Head(_("Recorded causes"), 40, is_number=False),
    )


def lines(asked: Asked, rows: Iterable[Mapping[str, Any]]) -> list[Line]:
    """A page of the list."""
    return [_line(one) for one in late_ones(asked, rows)]


def streamed(asked: Asked, rows: Iterable[Mapping[str, Any]]) -> Iterator[Line]:
    """All lines, some hundred at a time, and their live sums."""
    counts = days = number = 0
    for chunk in _chunks(rows):
        for one in late_ones(asked, chunk):
            counts, days, number = counts + one.times, days + one.days, number + 1
            yield _line(one)
    if number:
        yield _sums(counts, days, number)


def _chunks(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    chunk: list[Mapping[str, Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _sums(counts: int, days: int, number: int) -> Line:
    def total(column: int, value: int) -> Cell:
        return Cell(value, formula=f"=SUM({letter(column)}[0]:{letter(column)}[{number - 1}])")

    blank = [Cell("")] * (COUNTS - 1)
    return Line((Cell(_("Total")), *blank, total(COUNTS, counts), total(DAYS, days), Cell(""), Cell("")), is_total=True)


def _line(one: Late) -> Line:
    href = reverse("dossiers:dossier", args=[one.dossier]) if one.is_visible else ""
    return Line(
        (
            Cell(one.code, href),
            Cell(one.procedure),
            Cell(one.office),
            Cell(one.officer),
            Cell(one.received_on),
            Cell(one.due_on),
            Cell(one.ended_on or "–"),
            Cell(str(HOW[one.measure])),
            Cell(_letter_words(one)),
            Cell(one.times),
            Cell(one.days),
            Cell(_lost_words(one.lost)),
            Cell("; ".join(_cause_words(one.causes)) or _("none recorded")),
        )
    )


def _letter_words(one: Late) -> str:
    match one.letter:
        case LetterFate.EXEMPT:
            return _("not known here")
        case LetterFate.ISSUED:
            return _("sent %(day)s") % {"day": f"{one.letter_on:%d/%m/%Y}"} if one.letter_on else _("sent")
    return _("missing")


def _lost_words(lost: Lost | None) -> str:
    if lost is None:
        return ""
    step = shorten(lost.step, LONGEST_STEP, placeholder="…")
    where = step if lost.step == lost.office else f"{step} ({lost.office})"
    took = _("%(hours)s h") % {"hours": number_format(lost.hours, 1)}
    if not lost.over:
        return f"{where}: {took}"
    return f"{where}: {took}, " + _("%(hours)s h beyond its share") % {"hours": number_format(lost.over, 1)}


def _cause_words(causes: Causes) -> list[str]:
    words: list[str] = []
    if causes.cause:
        words.append(_("reason of form 04: %(cause)s") % {"cause": causes.cause.label})
    if causes.extended_to:
        words.append(_("new appointment %(day)s") % {"day": f"{local_date(causes.extended_to):%d/%m/%Y}"})
    if causes.pauses:
        numbers = {"number": causes.pauses, "days": causes.paused_days}
        words.append(_("pauses: %(number)s (working days touched: %(days)s)") % numbers)
    if causes.idle_pauses:
        words.append(_("of these begun after the due date: %(number)s") % {"number": causes.idle_pauses})
    if causes.supplements > 1:
        words.append(_("requests for papers: %(number)s") % {"number": causes.supplements})
    if causes.is_reopened:
        words.append(_("reopened"))
    return words


def _how() -> tuple[str, ...]:
    words: Sequence[Any] = (
        _("Late: what ended in the period after the day it was due, and what is open and overdue at its end, or now."),
        _(
            "Due date, end and pauses as they stood then."
            " Working days late are counted after the due date, without days off."
        ),
        _("Where time was lost: the step furthest beyond its share, in working hours; where none was, the longest."),
        _("Officer: who recorded the end, or who has it now; named only where you may open the dossier."),
        _(
            "Causes as recorded: class of reason of form 04, new appointment, pauses, reopening."
            " The letter lies with the dossier."
        ),
        _("Form 04 counts when issued by the end of the period; of what came from another system nobody knows here."),
    )
    return tuple(map(str, words))

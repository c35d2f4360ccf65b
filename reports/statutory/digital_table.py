"""Digitisation: results and papers that are digital, papers used again; each share with what it divides."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.spreadsheet import Kind
from reports import digital
from reports.measures import TOTAL
from reports.queries import account
from reports.scorecard import narrowed

from .asked import Asked
from .parts import agreement, counted, opening, share
from .table import Cell, Head, Line, Table

SOURCE = gettext_lazy("Circular 01/2023/TT-VPCP; Decision 766/QĐ-TTg, items 4.1–4.3")


def digitisation(asked: Asked) -> Table:
    """Numerators and denominators. Five statements."""
    scope, query = asked.scope, asked.query
    figures, results = account(scope).figures[TOTAL], digital.results(scope)
    parts, papers = narrowed.numbers(scope, figures), digital.papers(scope)
    resolved = counted(figures.resolved.total, opening("resolved.total", query))
    lines: list[Line] = [Line((Cell(_("Results of the period")), *[Cell("")] * 3), is_group=True)]
    for name, (words, _condition) in digital.RESULTS.items():
        href = opening("resolved.total", query, digital=name)
        lines.append(_line(len(lines), str(words), counted(results[name], href), resolved))
    for key, words in (
        ("kpi.4_2.part", _("every paper with a file, and a signed electronic result")),
        ("kpi.4_3.part", _("a digitised paper was used again")),
    ):
        lines.append(_line(len(lines), words, counted(parts[key], opening(key, query)), resolved))
    lines.append(Line((Cell(_("Papers of the dossiers received in the period")), *[Cell("")] * 3), is_group=True))
    for number, words in (
        (papers.filed, _("with a file")),
        (papers.described, _("scanned and described, to be used again")),
        (papers.reused, _("used again from an earlier dossier")),
    ):
        lines.append(_line(len(lines), words, Cell(number), Cell(papers.total)))
    line, error = agreement(
        _("Signed electronic results = item 4.1 of the scorecard"), results["signed"], parts["kpi.4_1.part"]
    )
    errors = (error,) if error else ()
    return Table(_("Digitisation"), "", _heads(), lines, (), errors, (line,), SOURCE, _how())


def _heads() -> tuple[Head, ...]:
    return (
        Head(_("What"), 56, is_number=False),
        Head(_("How many")),
        Head(_("Out of")),
        Head(_("Share"), kind=Kind.PERCENT),
    )


def _line(place: int, words: str, part: Cell, whole: Cell) -> Line:
    assert isinstance(part.value, int)
    assert isinstance(whole.value, int)
    at = f"[{place}]"
    return Line((Cell(f"– {words}"), part, whole, share(part.value, whole.value, f"B{at}", f"C{at}")))


def _how() -> tuple[str, ...]:
    words: Sequence[Any] = (
        _("Results by the day of the result, papers by the reception of their dossier; both in the period."),
        _("Signed means that the file carries a signature over all of it; nobody verified it."),
        _("Files, numbers and papers are looked at as they are now, so shares can still rise after the period."),
        _("Papers are what was handed in or supplied, one row of the checklist each; results are not among them."),
    )
    return tuple(map(str, words))

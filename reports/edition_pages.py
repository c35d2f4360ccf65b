"""Editions as their pages show them: a line in a list, the table of figures, and all there is to say of one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from . import editions, labels, queries
from .measures import LEVELS, By
from .models import Edition, NamedPeriod
from .periods import Period
from .reported import kind_of


@dataclass(frozen=True)
class EditionLine:
    """An edition in a list. `kind` is what people call its period, or its name; "" for days of choice."""

    edition: Edition
    place: str
    by_label: Any
    kind: Any
    is_only_vietnamese: bool  # the kind, whatever the language of the page
    received: int
    resolved: int
    on_time_rate: float | None
    online_rate: float | None


def lines_of(found: Iterable[Edition]) -> list[EditionLine]:
    """In their order. One statement, however many there are."""
    names = {(one.center_id, Period(one.start, one.end)): one for one in NamedPeriod.objects.all()}
    return [_line(edition, names) for edition in found]


def line_of(edition: Edition) -> EditionLine:
    return lines_of([edition])[0]


def _line(edition: Edition, names: Mapping[tuple[int | None, Period], NamedPeriod]) -> EditionLine:
    told, period = edition.figures["total"], Period(edition.start, edition.end)
    kind, named = kind_of(period), names.get((edition.center_id, period)) or names.get((None, period))
    return EditionLine(
        edition=edition,
        place=edition.center.name if edition.center else str(_("All centers")),
        by_label=labels.BY[By(edition.by)],
        kind=kind or (named.label if named else ""),
        is_only_vietnamese=not kind and named is not None and named.is_only_vietnamese,
        received=told["received"]["total"],
        resolved=told["resolved"]["total"],
        on_time_rate=told["on_time_rate"],
        online_rate=told["online_rate"],
    )


def whole(found: Edition) -> dict[str, Any]:
    """What both pages of an edition show: its figures, and all editions of the period, newest first."""
    return {
        "line": line_of(found),
        "table": table_of(found),
        "levels": [labels.LEVELS[level] for level in LEVELS],
        "earlier": lines_of(same_period(found)),
        "note": _note_on(found),
    }


def _note_on(found: Edition) -> str:
    """The footnote on replayed dossiers; what is replayed does not change."""
    return labels.note_on_post(queries.assumed_post(editions.scope_of(found)))


def same_period(found: Edition) -> QuerySet[Edition]:
    """All editions of the period, newest first."""
    same = Edition.objects.filter(center=found.center, by=found.by, start=found.start, end=found.end)
    return same.select_related("center__unit", "closed_by").order_by("-number")


@dataclass(frozen=True)
class TableLine:
    label: Any
    is_part: bool
    values: tuple[Any, ...]
    is_rate: bool = False


def table_of(found: Edition) -> list[TableLine]:
    """Every figure of an edition with one number per level, and the rates below."""
    numbers = [
        TableLine(label, labels.is_part(key), tuple(editions.value_in(found, level, key) for level in LEVELS))
        for key, label in labels.FIGURES.items()
    ]
    rates = [
        TableLine(label, False, tuple(editions.rate_in(found, level, key) for level in LEVELS), is_rate=True)
        for key, label in editions.RATES.items()
    ]
    return [*numbers, *rates]

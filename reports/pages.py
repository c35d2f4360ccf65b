"""Read models of the pages of leaders: lines of figures with their addresses, bars, presets, dossiers of a list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.text import mask_name
from dossiers.access import visible_to
from dossiers.models import Dossier, LedgerEntry

from . import labels, periods
from .honesty import Honesty
from .measures import LEVELS, TOTAL, Figures, Letters
from .models import NamedPeriod, RateSnapshot
from .periods import Period
from .queries import Account, Scope


@dataclass(frozen=True)
class Cell:
    """A number; `href` opens the dossiers behind it, empty where there are none; `has_note`: see below the table."""

    value: int
    href: str
    level: Any
    has_note: bool = False


@dataclass(frozen=True)
class Line:
    label: Any
    is_part: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class LevelSummary:
    """One column of the table: rates, check sum, and the rate that was computed last."""

    label: Any
    figures: Figures
    honesty: Honesty
    snapshot: RateSnapshot | None


@dataclass(frozen=True)
class Part:
    """A piece of a bar; `x` and `width` are percents as SVG wants them, `colour` a token of the design layer."""

    label: Any
    number: int
    colour: str
    x: str
    middle: str
    width: str
    is_wide: bool


@dataclass(frozen=True)
class Bar:
    label: Any
    total: int
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Preset:
    label: Any
    href: str
    is_current: bool
    is_official: bool = False  # a name in Vietnamese
    heading: Any = ""  # what several of them have in common


@dataclass(frozen=True)
class DossierLine:
    """A dossier of a list: the name masked and no address where the viewer may not see the dossier itself."""

    name: str
    href: str
    procedure: str
    owner: str
    received_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    status: str
    status_label: Any
    times: int
    submitted_at: datetime | None
    answer_due_at: datetime | None


PIECES = (
    ("resolved.early", _("resolved early"), "--green"),
    ("resolved.on_time", _("resolved on time"), "--blue"),
    ("resolved.late", _("resolved late"), "--red"),
    ("returned.total", _("returned"), "--grey"),
    ("withdrawn.total", _("withdrawn"), "--line-strong"),
    ("pending.within", _("pending within time"), "--amber"),
    ("pending.overdue", _("pending and overdue"), "--terracotta"),
)
WIDE = 7.0  # percent from which on a number fits into its piece


def lines(found: Mapping[str, Figures], query: Mapping[str, str], assumed_post: int) -> list[Line]:
    """The table of figures, every number with the address of its dossiers."""
    return [
        Line(
            label,
            labels.is_part(key),
            tuple(_cell(key, level, found[level], query, assumed_post) for level in LEVELS),
        )
        for key, label in labels.FIGURES.items()
    ]


def _cell(key: str, level: str, figures: Figures, query: Mapping[str, str], assumed_post: int = 0) -> Cell:
    value = figures.value(key)
    has_note = key == "received.post" and bool(value) and bool(assumed_post)
    return Cell(value, behind_address(key, level, query) if value else "", labels.LEVELS[level], has_note)


def letter_lines(found: Mapping[str, Letters], query: Mapping[str, str]) -> list[Line]:
    """Late dossiers with and without form 04, every number with the address of its dossiers."""
    return [
        Line(label, False, tuple(_letter_cell(key, level, found[level].value(key), query) for level in LEVELS))
        for key, label in labels.LETTERS.items()
    ]


def _letter_cell(key: str, level: str, value: int, query: Mapping[str, str]) -> Cell:
    return Cell(value, behind_address(key, level, query) if value else "", labels.LEVELS[level])


def behind_address(key: str, level: str, query: Mapping[str, str]) -> str:
    return f"{reverse('reports:behind')}?{urlencode({'figure': key, 'level': level, **query})}"


def overview_address(query: Mapping[str, str]) -> str:
    """The page of figures that asks the same."""
    return f"{reverse('reports:overview')}?{urlencode(query)}"


def total_address(key: str, total: Figures, query: Mapping[str, str]) -> str:
    """The dossiers behind a figure in total, "" where there are none."""
    return _cell(key, TOTAL, total, query).href


def summaries(account: Account, snapshots: Mapping[str, RateSnapshot]) -> list[LevelSummary]:
    return [
        LevelSummary(labels.LEVELS[level], account.figures[level], account.honesty[level], snapshots.get(level))
        for level in LEVELS
    ]


def snapshots_of(scope: Scope) -> dict[str, RateSnapshot]:
    """The last computed rates of exactly this report by level; empty where nothing is computed regularly."""
    if scope.within is not None:
        return {}
    rows = RateSnapshot.objects.filter(center=scope.center, period_start=scope.start, period_end=scope.end, by=scope.by)
    return {row.level: row for row in rows}


def bars(found: Mapping[str, Figures]) -> list[Bar]:
    """One bar per level that has dossiers: what became of all that came in, as parts of a hundred."""
    return [_bar(level, found[level]) for level in LEVELS if found[level].accounted_for]


def _bar(level: str, figures: Figures) -> Bar:
    parts, reached = [], Decimal(0)
    for key, label, colour in PIECES:
        number = figures.value(key)
        if number <= 0:
            continue
        width = Decimal(100 * number) / figures.accounted_for
        parts.append(
            Part(
                label=label,
                number=number,
                colour=colour,
                x=f"{reached:.3f}%",
                middle=f"{reached + width / 2:.3f}%",
                width=f"{width:.3f}%",
                is_wide=float(width) >= WIDE,
            )
        )
        reached += width
    return Bar(labels.LEVELS[level], figures.accounted_for, tuple(parts))


def pieces(total: Figures, query: Mapping[str, str]) -> list[tuple[str, Line]]:
    """The table beside the bars: colour, and the number in total."""
    return [(colour, Line(label, False, (_cell(key, TOTAL, total, query),))) for key, label, colour in PIECES]


def presets(today: date, query: Mapping[str, str], named: Iterable[NamedPeriod], address: str = "") -> list[Preset]:
    """Periods at one tap; the rest of the question stays. `address` is the page, the figures without one."""
    offered: list[tuple[Any, Period, bool]] = [
        (_("This month"), periods.month_of(today), False),
        (_("Last month"), periods.month_before(today), False),
        (_("This 15th to 14th"), periods.reporting_period_of(today), False),
        (_("Last 15th to 14th"), periods.reporting_period_before(today), False),
        (_("This year"), periods.year_of(today), False),
        *((one.label, Period(one.start, one.end), one.is_only_vietnamese) for one in named),
    ]
    address = address or reverse("reports:overview")
    found = []
    for label, period, is_official in offered:
        chosen = {"from": period.start.isoformat(), "to": period.end.isoformat()}
        current = all(query.get(name) == day for name, day in chosen.items())
        found.append(Preset(label, f"{address}?{urlencode({**query, **chosen})}", current, is_official))
    return found


def dossier_lines(page: Page[int], found: QuerySet[LedgerEntry, Any], user: User, at: datetime) -> list[DossierLine]:
    """A page of dossiers, each as often as `queries.behind` found it. Three queries, however many there are."""
    keys = list(page)
    times = {row["dossier"]: row["times"] for row in found.filter(dossier__in=keys)}
    return lines_of({key: times[key] for key in keys}, user, at)


def lines_of(wanted: Iterable[int] | Mapping[int, int], user: User, at: datetime) -> list[DossierLine]:
    """Dossiers by key, in their order; a mapping says how often each counts."""
    return list(lines_by_key(wanted, user, at).values())


def lines_by_key(wanted: Iterable[int] | Mapping[int, int], user: User, at: datetime) -> dict[int, DossierLine]:
    """The same, to look them up."""
    times = dict(wanted) if isinstance(wanted, Mapping) else dict.fromkeys(wanted, 1)
    rows = Dossier.objects.filter(pk__in=times).select_related("version__procedure", "owner")
    visible = set(visible_to(user, at).filter(pk__in=times).values_list("pk", flat=True))
    dossiers = {dossier.pk: dossier for dossier in rows}
    return {pk: _dossier_line(dossiers[pk], number, pk in visible) for pk, number in times.items()}


def _dossier_line(dossier: Dossier, times: int, is_visible: bool) -> DossierLine:
    return DossierLine(
        name=dossier.code or f"#{dossier.pk}",
        href=f"/xu-ly/ho-so/{dossier.pk}/" if is_visible else "",
        procedure=dossier.version.procedure.name,
        owner=dossier.owner.name if is_visible else mask_name(dossier.owner.name),
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        ended_at=dossier.ended_at,
        status=dossier.status,
        status_label=dossier.get_status_display(),
        times=times,
        submitted_at=dossier.submitted_at,
        answer_due_at=dossier.answer_due_at,
    )


def centers_in_order(centers: Iterable[Any]) -> Sequence[Any]:
    return sorted(centers, key=lambda center: center.unit.name_sort)

"""By channel: how dossiers came, and how they were resolved; what was filed with assistance stands apart.

Receptions and endings of a channel are sums of the ledger (`reports.measures`), the same as on the page of leaders.
Whether a procedure can be filed entirely online is a fact of its version (Decree 42/2022/NĐ-CP), so online dossiers
are parted by the version under which they are worked on.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Q, Sum, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from centers.models import Center
from common.spreadsheet import Kind
from dossiers.measures import Measure
from dossiers.models import Channel, LedgerEntry
from dossiers.models.dossier import ASSISTED
from procedures.models import OnlineLevel
from reports import labels
from reports.facets import IN_FULL, IN_PART, OTHERWISE
from reports.measures import Row
from reports.queries import Scope, assumed_post, booked

from .asked import Asked
from .parts import agreement, counted, letter, opening, row_sum, share, sum_of
from .table import Cell, Head, Line, Note, Table

SOURCE = gettext_lazy("Decree 42/2022/NĐ-CP; Circular 01/2020/TT-VPCP; Decree 118/2025/NĐ-CP")
FLOWS = (Measure.RECEIVED, Measure.EARLY, Measure.ON_TIME, Measure.LATE)
RECEIVED, SHARE, RESOLVED, EARLY, ON_TIME, LATE, RATE = range(1, 8)  # columns; the name is 0


@dataclass(frozen=True)
class Came:
    """How many came in some way, and how they were resolved. Numbers of dossiers."""

    received: int = 0
    early: int = 0
    on_time: int = 0
    late: int = 0

    @property
    def resolved(self) -> int:
        return self.early + self.on_time + self.late

    @classmethod
    def of(cls, numbers: Mapping[str, int]) -> "Came":
        return cls(*(numbers.get(measure, 0) for measure in FLOWS))


def came(rows: Iterable[Row], takes: Callable[[Row], bool] = lambda row: True) -> Came:
    """What of the bookings `takes` holds."""
    numbers: dict[str, int] = dict.fromkeys(FLOWS, 0)
    for row in rows:
        if row.measure in numbers and takes(row):
            numbers[row.measure] += row.within
    return Came.of(numbers)


def online_by_level(scope: Scope) -> dict[str, Came]:
    """What came online, by the words of the choice "online_level" in `reports.facets`. One statement."""
    here = Q(center__in=Center.objects.values("pk")) if scope.places is None else scope.booked_here
    entries = LedgerEntry.objects.filter(
        here, measure__in=FLOWS, day__gte=scope.start, day__lte=scope.until, channel=Channel.ONLINE
    )
    level = "dossier__version__online_level"
    word = Case(
        When(**{level: OnlineLevel.FULL}, then=Value(IN_FULL)),
        When(**{level: OnlineLevel.PARTIAL}, then=Value(IN_PART)),
        default=Value(OTHERWISE),
    )
    rows = entries.annotate(word=word).values_list("word", "measure").annotate(number=Sum("n")).order_by()
    found: dict[str, dict[str, int]] = {IN_FULL: {}, IN_PART: {}, OTHERWISE: {}}
    for name, measure, number in rows:
        found[name][measure] = number
    return {name: Came.of(numbers) for name, numbers in found.items()}


def by_channel(asked: Asked) -> Table:
    """Online by level, at the counter, by post; their sum; and what of it was filed with assistance."""
    rows, levels, post = booked(asked.scope), online_by_level(asked.scope), assumed_post(asked.scope)
    total = came(rows)
    lines = _lines(rows, levels, total, asked.query)
    checks, errors = _checks(rows, levels, total)
    return Table(
        _("By channel"),
        "",
        _heads(),
        tuple(lines),
        (Note(labels.note_on_post(post)),) if post else (),
        errors,
        checks,
        SOURCE,
        _how(),
    )


def _heads() -> tuple[Head, ...]:
    return (
        Head(_("How it came"), 38, is_number=False),
        Head(_("Received in the period")),
        Head(_("Share of all received"), kind=Kind.PERCENT),
        Head(_("Resolved in the period")),
        Head(_("before the due date")),
        Head(_("on the due date")),
        Head(_("after the due date")),
        Head(_("On-time rate"), kind=Kind.PERCENT),
    )


PARTS = ((IN_FULL, OnlineLevel.FULL.label), (IN_PART, OnlineLevel.PARTIAL.label), (OTHERWISE, ""))
TOTAL_LINE = 6


def _lines(rows: Sequence[Row], levels: Mapping[str, Came], total: Came, query: Mapping[str, str]) -> list[Line]:
    def line(place: int, name: str, one: Came, below: Sequence[int] = (), **narrowed: str) -> Line:
        return _line(place, name, one, total, query, below, narrowed)

    def of(channel: Channel) -> Came:
        return came(rows, lambda row: row.channel == channel)

    names = [str(label) or _("no level published, or information only") for _word, label in PARTS]
    found = [line(0, str(Channel.ONLINE.label), of(Channel.ONLINE), (1, 2, 3), channel="online")]
    for place, ((word, _label), name) in enumerate(zip(PARTS, names, strict=True), start=1):
        found.append(line(place, f"– {name}", levels[word], channel="online", online_level=word))
    found[0] = replace(found[0], is_group=True)
    found.append(line(4, str(Channel.COUNTER.label), of(Channel.COUNTER), channel="counter"))
    found.append(line(5, str(Channel.POST.label), of(Channel.POST), channel="post"))
    found.append(replace(line(TOTAL_LINE, _("Total"), total, (0, 4, 5)), is_total=True))
    helped = came(rows, lambda row: row.filed_by in ASSISTED)
    found.append(line(7, _("Of the total: filed with assistance"), helped, assisted="yes"))
    online = came(rows, lambda row: row.channel == Channel.ONLINE and row.filed_by in ASSISTED)
    found.append(line(8, _("Of these: filed online with assistance"), online, channel="online", assisted="yes"))
    alone = came(rows, lambda row: row.channel == Channel.ONLINE and row.filed_by not in ASSISTED)
    found.append(line(9, _("Filed online by the applicants themselves"), alone, channel="online", assisted="no"))
    return found


def _line(
    place: int,
    name: str,
    one: Came,
    total: Came,
    query: Mapping[str, str],
    below: Sequence[int],
    narrowed: Mapping[str, str],
) -> Line:
    """`below` are the lines that a group or the total adds up."""

    def number(column: int, value: int, figure: str) -> Cell:
        href = opening(figure, query, **narrowed)
        return sum_of(column, below, value, href) if below else counted(value, href)

    at = f"[{place}]"
    good = f"({letter(EARLY)}{at}+{letter(ON_TIME)}{at})"
    return Line(
        (
            Cell(name),
            number(RECEIVED, one.received, "received.total"),
            share(one.received, total.received, f"B{at}", f"B[{TOTAL_LINE}]"),
            row_sum((EARLY, ON_TIME, LATE), place, one.resolved, opening("resolved.total", query, **narrowed)),
            number(EARLY, one.early, "resolved.early"),
            number(ON_TIME, one.on_time, "resolved.on_time"),
            number(LATE, one.late, "resolved.late"),
            share(one.early + one.on_time, one.resolved, good, f"{letter(RESOLVED)}{at}"),
        )
    )


def _checks(rows: Sequence[Row], levels: Mapping[str, Came], total: Came) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Levels against the online bookings of the ledger, channels against all of them."""
    online = came(rows, lambda row: row.channel == Channel.ONLINE)
    channels = [came(rows, lambda row, one=channel: row.channel == one) for channel in Channel]  # type: ignore[misc]
    found: list[tuple[str, str]] = []
    for name, value in (("received", _("received")), ("resolved", _("resolved"))):
        parts = sum(int(getattr(one, name)) for one in levels.values())
        found.append(agreement(_("Levels = online, %(what)s") % {"what": value}, parts, getattr(online, name)))
        whole = sum(int(getattr(one, name)) for one in channels)
        found.append(agreement(_("Channels = total, %(what)s") % {"what": value}, whole, getattr(total, name)))
    return tuple(line for line, _error in found), tuple(error for _line, error in found if error)


def _how() -> tuple[str, ...]:
    words: Sequence[Any] = (
        _("Received on the day of the code; resolved on the day of the result. Both lie in the period."),
        _("Entirely or partly online is what the published version of the procedure says."),
        _("Item 3.3 of the 766 scorecard asks for an electronic result besides; this table does not."),
        _("With assistance: counter staff or a recorded helper filed it; contained in the lines above."),
    )
    return tuple(map(str, words))

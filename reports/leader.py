"""What the page of leaders tells besides the table of figures, put together for one question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from centers.access import StaffRequest
from common.replica import reading_from_primary
from dossiers import access
from feedback.ratings import Shares, shares_of

from . import durations, groups, today, trends
from .durations import Spread
from .left_out import LeftOut, left_out
from .measures import Figures, percent
from .pages import Cell, overview_address, total_address
from .queries import Scope


@dataclass(frozen=True)
class ChannelLine:
    """A channel, or the share that was filed with assistance; `width` is its part of all receptions."""

    label: Any
    cell: Cell
    share: Decimal | None
    width: str


@dataclass(frozen=True)
class LeaderPage:
    """Groups are told of one center; of all centers together only the trends are."""

    today: Sequence[today.ToDo]
    trends: Sequence[trends.Trend]
    procedures: Sequence[groups.GroupLine] = ()
    offices: Sequence[groups.GroupLine] = ()
    officers: Sequence[groups.OfficerLine] = ()
    steps: Sequence[groups.StepLine] = ()
    satisfaction: Sequence[Shares] = ()
    took: Spread | None = None
    left_out: LeftOut | None = None
    is_of_one_center: bool = False
    latest: int = groups.LATEST
    least: int = durations.LEAST


CHANNELS = (
    ("received.counter", _("At the counter")),
    ("received.online", _("Online")),
    ("received.post", _("By post")),
    ("received.assisted", _("Of all these, filed with assistance")),
)


def page_of(scope: Scope, request: StaffRequest, query: Mapping[str, str], at: datetime) -> LeaderPage:
    """The number of statements does not depend on the number of rows."""
    back = overview_address(query)
    drawn = trends.trends(scope, {**query, "back": back})
    took = durations.whole(scope)
    if scope.center is None:
        return LeaderPage((), drawn, took=took)
    with reading_from_primary():  # who signs and looks again must find it gone
        waiting = today.to_do(
            scope.center,
            access.actor_for(request.user, at),
            at,
            petitions_too=request.staff.may(Permission.HANDLE_PETITIONS),
            back=back,
        )
    return LeaderPage(
        today=waiting,
        trends=drawn,
        procedures=groups.by_procedure(scope, query),
        offices=groups.by_office(scope, query),
        officers=groups.by_officer(scope, query, at),
        steps=groups.steps(scope, query),
        satisfaction=shares_of([scope.center.pk], first=scope.start, last=scope.until, at=at),
        took=took,
        left_out=left_out(scope),
        is_of_one_center=True,
    )


def channels(total: Figures, query: Mapping[str, str]) -> list[ChannelLine]:
    """How dossiers came in, and how many needed assistance."""
    found = []
    for key, label in CHANNELS:
        number, share = total.value(key), percent(total.value(key), total.received.total)
        cell = Cell(number, total_address(key, total, query), label)
        found.append(ChannelLine(label, cell, share, f"{share or 0}%"))
    return found

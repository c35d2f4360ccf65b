"""Petitions of a period by their timers: what was done in time, what late, what is open at the end."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from common.clock import end_of_day, start_of_day
from feedback.models import Petition
from feedback.petitions import State, is_late


@dataclass(frozen=True)
class Kept:
    """How often, and how often of these late."""

    number: int
    late: int

    @property
    def in_time(self) -> int:
        return self.number - self.late


@dataclass(frozen=True)
class Timers:
    """Numbers of petitions. Steps count where their moment falls; the last two stand at the end of the period.

    `open_before` + `received` = refused + answered + `unanswered`.
    """

    open_before: int
    received: int
    asked: Kept
    refused: Kept
    answered: Kept
    published: Kept
    unanswered: Kept
    unpublished: Kept


def timers_of(centers: Collection[int] | None, *, first: date, last: date, at: datetime) -> Timers:
    """Of these centers, or of all. One statement; late is a matter of dates."""
    begin, end = start_of_day(first), min(end_of_day(last), at)
    live = Q(ended_at=None) | Q(ended_at__gte=begin) | Q(state=State.ANSWERED) | Q(published_at__gte=begin)
    rows = Petition.objects.filter(live, received_at__lte=end)
    if centers is not None:
        rows = rows.filter(center__in=centers)
    found = list(rows.defer("text", "answer", "public_question", "public_answer"))

    def within(moment: datetime | None) -> bool:
        return moment is not None and begin <= moment <= end

    ended = [row for row in found if within(row.ended_at)]
    refused = [row for row in ended if row.state == State.REFUSED]
    answered = [row for row in ended if row.state != State.REFUSED]
    still = [row for row in found if row.ended_at is None or row.ended_at > end]
    return Timers(
        open_before=sum(row.received_at < begin and (row.ended_at is None or row.ended_at >= begin) for row in found),
        received=sum(row.received_at >= begin for row in found),
        asked=_kept((row.asked_at, row.ask_by) for row in found if within(row.asked_at)),
        refused=_kept((row.ended_at, row.refuse_by) for row in refused),
        answered=_kept((row.ended_at, row.answer_by) for row in answered),
        published=_kept((row.published_at, row.publish_by) for row in found if within(row.published_at)),
        unanswered=_kept((None if row.state == State.ASKED else end, row.answer_by) for row in still),
        unpublished=_kept((end, row.publish_by) for row in found if _waits_to_be_published(row, end)),
    )


def _waits_to_be_published(row: Petition, end: datetime) -> bool:
    if row.ended_at is None or row.ended_at > end or row.state == State.REFUSED:
        return False
    return row.published_at is None or row.published_at > end


def _kept(moments: Iterable[tuple[datetime | None, datetime | None]]) -> Kept:
    """Moments beside what they had to keep; without one, as while the sender is waited for, nothing is late."""
    found = list(moments)
    return Kept(len(found), sum(done is not None and by is not None and is_late(done, by) for done, by in found))

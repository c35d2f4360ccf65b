"""How the petitions of a period were handled: what items 5.1, 5.2 and 5.4 of Decision 766/QĐ-TTg divide."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from common.clock import end_of_day, start_of_day
from feedback.models import Petition
from feedback.petitions import Kind, State, is_late


@dataclass(frozen=True)
class Handling:
    """Numbers of petitions. `due`: ended in the period, or open at its end and past their time; `in_time` of these."""

    received: int
    taken_up: int
    due: int
    in_time: int
    complaints: int  # received, neither praise nor refused


def handling_of(centers: Collection[int] | None, *, first: date, last: date, at: datetime) -> Handling:
    """Of these centers, or of all. One statement; late is a matter of dates."""
    begin, end = start_of_day(first), min(end_of_day(last), at)
    touched = Q(received_at__gte=begin) | Q(ended_at__gte=begin) | Q(ended_at=None)
    rows = Petition.objects.filter(touched, received_at__lte=end)
    if centers is not None:
        rows = rows.filter(center__in=centers)
    found = list(rows.defer("text", "answer", "public_question", "public_answer"))
    received = [row for row in found if row.received_at >= begin]
    ended = [row for row in found if row.ended_at is not None and begin <= row.ended_at <= end]
    overdue = sum(_is_overdue(row, end) for row in found)
    return Handling(
        received=len(received),
        taken_up=sum(row.asked_at is not None or row.ended_at is not None for row in received),
        due=len(ended) + overdue,
        in_time=sum(_was_in_time(row, end) for row in ended),
        complaints=sum(row.kind != Kind.PRAISE and row.state != State.REFUSED for row in received),
    )


def _is_overdue(row: Petition, end: datetime) -> bool:
    """Not ended by then, and its time to answer is gone; while the sender is waited for it stands still."""
    is_open = row.ended_at is None or row.ended_at > end
    return is_open and row.state != State.ASKED and is_late(end, row.answer_by)


def _was_in_time(row: Petition, end: datetime) -> bool:
    """Every step within its time: asking, refusing or answering, and publishing once its time is gone."""
    assert row.ended_at is not None
    if row.asked_at is not None and is_late(row.asked_at, row.ask_by):
        return False
    if row.state == State.REFUSED:
        return not is_late(row.ended_at, row.refuse_by)
    published = row.published_at if row.published_at is not None and row.published_at <= end else end
    return not is_late(row.ended_at, row.answer_by) and (
        row.publish_by is None or not is_late(published, row.publish_by)
    )

"""The worklist: dossiers by due date, as frozen lines. The number of queries does not depend on their number."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from common.clock import LOCAL_TZ, local_date, start_of_day
from common.text import LONGEST_ID
from dossiers.access import newest_visible, visible_to
from dossiers.lifecycle import AWAITING, OPEN, Status
from dossiers.models import Channel, Dossier, Leg
from dossiers.models.dossier import TO_DO
from procedures.queries import steps_of

from .search import matches
from .standing import Standing, Standings

PER_PAGE = 50
FAR = datetime(9999, 12, 1, tzinfo=LOCAL_TZ)  # the due moment of what has none

RELATIONS = (
    "version__procedure",
    "owner",
    "submitter",
    "holder",
    "assignee",
    "stands_in_for",
    "receiving_center__calendar",
)


class View(StrEnum):
    """Which dossiers; the values stand in addresses."""

    OFFICE = "phong"
    MINE = "cua-toi"
    CONFIRM = "cho-xac-nhan"
    SENT = "da-chuyen"
    OVERDUE = "qua-han"
    PAUSED = "tam-dung"
    ALL = "tat-ca"


@dataclass(frozen=True)
class Wish:
    """What somebody wants to see; `status` and `text` may be empty. `after`: where the page before ended.

    `interpreted` leaves only those whose owner needs an interpreter.
    """

    view: View = View.OFFICE
    status: str = ""
    text: str = ""
    after: str = ""
    interpreted: bool = False


@dataclass(frozen=True)
class Line:
    """One dossier of a list. `is_handed` = on its way to one of the reader's offices, not yet confirmed."""

    id: int
    revision: int
    code: str
    procedure: str
    owner: str
    status: str
    status_label: str
    standing: Standing
    step: str
    step_is_late: bool
    holder: str
    assignee: str
    stands_in_for: str
    submitter: str
    channel: str
    received_at: datetime | None
    appointment_at: datetime | None
    is_mine: bool
    is_handed: bool
    needs_interpreter: bool


@dataclass(frozen=True)
class Worklist:
    """One page of lines; `following` asks for the next one as `Wish.after`, "" on the last. Nothing is counted."""

    lines: Sequence[Line]
    following: str


def worklist(user: User, office_ids: Collection[int], wish: Wish, *, at: datetime) -> Worklist:
    """What `user` may see of what was wished for, first due first; where all is wished for, the newest first."""
    find = _newest if wish.view is View.ALL else _first_due
    keys, following = find(user, office_ids, wish, at)
    rows = Dossier.objects.filter(pk__in=keys)
    place = {key: number for number, key in enumerate(keys)}
    lines = sorted(lines_of(rows, user.pk, office_ids, at=at), key=lambda line: place[line.id])
    return Worklist(lines, following)


def _first_due(user: User, office_ids: Collection[int], wish: Wish, at: datetime) -> tuple[list[int], str]:
    """The keys of a page, and where the next one begins. Read apart, so that only a page is joined to what it shows."""
    streams = _streams(user, office_ids, wish, at)
    keys = [stream.values_list("first_due", "pk") for stream in streams]  # type: ignore[misc]  # annotated
    first, *others = [stream[: PER_PAGE + 1] for stream in keys]
    if others:
        united = first.union(*others).order_by("first_due", "pk")  # type: ignore[misc]  # annotated
        first = united[: PER_PAGE + 1]
    found = list(first)
    more = len(found) > PER_PAGE
    due, last = found[PER_PAGE - 1] if more else (FAR, 0)
    return [pk for _due, pk in found[:PER_PAGE]], f"{due.isoformat()}~{last}" if more else ""


def _streams(user: User, office_ids: Collection[int], wish: Wish, at: datetime) -> list[QuerySet[Dossier]]:
    """What together is the list, each in its order: the dossiers of an office go along its index by due date and stop
    at a full page, however many there are; those without due date, and those on their way, are few."""
    begun, own = _begun(wish.after), sorted(office_ids)
    later = Q(first_due__gt=begun[0]) | Q(first_due=begun[0], pk__gt=begun[1]) if begun else Q()
    if wish.view is View.SENT:
        return [by_due_date(selection(user, office_ids, wish, at=at)).filter(later)]
    rows = by_due_date(_narrowed(visible_to(user, at), user, office_ids, wish, at))
    handed = rows.filter(pk__in=_handed_to(own)).filter(later)
    if wish.view is View.CONFIRM:
        return [handed]
    to_do = rows.filter(status__in=TO_DO)
    further = (
        Q(due_at__gte=begun[0]) & (Q(due_at__gt=begun[0]) | Q(pk__gt=begun[1])) if begun else Q(due_at__isnull=False)
    )
    received = [to_do.filter(further, holder=office_id).order_by("due_at", "pk") for office_id in own]
    return [*received, to_do.filter(later, holder__in=own, due_at=None), handed]


def _newest(user: User, office_ids: Collection[int], wish: Wish, at: datetime) -> tuple[list[int], str]:
    begun = _begun(wish.after)
    if wish.text or wish.interpreted:
        rows = selection(user, office_ids, wish, at=at).order_by("-pk")
        if begun:
            rows = rows.filter(pk__lt=begun[1])
        found = list(rows.values_list("pk", flat=True)[: PER_PAGE + 1])
    else:
        before = begun[1] if begun else None
        found = newest_visible(user, at, status=wish.status, before=before, most=PER_PAGE + 1)
    more = len(found) > PER_PAGE
    return found[:PER_PAGE], f"{FAR.isoformat()}~{found[PER_PAGE - 1]}" if more else ""


def _begun(after: str) -> tuple[datetime, int] | None:
    """Where the page before ended; None on the first page, and for nonsense."""
    due, _separator, pk = after.partition("~")
    try:
        moment = datetime.fromisoformat(due)
    except ValueError:
        return None
    usable = moment.tzinfo is not None and moment.year > 1900 and pk.isdecimal() and len(pk) <= LONGEST_ID
    return (moment, int(pk)) if usable else None


def selection(user: User, office_ids: Collection[int], wish: Wish, *, at: datetime) -> QuerySet[Dossier]:
    """The dossiers that were wished for, as far as `user` may see them, in no order."""
    return _chosen(visible_to(user, at), user, office_ids, wish, at)


def by_due_date(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """First due first; for submitted dossiers the answer is what is due."""
    return rows.annotate(first_due=Coalesce("due_at", "answer_due_at", Value(FAR))).order_by("first_due", "id")


def lines_of(dossiers: QuerySet[Dossier], user_id: int, office_ids: Collection[int], *, at: datetime) -> list[Line]:
    """Read models of a slice, in three queries whatever its length."""
    handed = Leg.objects.filter(dossier=OuterRef("pk"), confirmed_at=None, office__in=list(office_ids))
    rows = dossiers.select_related(*RELATIONS).prefetch_related("version__steps").annotate(is_handed=Exists(handed))
    standings = Standings(at)
    return [_line(row, standings.of(row), user_id, at) for row in rows]


def held_by(office_ids: Collection[int]) -> Q:
    """To be worked on, with one of the offices or on the way to it: two short lists, each by its own index."""
    held = Dossier.objects.filter(holder__in=list(office_ids), status__in=TO_DO).order_by().values("pk")
    return Q(pk__in=held.union(_handed_to(office_ids)))


def _handed_to(office_ids: Collection[int]) -> QuerySet[Leg, Any]:
    """What is on its way to one of the offices and still to be worked on; all that is on its way is one short index."""
    waiting = Leg.objects.filter(confirmed_at=None, office__in=list(office_ids), dossier__status__in=TO_DO)
    return waiting.order_by().values("dossier")


def _chosen(
    seen: QuerySet[Dossier], user: User, office_ids: Collection[int], wish: Wish, at: datetime
) -> QuerySet[Dossier]:
    rows = _narrowed(seen, user, office_ids, wish, at)
    if wish.view is View.CONFIRM:
        return rows.filter(pk__in=_handed_to(office_ids))
    return rows if wish.view in {View.SENT, View.ALL} else rows.filter(held_by(office_ids))


def _narrowed(
    seen: QuerySet[Dossier], user: User, office_ids: Collection[int], wish: Wish, at: datetime
) -> QuerySet[Dossier]:
    """All that was wished for but the office that has it."""
    if wish.view is View.SENT:
        seen = seen.filter(_sent_by(office_ids))
    elif wish.view is not View.ALL:
        seen = seen.exclude(_resolved_and_given_on(office_ids))
    if wish.view is View.MINE:
        seen = seen.filter(assignee=user)
    elif wish.view is View.PAUSED:
        seen = seen.filter(status__in=sorted(AWAITING))
    elif wish.view is View.OVERDUE:
        seen = seen.filter(due_at__lt=start_of_day(local_date(at)), status__in=sorted(OPEN), held_by_pause=False)
    if wish.status:
        seen = seen.filter(status=wish.status)
    if wish.interpreted:
        seen = seen.filter(needs_interpreter=True)
    return seen.filter(matches(wish.text, user, at)) if wish.text else seen


def _sent_by(office_ids: Collection[int]) -> Q:
    """Given away by one of the offices, not confirmed by the other one yet."""
    own = list(office_ids)
    sent = Leg.objects.filter(confirmed_at=None, from_office__in=own).exclude(office__in=own)
    return Q(pk__in=sent.order_by().values("dossier"))


def _resolved_and_given_on(office_ids: Collection[int]) -> Q:
    """Done, and on the way to the counter: nothing is left to do for who gave it on."""
    elsewhere = Leg.objects.filter(dossier=OuterRef("pk"), confirmed_at=None).exclude(office__in=list(office_ids))
    return Q(Exists(elsewhere), status=Status.RESOLVED)


def _line(dossier: Dossier, standing: Standing, user_id: int, at: datetime) -> Line:
    steps = steps_of(dossier.version) if dossier.step_number else ()
    step = next((step.name for step in steps if step.number == dossier.step_number), "")
    return Line(
        id=dossier.pk,
        revision=dossier.revision,
        code=dossier.code or "",
        procedure=dossier.version.procedure.name,
        owner=dossier.owner.name,
        status=dossier.status,
        status_label=str(Status(dossier.status).label),
        standing=standing,
        step=step,
        step_is_late=_is_step_late(dossier, at),
        holder=dossier.holder.name,
        assignee=dossier.assignee.full_name if dossier.assignee else "",
        stands_in_for=dossier.stands_in_for.full_name if dossier.stands_in_for else "",
        submitter=dossier.submitter.name,
        channel=str(Channel(dossier.channel).label),
        received_at=dossier.received_at,
        appointment_at=dossier.appointment_at,
        is_mine=dossier.assignee_id == user_id,
        is_handed=dossier.is_handed,  # type: ignore[attr-defined]  # annotated in lines_of
        needs_interpreter=dossier.needs_interpreter,
    )


def _is_step_late(dossier: Dossier, at: datetime) -> bool:
    """While a pause holds no step is late: it moves on with the due date as soon as the pause ends."""
    if not dossier.is_open or dossier.held_by_pause or dossier.step_due_at is None:
        return False
    return dossier.step_due_at < at


__all__ = [
    "PER_PAGE",
    "Line",
    "View",
    "Wish",
    "Worklist",
    "by_due_date",
    "held_by",
    "lines_of",
    "selection",
    "worklist",
]

"""The worklist: dossiers by due date, as frozen lines. The number of queries does not depend on their number."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from common.clock import local_date, start_of_day
from dossiers.access import visible_to
from dossiers.lifecycle import AWAITING, BEFORE_RECEPTION, OPEN, Status
from dossiers.models import Dossier, Leg
from procedures.queries import steps_of

from .search import matches
from .standing import Standing, Standings

PER_PAGE = 50
TO_DO = sorted({*OPEN, *BEFORE_RECEPTION, Status.RESOLVED})

RELATIONS = (
    "version__procedure",
    "owner",
    "holder",
    "assignee",
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
    """What somebody wants to see; `status` and `text` may be empty."""

    view: View = View.OFFICE
    status: str = ""
    text: str = ""
    page: str = "1"


@dataclass(frozen=True)
class Line:
    """One dossier of a list. `is_handed` = on its way to one of the reader's offices, not yet confirmed."""

    id: int
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
    is_mine: bool
    is_handed: bool


@dataclass(frozen=True)
class Worklist:
    """One page of lines; `page` is the paginator's page, for its numbers only."""

    lines: Sequence[Line]
    page: "Page[Dossier]"
    total: int


def worklist(user: User, office_ids: Collection[int], wish: Wish, *, at: datetime) -> Worklist:
    """What `user` may see of what was wished for, first due first."""
    pages = Paginator(by_due_date(selection(user, office_ids, wish, at=at)), PER_PAGE)
    page = pages.get_page(wish.page)
    rows = cast(QuerySet[Dossier], page.object_list)
    return Worklist(lines_of(rows, user.pk, office_ids, at=at), page, pages.count)


def selection(user: User, office_ids: Collection[int], wish: Wish, *, at: datetime) -> QuerySet[Dossier]:
    """The dossiers that were wished for, as far as `user` may see them, in no order."""
    return _chosen(visible_to(user, at), user, office_ids, wish, at)


def by_due_date(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """First due first; for submitted dossiers the answer is what is due."""
    return rows.order_by(Coalesce("due_at", "answer_due_at").asc(nulls_last=True), "id")


def lines_of(dossiers: QuerySet[Dossier], user_id: int, office_ids: Collection[int], *, at: datetime) -> list[Line]:
    """Read models of a slice, in three queries whatever its length."""
    handed = Leg.objects.filter(dossier=OuterRef("pk"), confirmed_at=None, office__in=list(office_ids))
    rows = dossiers.select_related(*RELATIONS).prefetch_related("version__steps").annotate(is_handed=Exists(handed))
    standings = Standings(at)
    return [_line(row, standings.of(row), user_id, at) for row in rows]


def held_by(office_ids: Collection[int]) -> Q:
    """With one of the offices, or on the way to it."""
    handed = Leg.objects.filter(dossier=OuterRef("pk"), confirmed_at=None, office__in=list(office_ids))
    return Q(holder__in=list(office_ids)) | Q(Exists(handed))


def _chosen(
    seen: QuerySet[Dossier], user: User, office_ids: Collection[int], wish: Wish, at: datetime
) -> QuerySet[Dossier]:
    if wish.view is View.SENT:
        seen = seen.filter(_sent_by(office_ids))
    elif wish.view is not View.ALL:
        seen = seen.filter(held_by(office_ids), status__in=TO_DO).exclude(_resolved_and_given_on(office_ids))
    if wish.view is View.MINE:
        seen = seen.filter(assignee=user)
    elif wish.view is View.CONFIRM:
        seen = seen.filter(legs__confirmed_at=None, legs__office__in=list(office_ids))
    elif wish.view is View.PAUSED:
        seen = seen.filter(status__in=sorted(AWAITING))
    elif wish.view is View.OVERDUE:
        seen = seen.filter(due_at__lt=start_of_day(local_date(at)), status__in=sorted(OPEN), held_by_pause=False)
    if wish.status:
        seen = seen.filter(status=wish.status)
    return seen.filter(matches(wish.text)) if wish.text else seen


def _sent_by(office_ids: Collection[int]) -> Q:
    """Given away by one of the offices, not confirmed by the other one yet."""
    own = list(office_ids)
    sent = Leg.objects.filter(dossier=OuterRef("pk"), confirmed_at=None, from_office__in=own).exclude(office__in=own)
    return Q(Exists(sent))


def _resolved_and_given_on(office_ids: Collection[int]) -> Q:
    """Done, and on the way to the counter: nothing is left to do for who gave it on."""
    elsewhere = Leg.objects.filter(dossier=OuterRef("pk"), confirmed_at=None).exclude(office__in=list(office_ids))
    return Q(Exists(elsewhere), status=Status.RESOLVED)


def _line(dossier: Dossier, standing: Standing, user_id: int, at: datetime) -> Line:
    steps = steps_of(dossier.version) if dossier.step_number else ()
    step = next((step.name for step in steps if step.number == dossier.step_number), "")
    return Line(
        id=dossier.pk,
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
        is_mine=dossier.assignee_id == user_id,
        is_handed=dossier.is_handed,  # type: ignore[attr-defined]  # annotated in lines_of
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

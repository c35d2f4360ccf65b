"""The register of dossiers of a center (sổ theo dõi, form 07 of Circular 03/2025/TT-VPCP), by day of reception."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from accounts.models import User
from centers.models import Center, OfficeKind
from common.clock import end_of_day, local_date, start_of_day
from dossiers.access import visible_to
from dossiers.exports.masking import Masking, contact_of
from dossiers.lifecycle import Status
from dossiers.models import Dossier, DossierEvent, Leg
from dossiers.state import is_late

from .search import matches

PER_PAGE = 50
ONE_SET = 1  # every dossier is recorded as one set of papers
RELATIONS = ("version__procedure", "case", "owner__address_unit__parent", "return_center")


@dataclass(frozen=True)
class Wish:
    """Which dossiers of which register; `status`, `channel` and `text` may be empty. Both days included."""

    center: Center
    first: date
    last: date
    status: str = ""
    channel: str = ""
    text: str = ""


@dataclass(frozen=True)
class Entry:
    """One line of the register, in the order of its columns; phone and address masked unless taken in full.

    `result_at`: the reception has the result from the authority; `delivered_at`: the applicant has it.
    """

    number: int
    id: int
    code: str
    procedure: str
    sets: int
    owner: str
    address: str
    phone: str
    received_at: datetime | None
    appointment_at: datetime | None
    result_at: datetime | None
    delivered_at: datetime | None
    way: str
    giver: str
    taker: str
    note: str


@dataclass(frozen=True)
class Register:
    """One page of it; `page` is the paginator's page, for its numbers only."""

    entries: Sequence[Entry]
    page: "Page[Dossier]"
    total: int


def chosen(user: User, wish: Wish, *, at: datetime) -> QuerySet[Dossier]:
    """What `user` may see of the dossiers that the center received in the period."""
    rows = visible_to(user, at).filter(
        receiving_center=wish.center,
        received_at__gte=start_of_day(wish.first),
        received_at__lte=end_of_day(wish.last),
    )
    if wish.status:
        rows = rows.filter(status=wish.status)
    if wish.channel:
        rows = rows.filter(channel=wish.channel)
    return rows.filter(matches(wish.text, user, at)) if wish.text else rows


def register(user: User, wish: Wish, page: str, *, at: datetime) -> Register:
    """A page of the register. The number of queries does not depend on the number of dossiers."""
    pages = Paginator(in_order(chosen(user, wish, at=at)), PER_PAGE)
    shown = pages.get_page(page)
    rows = with_ends(cast(QuerySet[Dossier], shown.object_list))
    return Register(list(entries(rows, Masking(), first=shown.start_index() or 1)), shown, pages.count)


def in_order(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """As they came in."""
    return rows.order_by("received_at", "id")


def with_ends(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """With everything that `entries` reads, in the same query."""
    handed = DossierEvent.objects.filter(dossier=OuterRef("pk"), transition="deliver").order_by("-number")
    at_the_desk = Leg.objects.filter(
        dossier=OuterRef("pk"), office__kind=OfficeKind.RECEPTION, confirmed_at__gte=OuterRef("ended_at")
    ).order_by("number")
    return rows.select_related(*RELATIONS).annotate(
        result_at=Subquery(at_the_desk.values("confirmed_at")[:1]),
        giver=Subquery(handed.values("by__full_name")[:1]),
        taker=Subquery(handed.annotate(name=KT("facts__collector")).values("name")[:1]),
    )


def entries(rows: Iterable[Dossier], masking: Masking, *, first: int = 1) -> Iterator[Entry]:
    """The lines of rows that came through `with_ends`, numbered from `first`."""
    for number, dossier in enumerate(rows, start=first):
        yield _entry(number, dossier, masking)


def _entry(number: int, dossier: Dossier, masking: Masking) -> Entry:
    contact = contact_of(dossier.owner, in_full=masking.shows(dossier))
    case = f" ({dossier.case.label})" if dossier.case else ""
    has_result = dossier.status in {Status.RESOLVED, Status.DELIVERED}
    result_at: datetime | None = dossier.result_at  # type: ignore[attr-defined]  # annotated in with_ends
    taker: str = dossier.taker or ""  # type: ignore[attr-defined]  # nobody is known of dossiers that were taken over
    if taker and result_at is None:  # resolved at the reception itself
        result_at = dossier.ended_at
    return Entry(
        number=number,
        id=dossier.pk,
        code=dossier.code or "",
        procedure=f"{dossier.version.procedure.name}{case}",
        sets=ONE_SET,
        owner=dossier.owner.name,
        address=contact.address,
        phone=contact.phone,
        received_at=dossier.received_at,
        appointment_at=dossier.appointment_at,
        result_at=result_at if has_result else None,
        delivered_at=dossier.delivered_at,
        way=_("At the counter") if taker else "",
        giver=dossier.giver or "",  # type: ignore[attr-defined]
        taker=taker,
        note="; ".join(_notes(dossier)),
    )


def _notes(dossier: Dossier) -> Iterator[str]:
    """What form 07 asks for under "Ghi chú": how it ended otherwise, and whether it ended late."""
    if dossier.status == Status.RETURNED:
        yield f"{Status.RETURNED.label}: {dossier.get_return_kind_display()}"
    elif dossier.status == Status.WITHDRAWN:
        yield str(Status.WITHDRAWN.label)
    elif dossier.is_open:
        yield str(Status(dossier.status).label)
    if dossier.ended_at and dossier.due_at and is_late(dossier.ended_at, dossier.due_at):
        yield _("Ended late")
    if dossier.promised_at and dossier.appointment_at != dossier.promised_at:
        yield _("first appointment %(day)s") % {"day": f"{local_date(dossier.promised_at):%d/%m/%Y}"}

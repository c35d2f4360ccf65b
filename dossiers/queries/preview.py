"""When a dossier received at a moment would be due, and why: shown before anything is received."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.models import User
from centers.models import Center
from citizens.models import Party
from dossiers.access import visible_to
from dossiers.actions import InTheFuture
from dossiers.calendars import SHELF
from dossiers.lifecycle import BEFORE_RECEPTION, OPEN
from dossiers.models import Dossier
from procedures.models import ProcedureCase, ProcedureVersion
from procedures.queries import allowance_of
from workcalendar.engine import deadline
from workcalendar.explain import explain
from workcalendar.queries import current_version

MOST = 5  # open dossiers of one owner that are shown


@dataclass(frozen=True)
class DuePreview:
    """What form 01 would promise, with the lines that explain it in the language of the page."""

    due_at: datetime
    lines: Sequence[str]


@dataclass(frozen=True)
class OpenDossier:
    """A dossier of the same owner and procedure that is not finished yet; the rest is empty where it is not `is_seen`.

    Who may not see it learns that it is there, with its code and status, and nothing about what lies in it.
    """

    id: int
    code: str
    status: str
    center: str
    is_seen: bool
    case: str = ""
    received_at: datetime | None = None
    due_at: datetime | None = None
    submitter: str = ""
    papers: Sequence[str] = ()


def due_preview(
    version: ProcedureVersion, case: ProcedureCase | None, center: Center, *, received_at: datetime, at: datetime
) -> DuePreview:
    """Raises TimeUnknown, OutsideCalendar (before the calendar begins or after it ends) and InTheFuture."""
    if received_at > at:
        raise InTheFuture
    allowance = allowance_of(version, case)
    due = deadline(SHELF[current_version(center.calendar).pk], received_at, allowance)
    return DuePreview(due.due_at, explain(due.steps))


def open_dossiers(owner: Party, version: ProcedureVersion, user: User, at: datetime) -> list[OpenDossier]:
    """Dossiers of this owner for the same procedure, at any center, that have not ended; the newest first, at most
    five. One statement when there are none, three however many there are."""
    unfinished = Dossier.objects.filter(
        owner=owner, version__procedure=version.procedure_id, status__in=[*OPEN, *BEFORE_RECEPTION]
    )
    found = unfinished.select_related("receiving_center", "case", "submitter").prefetch_related("papers")
    newest = list(found.order_by("-id")[:MOST])
    if not newest:
        return []
    seen = set(visible_to(user, at).filter(pk__in=[one.pk for one in newest]).values_list("pk", flat=True))
    return [_open_dossier(dossier, is_seen=dossier.pk in seen) for dossier in newest]


def _open_dossier(dossier: Dossier, *, is_seen: bool) -> OpenDossier:
    known = OpenDossier(
        id=dossier.pk,
        code=dossier.code or "",
        status=dossier.get_status_display(),
        center=dossier.receiving_center.name,
        is_seen=is_seen,
    )
    if not is_seen:
        return known
    return replace(
        known,
        case=dossier.case.label if dossier.case else "",
        received_at=dossier.received_at,
        due_at=dossier.appointment_at,
        submitter=dossier.submitter.name,
        papers=list(dict.fromkeys(paper.name for paper in dossier.papers.all())),
    )

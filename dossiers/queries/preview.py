"""When a dossier received at a moment would be due, and why: shown before anything is received."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from centers.models import Center
from citizens.models import Party
from dossiers.actions import InTheFuture
from dossiers.calendars import SHELF
from dossiers.lifecycle import BEFORE_RECEPTION, OPEN
from dossiers.models import Dossier
from procedures.models import ProcedureCase, ProcedureVersion
from procedures.queries import allowance_of
from workcalendar.engine import deadline
from workcalendar.explain import explain
from workcalendar.queries import current_version


@dataclass(frozen=True)
class DuePreview:
    """What form 01 would promise, with the lines that explain it in the language of the page."""

    due_at: datetime
    lines: Sequence[str]


@dataclass(frozen=True)
class OpenDossier:
    """A dossier of the same owner and procedure that is not finished yet."""

    id: int
    code: str
    status: str


def due_preview(
    version: ProcedureVersion, case: ProcedureCase | None, center: Center, *, received_at: datetime, at: datetime
) -> DuePreview:
    """Raises TimeUnknown, OutsideCalendar (before the calendar begins or after it ends) and InTheFuture."""
    if received_at > at:
        raise InTheFuture
    allowance = allowance_of(version, case)
    due = deadline(SHELF[current_version(center.calendar).pk], received_at, allowance)
    return DuePreview(due.due_at, explain(due.steps))


def open_dossiers(owner: Party, version: ProcedureVersion) -> list[OpenDossier]:
    """Dossiers of this owner for the same procedure, at any center, that have not ended."""
    unfinished = Dossier.objects.filter(
        owner=owner, version__procedure=version.procedure_id, status__in=[*OPEN, *BEFORE_RECEPTION]
    )
    return [
        OpenDossier(dossier.pk, dossier.code or "", dossier.get_status_display())
        for dossier in unfinished.order_by("-id")[:5]
    ]

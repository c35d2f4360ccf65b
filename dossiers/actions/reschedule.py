"""A received dossier is counted with another calendar version: one event, one message, after a confirmation."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from common.errors import Refusal
from dossiers.actors import Actor
from dossiers.calendars import SHELF
from dossiers.lifecycle import OPEN
from dossiers.models import Dossier
from dossiers.rescheduling.affected import due_by

from .interpreter import advance, work_on


class HasEnded(Refusal):
    default_message = _("This dossier has ended meanwhile.")


class DatesDiffer(Refusal):
    default_message = _("The dates of this dossier have changed meanwhile.")


def reschedule(
    dossier: Dossier,
    version_id: int,
    *,
    due_before: datetime,
    due_after: datetime,
    at: datetime,
    by: Actor,
    reason: str,
) -> Dossier:
    """Count the dossier with a calendar version, from its own beginning, if that moves it exactly as somebody saw it
    before confirming: from `due_before` to `due_after`. Raises HasEnded, DatesDiffer and what `advance` raises.
    """
    with work_on(dossier) as work:
        now = work.dossier
        if now.status not in OPEN:
            raise HasEnded
        state = work.folder.state
        if state.fixed_due is not None or now.due_at != due_before or due_by(state, SHELF[version_id]) != due_after:
            raise DatesDiffer
        advance(work, "reschedule", at=at, by=by, reason=reason, facts={"calendar": version_id})
    return work.dossier

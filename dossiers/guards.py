"""Guards of the life-cycle table that keep promises to the applicant: what may be asked for, and new appointments.

Pure. They stand apart from `lifecycle.py` only for its length.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from common.clock import local_date
from common.errors import Refusal

if TYPE_CHECKING:
    from .lifecycle import Situation


class GuardRefused(Refusal):
    """A guard of the table said no; the message says why."""


def papers_of_the_list(s: Situation) -> None:
    """Nobody asks for papers outside the published list (Decree 118/2025, art. 5).

    Policy supplement.unlisted_papers may let a leader do it, with the reason that every request needs.
    """
    unlisted = s.facts.get("unlisted")
    if unlisted and not (s.leader_may_ask_beyond_list and s.leads):
        told = _("Only papers of the published list may be asked for. Not on it: %(papers)s.")
        raise GuardRefused(told % {"papers": "; ".join(unlisted)}, field="other_papers")


def once_only(s: Situation) -> None:
    """Policy apology.max_times: letters since the clock started (Decree 61/2018, art. 19)."""
    if s.letters >= s.letters_max:
        raise GuardRefused(_("Form 04 has been issued for this dossier already; there is one new appointment only."))


def new_appointment_named(s: Situation) -> None:
    """It comes after the due date and lies in the future: nobody is told of a day that is over."""
    if not s.facts.get("extended_to"):
        raise GuardRefused(_("Enter the new date and time."), field="new_on")
    new = datetime.fromisoformat(s.facts["extended_to"])
    if s.due_at is not None and new <= s.due_at:
        raise GuardRefused(_("The new appointment must come after the due date."), field="new_on")
    if new <= s.at:
        raise GuardRefused(_("The new appointment must lie in the future."), field="new_on")


def ended_late(s: Situation) -> None:
    """By local dates, as everything that is late."""
    if s.due_at is None or s.ended_at is None or local_date(s.ended_at) <= local_date(s.due_at):
        raise GuardRefused(_("This dossier did not end late, so there is nothing to apologise for."))

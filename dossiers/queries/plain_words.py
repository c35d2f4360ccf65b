"""What a status means, in words for the applicant: one short sentence on where it stands, one on what comes next."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from common.clock import local_date
from common.templatetags.sapa import date_vn, datetime_vn, remaining
from dossiers.calendars import SHELF
from dossiers.lifecycle import ReturnKind, Status
from dossiers.models import Dossier


@dataclass(frozen=True)
class Words:
    """`now`: where the dossier stands; `then`: what comes next, "" when nothing does."""

    now: str
    then: str


@dataclass(frozen=True)
class Due:
    """The date the applicant is told. `tone`: green, yellow (the clock stands still), red (passed)."""

    at: datetime
    words: str
    tone: str


def words_of(dossier: Dossier) -> Words:
    """Both sentences in the language of the page. Needs `return_center` loaded."""
    return _WORDS[Status(dossier.status)](dossier)


def due_of(dossier: Dossier, at: datetime) -> Due | None:
    """The appointment of an open dossier with the working time left; None before reception and after the end."""
    due_at = dossier.appointment_at
    if due_at is None or not dossier.is_open or dossier.calendar_version_id is None:
        return None
    if dossier.held_by_pause:
        return Due(due_at, _("The clock stands still; this date will be moved when it runs again."), "yellow")
    calendar = SHELF[dossier.calendar_version_id]
    if local_date(at) > local_date(due_at):
        minutes = calendar.working_minutes_between(due_at, at)
        return Due(due_at, f"{remaining(-minutes)}. " + _("We apologise; the center has been told."), "red")
    if local_date(at) == local_date(due_at):
        return Due(due_at, _("Today."), "green")
    return Due(due_at, remaining(calendar.working_minutes_between(at, due_at)), "green")


def _submitted(dossier: Dossier) -> Words:
    by = datetime_vn(dossier.answer_due_at)
    return Words(
        _("It has arrived and waits for its first check."),
        _("The center answers by %(moment)s at the latest.") % {"moment": by},
    )


def _incomplete(dossier: Dossier) -> Words:
    until = date_vn(dossier.applicant_due_at)
    then = _("Add the papers and send it again. The time limit has not started yet.")
    if until:
        then += " " + _("Please do it by %(day)s.") % {"day": until}
    return Words(_("The center has looked at it: something is missing."), then)


def _not_accepted(dossier: Dossier) -> Words:
    return Words(
        _("The center could not accept it."),
        _("The reason stands in the answer that was sent. You may file again."),
    )


def _received(dossier: Dossier) -> Words:
    return Words(_("The center has received it; the time limit runs."), _("An officer takes it up next."))


def _processing(dossier: Dossier) -> Words:
    return Words(_("An office is working on it."), _("You need do nothing now."))


def _awaiting_supplement(dossier: Dossier) -> Words:
    return Words(
        _("The office waits for papers from you."),
        _("Supply them, and work goes on. Until then the clock stands still."),
    )


def _awaiting_payment(dossier: Dossier) -> Words:
    return Words(
        _("The office waits for the payment."),
        _("Pay at the counter, and work goes on. Until then the clock stands still."),
    )


def _withdrawn(dossier: Dossier) -> Words:
    return Words(_("It was withdrawn at the applicant's wish."), _("You may file again at any time."))


def _returned(dossier: Dossier) -> Words:
    return Words(
        {
            ReturnKind.CONDITIONS: _("It was returned: the conditions are not met."),
            ReturnKind.STOPPED: _("The authority has stopped it."),
            ReturnKind.LAPSED: _("It has ended because the papers asked for did not come in time."),
        }[ReturnKind(dossier.return_kind)],
        _("The reason stands in the answer that was sent. You may file again."),
    )


def _resolved(dossier: Dossier) -> Words:
    return Words(
        _("The result is ready."),
        _("Collect it at: %(place)s. Bring your identity card and the slip.") % {"place": dossier.return_center.name},
    )


def _delivered(dossier: Dossier) -> Words:
    return Words(_("The result has been handed over."), "")


_WORDS = {
    Status.SUBMITTED: _submitted,
    Status.INCOMPLETE: _incomplete,
    Status.NOT_ACCEPTED: _not_accepted,
    Status.RECEIVED: _received,
    Status.PROCESSING: _processing,
    Status.AWAITING_SUPPLEMENT: _awaiting_supplement,
    Status.AWAITING_PAYMENT: _awaiting_payment,
    Status.WITHDRAWN: _withdrawn,
    Status.RETURNED: _returned,
    Status.RESOLVED: _resolved,
    Status.DELIVERED: _delivered,
}

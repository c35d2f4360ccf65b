"""The words for figures, levels and the notes that stand below them, in the language of the page."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .measures import By
from .scorecard.words import KEY_WORDS as SCORECARD
from .statutory.words import KEY_WORDS

FIGURES = {
    "carried_over": _("Carried over from before"),
    "received.total": _("Received in the period"),
    "received.counter": _("at the counter"),
    "received.online": _("online"),
    "received.post": _("by post"),
    "received.assisted": _("of these filed with assistance"),
    "reopened": _("Reopened in the period"),
    "moved": _("Moved from another place or level"),
    "resolved.total": _("Resolved in the period"),
    "resolved.early": _("before the due date"),
    "resolved.on_time": _("on the due date"),
    "resolved.late": _("after the due date"),
    "returned.total": _("Returned without a result"),
    "returned.late": _("of these returned late"),
    "withdrawn.total": _("Withdrawn by the applicant"),
    "withdrawn.late": _("of these withdrawn late"),
    "pending.total": _("Pending at the end"),
    "pending.within": _("within time"),
    "pending.overdue": _("past the due date"),
    "pending.paused": _("of these paused"),
    "submitted_unanswered": _("Submitted, not yet answered"),
    "first_answer_late": _("First answers given late"),
}

LISTED = {"ended.total": _("Returned or withdrawn")}

LETTERS = {
    "letters.issued": _("Late with form 04"),
    "letters.missing": _("Late without form 04"),
    "letters.exempt": _("Late, from another system or the published example"),
}

BESIDE = {
    "citizen.on_time": _("Results that citizens had in time"),
    "citizen.late": _("Results that citizens had late"),
    "kept.total": _("Resolved early or on time"),
    "kept.doubtful": _("Resolved on time, with a signal"),
    "kept.exempt": _("Resolved on time, from another system or the published example"),
    "signal.late_supplement": _("Papers asked for in the last fifth of the time, or after it"),
    "signal.more_supplements": _("Papers asked for more than once"),
    "signal.late_payment": _("Payment asked for in the last fifth of the time, or after it"),
    "signal.more_payments": _("Payment asked for more than once"),
    "signal.nothing_came": _("Wait for papers or a payment ended with nothing"),
    "signal.idle_pause": _("Pause begun after the due date"),
    "signal.no_document": _("Closed without number or file of a result"),
    "signal.due_moved": _("Due date moved to a later day"),
    "signal.received_late": _("Received after the answer was due"),
    "signal.refused_last_day": _("Returned or withdrawn by the office on the last day"),
    "signal.registered_again": _("Registered again soon after a return"),
    "signal.recorded_late": _("Entered later than it happened"),
    "signal.reopened": _("Reopened"),
}

WHY_A_SIGNAL = {
    "signal.late_supplement": _(
        "The clock stops just before it would run out. What is missing can be seen on the first day."
    ),
    "signal.more_supplements": _(
        "All that is missing must be named at once; the 766 scorecard counts a second request as late."
    ),
    "signal.late_payment": _(
        "The clock stops just before it would run out. What is owed can be known when the dossier is received."
    ),
    "signal.more_payments": _("The clock stops again. All that is owed can be asked for at once."),
    "signal.nothing_came": _(
        "The clock stood, or had not begun, and neither a paper nor money came. Scan what the applicant brings."
    ),
    "signal.idle_pause": _(
        "A pause after the due date holds nothing, and hides from the worklist that the dossier is late."
    ),
    "signal.no_document": _("A result without document may be no result: the citizen still waits."),
    "signal.due_moved": _(
        "The due date became a later one after reception: by another calendar, or as another procedure."
    ),
    "signal.received_late": _(
        "The clock begins with the reception. Who receives late gives the office time that the citizen loses."
    ),
    "signal.refused_last_day": _("What does not meet the conditions can be seen before the last day."),
    "signal.registered_again": _(
        "Returned and received anew, the same matter gets a second full limit. Counted when it is resolved."
    ),
    "signal.recorded_late": _(
        "What is typed later than it happened cannot be checked by anybody. Counted on the day of typing."
    ),
    "signal.reopened": _("Opened again after its end; the earlier ending still counts."),
}

LEVELS = {
    "commune": _("Commune level"),
    "province": _("Provincial level"),
    "vertical": _("Police, military, insurance, tax"),
    "total": _("Total"),
}

BY = {
    By.RECEIVING: _("counted at the receiving center"),
    By.DECIDING: _("counted at the deciding authority"),
}


def is_part(key: str) -> bool:
    """Whether a figure is a part of the one above it."""
    return "." in key and not key.endswith(".total")


def full(key: str) -> str:
    """The label of a figure as it stands alone: "Resolved in the period – before the due date"."""
    standing_alone = {**LISTED, **LETTERS, **BESIDE, **KEY_WORDS, **SCORECARD}
    if key in standing_alone:
        return str(standing_alone[key])
    group, _dot, _part = key.partition(".")
    return f"{FIGURES[f'{group}.total']} – {FIGURES[key]}" if is_part(key) else str(FIGURES[key])


def note_on_post(number: int) -> str:
    """The footnote wherever figures contain replayed dossiers whose channel nobody published; "" for none."""
    if not number:
        return ""
    words = gettext(
        "%(number)s provincial dossiers of the published Sa Pa example have no published channel "
        "(242 at the counter + 37 online of 285); that they came by post is an assumption."
    )
    return words % {"number": number}

"""Coordination slips: what one office asks another about a dossier, and how a slip ends. Pure.

What asking, answering and withdrawing are in the life of a dossier stands in the life-cycle table (`ask_opinion`,
`answer_opinion`, `withdraw_opinion`). The clock of the dossier does not stop for any of them.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from centers.models import OfficeKind
from common.errors import Refusal


class SlipState(TextChoices):
    OPEN = "open", _("Waiting for the answer")
    ANSWERED = "answered", _("Answer given")
    NOT_COMPETENT = "not_competent", _("Declared itself not competent")
    WITHDRAWN = "withdrawn", _("Withdrawn by who asked")
    ENDED = "ended", _("Closed: the dossier ended")


BY_THE_ASKED = (SlipState.ANSWERED, SlipState.NOT_COMPETENT)
MAY_BE_ASKED = (OfficeKind.SPECIALISED, OfficeKind.LEADERSHIP, OfficeKind.RECORDS)
"""A reception takes in and hands out; it gives no opinions."""


@dataclass(frozen=True)
class Question:
    """What is asked, until when, and the papers of the dossier that it is about."""

    text: str
    due_at: datetime
    paper_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Answer:
    """`is_competent` False: the office says that it is not the right one, and why."""

    text: str
    is_competent: bool = True

    @property
    def state(self) -> SlipState:
        return SlipState.ANSWERED if self.is_competent else SlipState.NOT_COMPETENT


class AskedAlready(Refusal):
    def __init__(self) -> None:
        told = _("This office has been asked already and has not answered yet. Wait for it, or withdraw that slip.")
        super().__init__(told, field="to_office")


class NotToBeAsked(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Choose another office: this one has the dossier itself, or only receives."), field="to_office"
        )


class NothingAsked(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Write what the other office is asked."), field="question")


class NothingAnswered(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Write the answer, or why your office is not competent."), field="answer")


class DueBeforeNow(Refusal):
    def __init__(self) -> None:
        super().__init__(_("The answer cannot be due before now. Choose a later moment."), field="due_on")


class ClosedThen(Refusal):
    """The answer would be due on a day off, or when nobody is there."""

    def __init__(self) -> None:
        super().__init__(_("The center is closed then. Choose a moment in its opening hours."), field="due_on")


class SlipIsClosed(Refusal):
    """Somebody was faster, or the dossier ended; the message says which."""

    def __init__(self, state: SlipState, when: str) -> None:
        told = _("This slip is closed since %(when)s: %(state)s. Nothing of yours was saved.")
        super().__init__(told % {"when": when, "state": state.label})

"""The answers that an applicant may change before the dossier is sent again, as the page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from citizens.identity import mask_number
from dossiers import questionnaire, revising
from dossiers.models import Declaration, Filing
from procedures.answers import Answer, AnswerChange, blocks
from procedures.questions import words


@dataclass(frozen=True)
class AnswerPage:
    """One page of questions; `is_done` False while something on it is open or wrong."""

    key: str
    title: str
    rows: Sequence[Answer]
    is_done: bool


@dataclass(frozen=True)
class Answers:
    """What will be declared when it is sent, and what of it is new."""

    pages: Sequence[AnswerPage]
    changes: Sequence[AnswerChange]

    @property
    def todo(self) -> Sequence[AnswerPage]:
        return [page for page in self.pages if not page.is_done]


def answers_in(declared: Declaration, draft: Filing, at: datetime) -> Answers:
    """Identity numbers masked; the fields of a page show them in full."""
    opened = questionnaire.open_pages(draft, at)
    said = blocks([one.page for one in opened], questionnaire.answers_of(draft, at), mask=mask_number)
    rows = {block.key: block.rows for block in said}
    pages = [AnswerPage(one.key, words(one.page.title), rows.get(one.key, ()), one.is_done) for one in opened]
    return Answers(pages, revising.changed(declared, draft, at, mask=mask_number))

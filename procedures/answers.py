"""Answers in readable words, page by page, for whoever reads them: applicant, desk, paper, other systems. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from procedures.questions import YES, Question, QuestionPage, words

Mask = Callable[[str], str]


@dataclass(frozen=True)
class Answer:
    """One answer: the key of its question, what was asked, the answer in words, and as it is kept."""

    key: str
    label: str
    value: str
    raw: str


@dataclass(frozen=True)
class AnswerBlock:
    """The answers of one page."""

    key: str
    title: str
    rows: tuple[Answer, ...]


def blocks(
    pages: Iterable[QuestionPage], answers: Mapping[str, str], *, language: str = "", mask: Mask | None = None
) -> list[AnswerBlock]:
    """What was answered on each page; pages without any answer are left out. `mask` is applied to identity numbers."""
    made = []
    for page in pages:
        rows = [_row(one, answers[one.key], language, mask) for one in page.questions if one.key in answers]
        if rows:
            made.append(AnswerBlock(page.key, words(page.title, language), tuple(rows)))
    return made


def _row(question: Question, answer: str, language: str, mask: Mask | None) -> Answer:
    shown = mask(answer) if mask and question.type == "identity" else answer
    return Answer(question.key, words(question.label, language), _said(question, shown, language), shown)


def _said(question: Question, answer: str, language: str) -> str:
    if question.type == "yes_no":
        yes = answer == YES
        if language == "vi":  # official text, whatever the reader's language
            return "Có" if yes else "Không"
        return _("Yes") if yes else _("No")
    if question.type == "choice":
        return next((words(one.label, language) for one in question.options if one.value == answer), answer)
    return answer

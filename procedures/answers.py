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


@dataclass(frozen=True)
class AnswerChange:
    """One answer that is another one now; "" where there was or is none."""

    key: str
    label: str
    before: str
    after: str


def changes(
    pages: Iterable[QuestionPage],
    before: Mapping[str, str],
    after: Mapping[str, str],
    *,
    language: str = "",
    mask: Mask | None = None,
) -> list[AnswerChange]:
    """What differs, in the order of the questions. Masked numbers are listed also when they look alike."""
    made = []
    for question in (one for page in pages for one in page.questions):
        old, new = before.get(question.key, ""), after.get(question.key, "")
        if old != new:
            old, new = (_row(question, text, language, mask).value if text else "" for text in (old, new))
            made.append(AnswerChange(question.key, words(question.label, language), old, new))
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

"""Answers that are changed while a dossier waits for its applicant: typed page by page like in a first draft, kept
sealed beside the papers that are collected, declared anew when everything is sent. What was declared before stays.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from citizens.addresses import place_of
from common.errors import Refusal
from dossiers import drafts, questionnaire
from dossiers.actions import save_filing
from dossiers.lifecycle import Status
from dossiers.models import Declaration, Dossier, Filing
from procedures import question_sets
from procedures.answers import AnswerChange, Mask, changes
from procedures.questions import Schema

WAITING = frozenset({Status.INCOMPLETE, Status.AWAITING_SUPPLEMENT})
REVISES = "revises"  # in Filing.answers: number of the declaration that the draft began with


class AnswersOpen(Refusal):
    default_message = _("Some answers are still to be given or to be put right. Look at the marked pages.")


def revisable(dossier: Dossier) -> Declaration | None:
    """The declaration that the applicant may change now; None without one, or when the procedure is another by now."""
    if dossier.status not in WAITING:
        return None
    last = dossier.declarations.select_related("questions").order_by("-number").first()
    return last if last is not None and last.questions.procedure_id == dossier.version.procedure_id else None


def draft_of(dossier: Dossier, declared: Declaration, account: User, at: datetime) -> Filing:
    """What has been typed so far, else what is declared; not saved where nothing was kept yet."""
    draft = drafts.supplement_of(dossier, account, at) or drafts.new_supplement(dossier, account, at)
    return _begun(draft, dossier, declared)


def begin(dossier: Dossier, declared: Declaration, account: User, at: datetime) -> Filing:
    """The same, saved."""
    draft = _begun(drafts.begin_supplement(dossier, account, at), dossier, declared)
    return save_filing(draft, at=at)


def _begun(draft: Filing, dossier: Dossier, declared: Declaration) -> Filing:
    """A draft that follows the questions of the declaration. It begins anew when somebody else declared meanwhile."""
    if draft.answers.get(REVISES) == declared.number:
        return draft
    draft.questions, draft.filed_by = declared.questions, dossier.filed_by
    draft.declared = drafts.sealed(typed_again(question_sets.schema_of(declared.questions), declared.answers))
    answered = [page.key for page in questionnaire.pages_of(draft)]
    draft.answers = {**draft.answers, REVISES: declared.number, questionnaire.ANSWERED: answered}
    return draft


def typed_again(schema: Schema, answers: Mapping[str, str]) -> dict[str, str]:
    """Answers as the fields that they were typed in; a place, kept in one line, becomes its three fields."""
    typed: dict[str, str] = {}
    for question in schema.questions():
        answer = answers.get(question.key, "")
        place = place_of(answer) if question.type == "place" and answer else None
        if place is not None:
            parts = {"province": place.province, "commune": place.commune, "line": place.line}
            typed |= {f"{question.key}-{part}": text for part, text in parts.items()}
        elif answer:
            typed[question.key] = answer
    return typed


def changed(declared: Declaration, draft: Filing, at: datetime, mask: Mask | None = None) -> list[AnswerChange]:
    """What is answered otherwise in the draft; pages that are not right yet are left out."""
    done = {page.key for page in questionnaire.open_pages(draft, at) if page.is_done}
    asked = {page.key for page in questionnaire.pages_of(draft)}
    pages = [
        page for page in question_sets.schema_of(declared.questions).pages if page.key in done or page.key not in asked
    ]
    return changes(pages, declared.answers, questionnaire.answers_of(draft, at), mask=mask)


def facts_of(dossier: Dossier, draft: Filing, at: datetime) -> dict[str, Any]:
    """For the event: the number of the declaration that the draft makes; {} when no answer is another one.

    Raises `AnswersOpen` while a page of changed answers has something to do.
    """
    declared = revisable(dossier)
    if declared is None or draft.answers.get(REVISES) != declared.number:
        return {}
    if not all(page.is_done for page in questionnaire.open_pages(draft, at)):
        raise AnswersOpen
    return {"declared": declared.number + 1} if changed(declared, draft, at) else {}


def declare_anew(dossier: Dossier, draft: Filing, number: int, at: datetime) -> None:
    assert draft.questions is not None
    questionnaire.put(dossier, draft.questions, questionnaire.answers_of(draft, at), number=number, at=at)

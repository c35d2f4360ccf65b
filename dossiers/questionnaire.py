"""The questions of a draft: which pages are asked, what was typed, what is open, and what is asked otherwise now."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from citizens.addresses import province_choices
from common import crypto
from common.clock import local_date
from dossiers.actions import save_filing
from dossiers.drafts import opened, sealed
from dossiers.forms.questions import PageForm
from dossiers.models import Declaration, Dossier, Filing
from procedures import answers, question_sets
from procedures.answers import AnswerBlock, Mask
from procedures.models import QuestionSet
from procedures.questions import (
    FILED_FOR,
    QuestionPage,
    Schema,
    changed_pages,
    chosen,
    holds,
    need_of,
    shown,
)

ANSWERED = "answered"  # in Filing.answers: keys of pages that were saved
LOOK_AGAIN = "look_again"  # keys of saved pages whose questions changed since


@dataclass(frozen=True)
class OpenPage:
    """A page that this person is asked; `look_again` once its questions have changed since it was answered."""

    page: QuestionPage
    is_done: bool
    look_again: bool

    @property
    def key(self) -> str:
        return self.page.key


class NoSuchPage(Exception):
    """The page is not asked in this case, or not at all."""


def schema_of(filing: Filing) -> Schema:
    """The questions the draft follows; an empty schema where nothing is asked."""
    return question_sets.schema_of(filing.questions) if filing.questions else Schema()


def typed_of(filing: Filing) -> dict[str, str]:
    return opened(filing.declared)


def known_of(filing: Filing) -> dict[str, str]:
    """What conditions know before the first question."""
    return {FILED_FOR: "me" if filing.is_about_submitter else "other"}


def pages_of(filing: Filing) -> list[QuestionPage]:
    return shown(schema_of(filing), typed_of(filing), known_of(filing))


def forms_of(filing: Filing, on: date) -> list[PageForm]:
    """Every page that is asked, bound to what was typed. Each knows the answers before it."""
    typed, made, earlier = typed_of(filing), [], dict[str, str]()
    pages = pages_of(filing)
    provinces = province_choices() if pages else []
    for page in pages:
        form = PageForm(page, typed, today=on, earlier=earlier, provinces=provinces)
        earlier |= form.answers() if form.is_valid() else {}
        made.append(form)
    return made


def open_pages(filing: Filing, at: datetime) -> list[OpenPage]:
    """The pages in their order, each with whether it is done."""
    answered, again = filing.answers.get(ANSWERED, []), filing.answers.get(LOOK_AGAIN, [])
    done = {form.page.key for form in forms_of(filing, local_date(at)) if form.is_valid()} & set(answered) - set(again)
    return [OpenPage(page, page.key in done, page.key in again) for page in pages_of(filing)]


def answers_of(filing: Filing, at: datetime) -> dict[str, str]:
    """The answers to what is asked, as cleaned; what was typed for other cases is left out."""
    right = [form for form in forms_of(filing, local_date(at)) if form.is_valid()]
    return {key: text for form in right for key, text in form.answers().items()}


def page_form(filing: Filing, key: str, data: Any, at: datetime) -> PageForm:
    """The form of one page: posted, or with what was typed before, or with what is known. Raises NoSuchPage."""
    page = next((page for page in pages_of(filing) if page.key == key), None)
    if page is None:
        raise NoSuchPage
    on, typed = local_date(at), typed_of(filing)
    before = [form for form in forms_of(filing, on) if form.page.key != key]
    earlier = {name: text for form in before if form.is_valid() for name, text in form.answers().items()}
    first = {**prefilled(filing, page), **typed}
    return PageForm(page, data, today=on, earlier=earlier, initial=first)


def save(filing: Filing, form: PageForm, at: datetime) -> None:
    """Keep what was typed on a page, right or wrong; only right answers make the page done."""
    kept = dict(filing.answers)
    if form.is_valid():
        kept[ANSWERED] = [*dict.fromkeys([*kept.get(ANSWERED, []), form.page.key])]
        kept[LOOK_AGAIN] = [key for key in kept.get(LOOK_AGAIN, []) if key != form.page.key]
    declared = sealed({**typed_of(filing), **form.typed()})
    save_filing(filing, at=at, declared=declared, answers=kept)


def follow(filing: Filing, at: datetime) -> bool:
    """Bring the draft to the questions of today; pages that ask something else now are to be looked at again.

    Returns whether anything changed. What was typed stays.
    """
    newest = question_sets.current(filing.version.procedure_id)
    if filing.questions_id == (newest.pk if newest else None):
        return False
    before = schema_of(filing)
    filing.questions = newest
    changed = changed_pages(before, schema_of(filing))
    again = [*filing.answers.get(LOOK_AGAIN, []), *changed]
    answered = filing.answers.get(ANSWERED, [])
    kept = {**filing.answers, LOOK_AGAIN: [key for key in dict.fromkeys(again) if key in answered]}
    save_filing(filing, at=at, answers=kept)
    return True


def needs(filing: Filing, papers: Sequence[str]) -> dict[str, bool | None]:
    """By name of a published paper: needed in this case, not needed, or None where the questions do not say."""
    schema, typed = schema_of(filing), typed_of(filing)
    if not schema.papers:
        return dict.fromkeys(papers)
    pages = pages_of(filing)
    said = chosen(pages, typed, known_of(filing))
    return {name: need_of(schema, name, said) for name in papers}


def spared(filing: Filing) -> list[str]:
    """Published papers that are not needed in this case, by name."""
    if not schema_of(filing).papers:
        return []
    names = list(filing.version.papers.filter(is_note=False).values_list("name", flat=True))
    return [name for name, needed in needs(filing, names).items() if needed is False]


def blocks_of(declaration: Declaration, *, language: str = "", mask: Mask | None = None) -> list[AnswerBlock]:
    """What a sent dossier declares, page by page, in words. Reading it is a view of personal data: record it."""
    pages = question_sets.schema_of(declaration.questions).pages
    return answers.blocks(pages, declaration.answers, language=language, mask=mask)


def declare(dossier: Dossier, filing: Filing, at: datetime) -> None:
    """Keep the answers with the dossier for good; nothing where nothing is asked."""
    if filing.questions is not None:
        put(dossier, filing.questions, answers_of(filing, at), number=1, at=at)


def put(dossier: Dossier, questions: QuestionSet, said: Mapping[str, str], *, number: int, at: datetime) -> None:
    """A declaration of the dossier, encrypted; rows are only ever added."""
    key_id, content = crypto.encrypt(json.dumps(dict(said), ensure_ascii=False).encode())
    Declaration.objects.create(
        dossier=dossier, number=number, questions=questions, content=content, key_id=key_id, declared_at=at
    )


def prefilled(filing: Filing, page: QuestionPage) -> dict[str, str]:
    """First values of a page out of what the draft declares about people; nobody declares the same twice."""
    people = {"submitter": opened(filing.submitter), "owner": opened(filing.owner)}
    said = chosen(pages_of(filing), typed_of(filing), known_of(filing))
    first: dict[str, str] = {}
    for question in page.questions:
        for source in question.prefill:
            known = people[source.source]
            if known and holds(source.when, said):
                first |= _values(question.key, source.field, known)
                break
    return first


def _values(key: str, name: str, known: Mapping[str, str]) -> dict[str, str]:
    if name != "place":
        return {key: known[name]} if known.get(name) else {}
    parts = {"province": "province", "commune": "commune", "line": "address_line"}
    return {f"{key}-{part}": known[field] for part, field in parts.items() if known.get(field)}

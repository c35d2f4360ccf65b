"""The questions of a procedure: how they are written down, which of them a person is asked, what they say of papers.

Pure: no database, no clock. A schema is what a `QuestionSet` holds. Typed answers travel as text by the key of their
question. Conditions look back at earlier pages only, so that everything works page by page without a script.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

TYPES = frozenset({"text", "long_text", "date", "number", "phone", "identity", "choice", "yes_no", "place"})
CHOSEN = frozenset({"choice", "yes_no"})
YES, NO = "yes", "no"
FILED_FOR = "filed_for"
"""What is known before the first question: "me" or "other", whom the dossier is about."""

KNOWN = {FILED_FOR: ("me", "other")}
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
SOURCES = frozenset({"submitter", "owner"})
FIELDS = frozenset({"name", "number", "birth_date", "gender", "ethnicity", "phone", "email", "place"})
LONGEST = {"text": 200, "long_text": 2000}

Words = Mapping[str, str]
"""A text in both languages: {"vi": …, "en": …}."""

Condition = Mapping[str, Any] | bool


class QuestionsWrong(Exception):
    """A schema that cannot be used; `errors` name every place."""

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__("; ".join(errors))
        self.errors = errors


@dataclass(frozen=True)
class Option:
    value: str
    label: Words


@dataclass(frozen=True)
class Prefill:
    """Where a first value comes from: `source` submitter or owner, a field of theirs, and when."""

    source: str
    field: str
    when: Condition = True


@dataclass(frozen=True)
class Question:
    """`largest` is letters of a text or the largest number; `not_before` names an earlier date."""

    key: str
    type: str
    label: Words
    hint: Words = field(default_factory=dict)
    required: bool = True
    when: Condition = True
    options: tuple[Option, ...] = ()
    smallest: int | None = None
    largest: int | None = None
    is_past: bool = False
    takes_year_alone: bool = False
    not_before: str = ""
    offers: str = ""
    default: str = ""
    prefill: tuple[Prefill, ...] = ()


@dataclass(frozen=True)
class QuestionPage:
    key: str
    title: Words
    questions: tuple[Question, ...]
    intro: Words = field(default_factory=dict)
    when: Condition = True


@dataclass(frozen=True)
class PaperRule:
    """Papers of the published list whose name begins so are needed exactly when the condition holds."""

    begins: str
    needed: Condition


@dataclass(frozen=True)
class Schema:
    pages: tuple[QuestionPage, ...] = ()
    papers: tuple[PaperRule, ...] = ()

    def questions(self) -> Iterator[Question]:
        return (question for page in self.pages for question in page.questions)


def words(text: Words, language: str = "") -> str:
    """The text in the language of the page, or in the one given; Vietnamese where the other is missing."""
    return text.get(language or get_language() or "vi") or text.get("vi", "")


def holds(condition: Condition, answers: Mapping[str, str]) -> bool:
    """Whether a condition is true of the answers; a question that was not answered is never equal to anything."""
    if isinstance(condition, bool):
        return condition
    if "all" in condition:
        return all(holds(part, answers) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, answers) for part in condition["any"])
    answer = answers.get(condition["question"], "")
    if "is_not" in condition:
        return answer != "" and answer not in condition["is_not"]
    return answer in condition["is"]


def shown(schema: Schema, typed: Mapping[str, str], known: Mapping[str, str]) -> list[QuestionPage]:
    """The pages that this person is asked, each with its questions. What was typed for others does not count."""
    answers, pages = dict(known), []
    for page in schema.pages:
        if not holds(page.when, answers):
            continue
        questions = tuple(one for one in page.questions if holds(one.when, answers))
        if questions:
            pages.append(QuestionPage(page.key, page.title, questions, page.intro, page.when))
        answers |= {one.key: typed[one.key] for one in questions if one.type in CHOSEN and one.key in typed}
    return pages


def chosen(pages: Sequence[QuestionPage], typed: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """What conditions look at, after all pages: only choices of questions that are asked."""
    asked = [one for page in pages for one in page.questions if one.type in CHOSEN]
    return {**known, **{one.key: typed[one.key] for one in asked if one.key in typed}}


def need_of(schema: Schema, paper: str, answers: Mapping[str, str]) -> bool | None:
    """Whether a paper is needed in this case; None when the questions do not say."""
    said = [holds(rule.needed, answers) for rule in schema.papers if paper.startswith(rule.begins)]
    return any(said) if said else None


def changed_pages(before: Schema, after: Schema) -> list[str]:
    """Keys of pages of the new schema with a question that is new or asks something else now."""
    old = {one.key: one for one in before.questions()}
    return [page.key for page in after.pages if any(_asks_anew(old.get(one.key), one) for one in page.questions)]


def _asks_anew(before: Question | None, after: Question) -> bool:
    """Another wording of label or hint in one language is a change too: somebody may have meant something else."""
    return before != after


def parse(content: Mapping[str, Any]) -> Schema:
    """The schema of a set of questions. Raises QuestionsWrong with everything that is wrong."""
    reader = _Reader()
    schema = Schema(
        tuple(reader.page(page) for page in content.get("pages", ())),
        tuple(reader.paper(rule) for rule in content.get("papers", ())),
    )
    if reader.errors:
        raise QuestionsWrong(reader.errors)
    return schema


class _Reader:
    """Reads page by page and remembers what conditions may look at."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.values: dict[str, tuple[str, ...]] = dict(KNOWN)  # of questions on earlier pages
        self.keys: set[str] = set(KNOWN)
        self.pages: set[str] = set()
        self.dates: set[str] = set()

    def page(self, raw: Mapping[str, Any]) -> QuestionPage:
        key = self._key(raw, self.pages, "page")
        questions = tuple(self._question(one) for one in raw.get("questions", ()))
        if not questions:
            self.errors.append(f"page {key}: no questions")
        when = self._condition(raw.get("when", True), f"page {key}")
        self.values |= {one.key: self._values(one) for one in questions if one.type in CHOSEN}
        title = self._words(raw.get("title"), f"page {key}: title")
        return QuestionPage(key, title, questions, raw.get("intro", {}), when)

    def paper(self, raw: Mapping[str, Any]) -> PaperRule:
        begins = str(raw.get("begins", ""))
        if not begins:
            self.errors.append("paper: “begins” is missing")
        return PaperRule(begins, self._condition(raw.get("needed"), f"paper {begins}"))

    def _question(self, raw: Mapping[str, Any]) -> Question:
        key = self._key(raw, self.keys, "question")
        place, kind = f"question {key}", str(raw.get("type"))
        unknown = raw.keys() - NAMES
        if unknown:
            self.errors.append(f"{place}: unknown {', '.join(sorted(unknown))}")
        if kind not in TYPES:
            self.errors.append(f"{place}: unknown type {kind}")
        if raw.get("not_before") and raw["not_before"] not in self.dates:
            self.errors.append(f"{place}: not_before must name an earlier date")
        if kind == "date":
            self.dates.add(key)
        return Question(
            key=key,
            type=kind,
            label=self._words(raw.get("label"), f"{place}: label"),
            hint=raw.get("hint", {}),
            required=bool(raw.get("required", True)),
            when=self._condition(raw.get("when", True), place),
            options=self._options(raw, kind, place),
            smallest=raw.get("min"),
            largest=raw.get("max", LONGEST.get(kind)),
            is_past=bool(raw.get("past", False)),
            takes_year_alone=bool(raw.get("year_alone", False)),
            not_before=str(raw.get("not_before", "")),
            offers=str(raw.get("offers", "")),
            default=str(raw.get("default", "")),
            prefill=tuple(self._prefill(one, place) for one in raw.get("prefill", ())),
        )

    def _key(self, raw: Mapping[str, Any], taken: set[str], what: str) -> str:
        key = str(raw.get("key", ""))
        if not KEY.fullmatch(key):
            self.errors.append(f"{what} “{key}”: a key has small letters, digits and _")
        if key in taken:
            self.errors.append(f"{what} {key}: twice")
        taken.add(key)
        return key

    def _words(self, raw: object, place: str) -> Words:
        if isinstance(raw, Mapping) and raw.get("vi") and raw.get("en"):
            return raw
        self.errors.append(f"{place}: needs both languages")
        return {}

    def _options(self, raw: Mapping[str, Any], kind: str, place: str) -> tuple[Option, ...]:
        rows = raw.get("options", ())
        if (kind == "choice") != bool(rows):
            self.errors.append(f"{place}: a choice, and nothing else, has options")
        return tuple(
            Option(str(row.get("value", "")), self._words(row.get("label"), f"{place}: option")) for row in rows
        )

    def _prefill(self, raw: Mapping[str, Any], place: str) -> Prefill:
        source, name = str(raw.get("from")), str(raw.get("field"))
        if source not in SOURCES or name not in FIELDS:
            self.errors.append(f"{place}: cannot be prefilled from {source}.{name}")
        return Prefill(source, name, self._condition(raw.get("when", True), place))

    def _values(self, question: Question) -> tuple[str, ...]:
        return (YES, NO) if question.type == "yes_no" else tuple(one.value for one in question.options)

    def _condition(self, raw: Any, place: str) -> Condition:
        """A condition on answers of earlier pages; what cannot be one is remembered as an error."""
        if isinstance(raw, bool):
            return raw
        if isinstance(raw, Mapping):
            for joint in ("all", "any"):
                if set(raw) == {joint}:
                    return {joint: [self._condition(part, place) for part in raw[joint]]}
            if set(raw) in ({"question", "is"}, {"question", "is_not"}):
                self._compared(raw, place)
                return raw
        self.errors.append(f"{place}: not a condition")
        return True

    def _compared(self, raw: Mapping[str, Any], place: str) -> None:
        values = self.values.get(raw["question"])
        if values is None:
            self.errors.append(f"{place}: a condition looks at a choice on an earlier page, not at {raw['question']}")
            return
        strange = set(raw.get("is", raw.get("is_not"))) - set(values)
        if strange:
            self.errors.append(f"{place}: {raw['question']} is never {', '.join(sorted(strange))}")


NAMES = frozenset(Question.__dataclass_fields__) - {"smallest", "largest", "is_past", "takes_year_alone"} | {
    "min",
    "max",
    "past",
    "year_alone",
}

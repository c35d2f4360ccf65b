"""Questions for a procedure of the tests: a choice, what depends on it, and a page of every type."""

from typing import Any

from procedures.models import Procedure, QuestionSet
from procedures.question_sets import take
from tests.places import AT


def both(vi: str) -> dict[str, str]:
    return {"vi": vi, "en": f"{vi} (en)"}


def question(key: str, kind: str, **rest: Any) -> dict[str, Any]:
    return {"key": key, "type": kind, "label": both(key), **rest}


MOTHER = {"from": "submitter", "when": {"question": "relation", "is": ["mother"]}}
PAGES: list[dict[str, Any]] = [
    {
        "key": "child",
        "title": both("Em bé"),
        "questions": [
            question("child_name", "text"),
            question("child_born", "date", past=True),
            question(
                "relation",
                "choice",
                options=[{"value": "mother", "label": both("Mẹ")}, {"value": "father", "label": both("Cha")}],
            ),
            question("married", "yes_no"),
        ],
    },
    {
        "key": "mother",
        "title": both("Người mẹ"),
        "questions": [
            question("mother_name", "text", prefill=[{**MOTHER, "field": "name"}]),
            question("mother_id", "identity", required=False, prefill=[{**MOTHER, "field": "number"}]),
            question("mother_home", "place", prefill=[{**MOTHER, "field": "place"}]),
        ],
    },
    {
        "key": "wedding",
        "title": both("Kết hôn"),
        "when": {"question": "married", "is": ["yes"]},
        "questions": [
            question("wedding_on", "date", year_alone=True, past=True),
            question("wedding_note", "long_text", required=False, max=100),
        ],
    },
]
PAPERS = [{"begins": "Tờ khai", "needed": {"question": "married", "is": ["yes"]}}]


def ask(procedure: Procedure, pages: Any = None, papers: Any = PAPERS) -> QuestionSet:
    """A new set of questions for the procedure."""
    content = {
        "codes": [procedure.code],
        "source": "thử",
        "confidence": "likely",
        "pages": PAGES if pages is None else pages,
        "papers": papers,
    }
    take(content, at=AT)
    return procedure.question_sets.latest("number")

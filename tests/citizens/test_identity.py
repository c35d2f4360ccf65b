"""Numbers are looked at, never judged: the law gives no check digit."""

from datetime import date

import pytest

from citizens.identity import (
    Holder,
    check_number,
    guess_kind,
    is_broken_card,
    mask_number,
    normalise_number,
    number_kind_of,
    read_card,
)

MAN_1990 = Holder(date(1990, 2, 1), "male")


@pytest.mark.parametrize(
    ("kind", "number", "holder", "codes"),
    [
        ("citizen_id", "", Holder(), []),
        ("citizen_id", "000090123456", Holder(), []),
        ("citizen_id", "010 090 123 456", MAN_1990, []),
        ("citizen_id", "010190123456", MAN_1990, ["id_gender"]),
        ("citizen_id", "010091123456", MAN_1990, ["id_birth_year"]),
        ("citizen_id", "010290123456", MAN_1990, ["id_birth_year"]),
        ("citizen_id", "010309123456", Holder(date(2009, 5, 5), "female"), []),
        ("citizen_id", "010309123456", Holder(date(1909, 5, 5), "male"), ["id_birth_year", "id_gender"]),
        ("citizen_id", "010090123456", Holder(date(1990, 2, 1), "other"), []),
        ("citizen_id", "099090123456", MAN_1990, ["id_place"]),
        ("citizen_id", "012345678", MAN_1990, ["old_id"]),
        ("citizen_id", "01009012345", MAN_1990, ["id_length"]),
        ("citizen_id", "0100901234567", MAN_1990, ["id_length"]),
        ("tax_code", "5300123456", Holder(), []),
        ("tax_code", "5300123456-001", Holder(), []),
        ("tax_code", "010090123456", Holder(), []),
        ("tax_code", "53001", Holder(), ["tax_code_length"]),
        ("passport", "C1234567", Holder(), []),
        ("passport", "C1!", Holder(), ["passport_shape"]),
        ("unknown", "whatever", Holder(), []),
    ],
)
def test_unusual_numbers_are_pointed_out(kind: str, number: str, holder: Holder, codes: list[str]) -> None:
    assert [warning.code for warning in check_number(kind, number, holder)] == codes


def test_numbers_are_compared_without_their_spelling() -> None:
    assert normalise_number("tax_code", " 5300123456-001 ") == normalise_number("tax_code", "5300 123456.001")
    assert normalise_number("passport", "c1234567") == "C1234567"


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("000090123456", "citizen_id"),
        ("012345678", "citizen_id"),
        ("5300123456-001", "tax_code"),
        ("C1234567", "passport"),
        ("?", "unknown"),
    ],
)
def test_a_kind_is_guessed_from_the_shape(number: str, kind: str) -> None:
    assert guess_kind(number) == kind


@pytest.mark.parametrize(
    ("party", "number", "kind"),
    [
        ("person", "", ""),
        ("person", "01009012345", "citizen_id"),
        ("person", "C1234567", "passport"),
        ("person", "giấy khai sinh 12", "unknown"),
        ("business", "5300123456", "tax_code"),
        ("agency", "", ""),
    ],
)
def test_the_kind_of_number_follows_the_kind_of_party(party: str, number: str, kind: str) -> None:
    assert number_kind_of(party, number) == kind


def test_a_masked_number_shows_three_digits() -> None:
    assert mask_number("000090123456") == "*********456"
    assert mask_number("12") == "**"


def test_a_card_typed_by_a_reader_is_understood() -> None:
    card = read_card("000090123456|012345678|Nguyễn Văn An|01021990|Nam|Tổ 1, phường Sa Pa, Lào Cai|01012022")
    assert card is not None
    assert (card.number, card.name, card.birth_date, card.gender) == (
        "000090123456",
        "Nguyễn Văn An",
        "01/02/1990",
        "male",
    )
    assert (card.address, card.old_number) == ("Tổ 1, phường Sa Pa, Lào Cai", "012345678")
    assert read_card("000090123456") is None
    assert read_card("a|b|c|d|e|f") is None


@pytest.mark.parametrize("half", ["000090123456|012345678|Nguyễn", "|", "90123456||Nguyễn Văn An|01021990|Nam|Sa Pa|"])
def test_half_a_card_is_no_number(half: str) -> None:
    assert is_broken_card(half)
    assert not is_broken_card("000090123456")

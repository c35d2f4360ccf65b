"""The published examples of the format, and codes that name exactly one dossier and amount."""

import pytest

from payments.accounts import NoAccount, read
from payments.vietqr import Account, crc16, payload, plain, purpose_of

NAPAS = Account("970403", "0011012345678", "NAPAS", "Sacombank")


def test_the_check_value_of_the_algorithm() -> None:
    assert crc16("123456789") == "29B1"


@pytest.mark.parametrize(
    "published",
    [  # NAPAS, static and dynamic transfer to an account; README of subiz/vietqr
        "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN63049E6F",
        "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN"
        "62340107NPS68690819thanh toan don hang63042E2E",
        "00020101021138540010A00000072701240006970423011000999999990208QRIBFTTA53037045802VN6304CBB4",
    ],
)
def test_the_check_sum_of_published_codes(published: str) -> None:
    assert crc16(published[:-4]) == published[-4:]


def test_the_published_dynamic_code_is_made_letter_by_letter() -> None:
    made = payload(NAPAS, 180_000, "thanh toan don hang", bill="NPS6869")
    assert made == (
        "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA"
        "530370454061800005802VN62340107NPS68690819thanh toan don hang63042E2E"
    )


def test_a_code_names_amount_and_dossier() -> None:
    made = payload(NAPAS, 8000, purpose_of("H38.03006-261119-0001"))
    assert "54048000" in made
    assert "0818H38030062611190001" in made


@pytest.mark.parametrize("amount", [0, -1, 10**13])
def test_impossible_amounts_make_no_code(amount: int) -> None:
    with pytest.raises(ValueError, match="amount"):
        payload(NAPAS, amount, "x")


@pytest.mark.parametrize("number", ["", "12 34", "1" * 20, "12đ"])
def test_impossible_accounts_make_no_code(number: str) -> None:
    with pytest.raises(ValueError, match="account"):
        payload(Account("970403", number, "A", "B"), 1000, "x")


def test_vietnamese_becomes_ascii_of_at_most_25_letters() -> None:
    assert plain("Đường Nguyễn Huệ nộp lệ phí chứng thực") == "Duong Nguyen Hue nop le p"


def test_each_center_has_its_account_or_none() -> None:
    several = "sa-pa=970403|111|UBND SA PA|Sacombank; ta-van=970415|222|UBND TA VAN|VietinBank"
    assert (read(several, "sa-pa").number, read(several, "ta-van").number) == ("111", "222")
    with pytest.raises(NoAccount):
        read(several, "muong-hoa")
    assert read("970403|0000|MAU|Mau", "any").is_sample

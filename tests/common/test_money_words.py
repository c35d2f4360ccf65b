import pytest

from common.money_words import vnd_in_words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (105, "Một trăm lẻ năm đồng"),
        (2000, "Hai nghìn đồng"),
        (8000, "Tám nghìn đồng"),
        (15_000, "Mười lăm nghìn đồng"),
        (205_000, "Hai trăm lẻ năm nghìn đồng"),
        (1_005_000, "Một triệu không trăm lẻ năm nghìn đồng"),
        (1_000_050, "Một triệu không trăm năm mươi đồng"),
        (12_345_671, "Mười hai triệu ba trăm bốn mươi lăm nghìn sáu trăm bảy mươi mốt đồng"),
        (2_000_000_000, "Hai tỷ đồng"),
        (1_000_000_000_001, "Một nghìn tỷ không trăm lẻ một đồng"),
    ],
)
def test_amounts_are_read_as_people_read_them(amount: int, words: str) -> None:
    assert vnd_in_words(amount) == words

"""What goes to phones: short, in the right letters, and nothing about the person."""

from pathlib import Path

import pytest
from django.template.loader import get_template

from notifications.routes import mobile
from notifications.segments import is_gsm, plain, segments
from notifications.short_texts import TEXTS, NoShortText, short_text
from tests.notifications.test_outbox import CONTEXT

CODE = "H38.03006-261119-0001"
PERSONAL = {
    "name": "Vàng Thị Mỷ",
    "owner": "Giàng A Páo",
    "phone": "0912345678",
    "number": "000190700001",
    "procedure": "Đăng ký khai sinh",
    "check_word": "KVTM34",
    "secret": "bi-mat",
    "reason": "Thiếu giấy chứng sinh",
    "carrier": "Bưu điện",
    "parcel": "EM123456789VN",
    "names": ["Giấy khai sinh"],
    "by": "Lý Thị Mẩy",
    "center": "Trung tâm Sa Pa",
    "dossier": 987654,
}
KNOWN = {**CONTEXT, **PERSONAL}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("template", sorted(TEXTS))
def test_nothing_but_the_code_and_the_state_is_said(template: str, language: str) -> None:
    said = short_text(template, language, KNOWN)
    assert CODE in said.whole
    bare = plain(said.whole).lower()
    for name, value in PERSONAL.items():
        for one in value if isinstance(value, list) else [value]:
            assert plain(str(one)).lower() not in bare, name
    assert said.whole == short_text(template, language, {"code": CODE, "due_at": KNOWN["due_at"]}).whole


@pytest.mark.parametrize("template", sorted(TEXTS))
def test_without_accents_it_is_one_sms(template: str, settings: object) -> None:
    said = short_text(template, "vi", KNOWN).whole
    assert is_gsm(plain(said))
    assert segments(plain(said)) == 1, (len(said), said)
    assert segments(said) <= 3


@pytest.mark.parametrize("template", sorted(TEXTS))
def test_before_there_is_a_code_it_says_your_dossier(template: str) -> None:
    assert short_text(template, "vi", {**KNOWN, "code": ""}).whole.startswith("Hồ sơ của ông/bà:")


def test_every_e_mail_about_a_dossier_has_a_short_wording() -> None:
    folder = Path(get_template("messages/dossier_received.txt").origin.name).parent
    assert {path.stem for path in folder.glob("dossier_*.txt")} == set(TEXTS)
    with pytest.raises(NoShortText):
        short_text("petition_received", "vi", KNOWN)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ơ" * 70, 1),
        ("ơ" * 71, 2),
        ("ơ" * 134, 2),
        ("ơ" * 135, 3),
        ("", 1),
    ],
)
def test_segments(text: str, count: int) -> None:
    assert segments(text) == count


def test_plain_text_loses_accents_only() -> None:
    assert plain("Hồ sơ ĐÃ được tiếp nhận – Phường Sa Pa") == "Ho so DA duoc tiep nhan - Phuong Sa Pa"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0912345678", "84912345678"),
        ("+84 912 345 678", "84912345678"),
        ("0912.345.678", "84912345678"),
        ("0214 3871 234", ""),
        ("112", ""),
        ("", ""),
    ],
)
def test_mobile_numbers(typed: str, number: str) -> None:
    assert mobile(typed) == number

"""The web font: every letter of Vietnamese, figures of one width, small files, no work when up to date."""

import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from common.management.commands.build_fonts import build

BASES = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return build(tmp_path_factory.mktemp("fonts"))


def test_both_weights_are_small(fonts: list[Path]) -> None:
    assert [path.name for path in fonts] == ["be-vietnam-pro-400.woff2", "be-vietnam-pro-600.woff2"]
    assert all(path.stat().st_size < 20_000 for path in fonts)


def test_every_vietnamese_letter_is_there(fonts: list[Path]) -> None:
    letters = {unicodedata.normalize("NFC", base + tone) for base in BASES for tone in TONES} | set("đĐ₫…–“”")
    for path in fonts:
        assert sorted(letters - {chr(code) for code in TTFont(path).getBestCmap()}) == []


def test_all_figures_have_one_width(fonts: list[Path]) -> None:
    for path in fonts:
        font = TTFont(path)
        widths = {font["hmtx"][font.getBestCmap()[ord(figure)]][0] for figure in "0123456789"}
        assert len(widths) == 1


def test_the_licence_travels_with_the_font(fonts: list[Path]) -> None:
    assert "SIL Open Font License" in (fonts[0].parent / "OFL.txt").read_text()


def test_a_second_run_does_nothing(fonts: list[Path]) -> None:
    assert build(fonts[0].parent) == []

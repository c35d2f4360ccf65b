"""A workbook: text stays text, moments are dates, and memory does not grow with the rows."""

import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from common import spreadsheet
from common.spreadsheet import Cell, Column, Formula, Kind, Sheet, harmless, write

NASTY = ["=1+1", "+84900000001", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", " =1+1", "＝1+1"]


def _sheet(rows: list[tuple[Cell, ...]], **rest: object) -> Sheet:
    columns = [Column("Text", 20), Column("Number", 8, Kind.NUMBER), Column("When", 17, Kind.MOMENT)]
    return Sheet("S", "Title", columns, rows, **rest)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", NASTY)
def test_text_that_looks_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Vàng Thị Mỷ", "1 = 1", "a-b", "–", "0900000001"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_no_cell_with_data_is_a_formula_and_ours_are() -> None:
    rows: list[tuple[Cell, ...]] = [(text, 1, None) for text in NASTY]
    rows.append(("Total", Formula("=SUM(B5:B13)", 9), None))
    page = load_workbook(write([_sheet(rows, lines=["=9"], footnotes=["+1"])])).active
    formulas = [cell.coordinate for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == ["B14"]
    texts = [row[0].value for row in page.iter_rows() if isinstance(row[0].value, str)]
    assert all(text[0] not in "=+-@\t\r" for text in texts)


def test_moments_are_date_cells_in_local_time() -> None:
    at = datetime(2026, 11, 19, 2, 10, 33, tzinfo=UTC)
    page = load_workbook(write([_sheet([("a", 1, at), ("b", 2, date(2026, 2, 1))])])).active
    assert (page["C4"].value, page["C4"].number_format) == (
        datetime.fromisoformat("2026-11-19T09:10"),
        "dd/mm/yyyy hh:mm",
    )
    assert (page["C5"].value, page["C5"].number_format) == (datetime.fromisoformat("2026-02-01"), "dd/mm/yyyy")


def test_it_prints_on_a4_across_with_the_heading_on_every_page_and_the_heading_stands_still() -> None:
    page = load_workbook(write([_sheet([("a", 1, None)], lines=["one", "two"])])).active
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.print_title_rows == "$5:$5"
    assert page.freeze_panes == "A6"
    assert page.column_dimensions["A"].width == pytest.approx(20, abs=1)


def test_memory_does_not_grow_with_the_rows() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        rows = ((f"Hồ sơ {number} " + "x" * 200, number, None) for number in range(count))
        write([_sheet(rows)]).close()  # type: ignore[arg-type]
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(10)
    assert peak(6000) < peak(600) + 200_000


def test_nothing_stays_behind_when_writing_breaks_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def rows() -> object:
        yield ("a", 1, None)
        raise RuntimeError("the database is away")

    with pytest.raises(RuntimeError):
        spreadsheet.write([_sheet(rows())])  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []

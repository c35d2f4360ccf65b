"""A workbook with a mistake is not taken at all; every mistake is told with its sheet and row."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from common.clock import moved_to
from procedures import import_actions
from procedures.load import LoadReport
from procedures.models import FeeItem, Procedure, ProcedureVersion
from procedures.workbook.entries import WorkbookRefused

from .conftest import NOW
from .workbooks import CASES, FEES, PAPERS, PROCEDURES, STEPS, TODAY, add_row, all_of, put, workbook

BIRTH, MARITAL = "1.001193", "1.004873"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def drop_sheet(title: str) -> Callable[[openpyxl.Workbook], None]:
    return lambda book: book.remove(book[title])


def copy_row(sheet: str) -> Callable[[openpyxl.Workbook], None]:
    return lambda book: book[sheet].append([cell.value for cell in book[sheet][2]])


def rename(sheet: str, place: int, heading: str) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        book[sheet].cell(row=1, column=place).value = heading

    return change


FEE = {"Tên_phí,_lệ_phí": "Phí", "Độ_tin_cậy": "Chưa rõ"}
STEP = {"Mã_thủ_tục": MARITAL, "Tên_bước": "Bước", "Tính_vào_thời_hạn": "có"}

MISTAKES = {
    "a sheet is missing": (drop_sheet(PAPERS), PAPERS, 0, "missing"),
    "a column is missing": (rename(FEES, 3, "Tiền"), FEES, 1, "Số tiền (đồng)"),
    "a column twice": (rename(FEES, 2, "Ghi chú"), FEES, 1, "twice"),
    "a code twice": (copy_row(PROCEDURES), PROCEDURES, 3, "row 2"),
    "a part of an unknown procedure": (add_row(FEES, Mã_thủ_tục="1.777777", **FEE), FEES, 3, "1.777777"),
    "no code": (put(PROCEDURES, "Mã thủ tục", None), PROCEDURES, 2, "must not be empty"),
    "no name": (put(PROCEDURES, "Tên thủ tục", "  "), PROCEDURES, 2, "Tên thủ tục"),
    "a negative fee": (put(FEES, "Số tiền (đồng)", -1), FEES, 2, "between 0"),
    "a fee in words": (put(FEES, "Số tiền (đồng)", "tám nghìn"), FEES, 2, "must be a number"),
    "a fee with half a đồng": (put(FEES, "Số tiền (đồng)", 0.5), FEES, 2, "whole number"),
    "a negative time": (put(PROCEDURES, "Thời hạn", -3), PROCEDURES, 2, "between 1"),
    "a time of nothing": (put(PROCEDURES, "Thời hạn", 0), PROCEDURES, 2, "between 1"),
    "an unknown unit": (put(PROCEDURES, "Đơn vị", "tuần"), PROCEDURES, 2, "“tuần” is not known"),
    "a time without unit": (put(PROCEDURES, "Đơn vị", None), PROCEDURES, 2, "both the number and its unit"),
    "a known time taken away": (
        all_of(put(PROCEDURES, "Đơn vị", None), put(PROCEDURES, "Thời hạn", None)),
        PROCEDURES,
        2,
        "would take it away",
    ),
    "a time without source": (
        all_of(put(PROCEDURES, "Thời hạn", 9), put(PROCEDURES, "Nguồn thời hạn", None)),
        PROCEDURES,
        2,
        "Nguồn thời hạn",
    ),
    "same day without its hour": (put(PROCEDURES, "Đơn vị", "trong ngày"), PROCEDURES, 2, "Nhận trước giờ"),
    "an hour that is none": (put(PROCEDURES, "Nhận trước giờ", "25:00"), PROCEDURES, 2, "hour and minute"),
    "a formula": (put(FEES, "Số tiền (đồng)", "=1+1"), FEES, 2, "formula"),
    "a formula in a text": (
        put(PROCEDURES, "Tên thủ tục", '=HYPERLINK("http://example.org")'),
        PROCEDURES,
        2,
        "formula",
    ),
    "an error of Excel": (put(FEES, "Ghi chú", "#REF!"), FEES, 2, "error of Excel"),
    "an unknown level": (put(PROCEDURES, "Cấp", "Cấp huyện"), PROCEDURES, 2, "“Cấp huyện” is not known"),
    "an unknown channel": (put(PROCEDURES, "Kênh nộp", "fax"), PROCEDURES, 2, "“fax” is not known"),
    "an unknown role": (
        add_row(STEPS, STT=9, Vai_trò="Giám đốc", Số_giờ=1, **STEP),
        STEPS,
        None,
        "“Giám đốc” is not known",
    ),
    "a step that counts without hours": (
        add_row(STEPS, STT=90, Vai_trò="Chuyên viên", **STEP),
        STEPS,
        None,
        "needs its hours",
    ),
    "a number twice": (copy_row(PAPERS), PAPERS, None, "stands already in row 2"),
    "a case of half a time": (
        add_row(CASES, Mã_thủ_tục=MARITAL, STT=9, Trường_hợp="x", Thời_hạn=3),
        CASES,
        None,
        "both the number",
    ),
    "a new sector without name": (
        all_of(put(PROCEDURES, "Mã lĩnh vực", "QQ"), put(PROCEDURES, "Lĩnh vực", None)),
        PROCEDURES,
        2,
        "write its name too",
    ),
    "another name for a sector": (put(PROCEDURES, "Lĩnh vực", "Tư pháp"), PROCEDURES, 2, "“Hộ tịch” here"),
    "an office nobody has": (put(PROCEDURES, "Mã phòng xử lý", "phong-la"), PROCEDURES, 2, "van-phong"),
    "a department without its name": (put(PROCEDURES, "Cấp quyết định", "Sở"), PROCEDURES, 2, "Mã đơn vị quyết định"),
    "no procedure at all": (lambda book: book[PROCEDURES].delete_rows(2, 9), PAPERS, None, "does not stand"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_sheet_and_row(catalogue: LoadReport, mistake: str) -> None:
    change, sheet, row, words = MISTAKES[mistake]
    before = (Procedure.objects.count(), ProcedureVersion.objects.count(), FeeItem.objects.count())
    content = workbook(MARITAL, change=all_of(put(FEES, "Ghi chú", "đổi"), change))
    with pytest.raises(WorkbookRefused) as refused:
        import_actions.apply(content, valid_from=TODAY, at=NOW)
    found = [error for error in refused.value.errors if error.sheet == sheet and words in error.message]
    assert found, refused.value.errors
    assert row is None or found[0].row == row
    assert (Procedure.objects.count(), ProcedureVersion.objects.count(), FeeItem.objects.count()) == before


def test_all_mistakes_are_told_at_once(catalogue: LoadReport) -> None:
    change = all_of(put(FEES, "Số tiền (đồng)", -1), put(PROCEDURES, "Đơn vị", "tuần"), put(PAPERS, "Bản chính", "x"))
    with pytest.raises(WorkbookRefused) as refused:
        import_actions.compare(workbook(MARITAL, change=change), valid_from=TODAY, at=NOW)
    assert {(error.sheet, error.row) for error in refused.value.errors} == {(FEES, 2), (PROCEDURES, 2), (PAPERS, 2)}


def test_a_day_in_the_past_is_refused(catalogue: LoadReport) -> None:
    with pytest.raises(WorkbookRefused, match="never backwards"):
        import_actions.compare(workbook(BIRTH), valid_from=TODAY - timedelta(days=1), at=NOW)


def _zip(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not an Excel workbook"),
        ("mã,tên\n1,2\n".encode(), "not an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "not an Excel workbook"),
        (_zip(word=b"<document/>"), "not an Excel workbook"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
        (_zip(bomb=b"\0" * (81 * 1024 * 1024)), "too large when unpacked"),
    ],
    ids=["empty", "csv", "old or protected Excel", "another zip", "large", "bomb"],
)
def test_what_is_no_workbook_is_refused(db: None, content: bytes, words: str) -> None:
    with pytest.raises(WorkbookRefused, match=words):
        import_actions.compare(content, valid_from=TODAY, at=NOW)


def test_a_workbook_cut_in_the_middle_is_refused(catalogue: LoadReport) -> None:
    content = workbook(BIRTH)
    with pytest.raises(WorkbookRefused, match="damaged"):
        import_actions.compare(content[: len(content) // 2], valid_from=TODAY, at=NOW)


def test_the_command_compares_applies_and_tells_mistakes(catalogue: LoadReport, tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "danh-muc.xlsx"
    file.write_bytes(workbook(MARITAL, change=put(FEES, "Số tiền (đồng)", 3000)))
    with moved_to(NOW):
        call_command("import_catalogue", str(file), "--dry-run")
        assert "Would change: 1 of 1" in capsys.readouterr().out
        assert ProcedureVersion.objects.filter(procedure__code=MARITAL).count() == 1
        call_command("import_catalogue", str(file), "--from", "2027-01-01")
        assert "Changed: 1 of 1" in capsys.readouterr().out
        assert ProcedureVersion.objects.filter(procedure__code=MARITAL).count() == 2
        file.write_bytes(workbook(MARITAL, change=put(FEES, "Số tiền (đồng)", -3)))
        with pytest.raises(CommandError) as refused:
            call_command("import_catalogue", str(file))
    assert refused.value.returncode == 2
    assert "Phí, row 2" in capsys.readouterr().err

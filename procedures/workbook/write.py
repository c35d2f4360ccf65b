"""The catalogue of a day as a workbook: a template to change and to bring back."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

from procedures.workbook.cells import NO, YES, Choice, YesNo
from procedures.workbook.entries import Entry, entry_of, versions_on
from procedures.workbook.sheets import PARTS, PROCEDURES, SHEETS, Column, Sheet

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GUIDE = (
    "Danh mục thủ tục hành chính ngày {day}",
    "Sửa trực tiếp trên các trang tính rồi nhập lại vào hệ thống; trước khi áp dụng, hệ thống cho xem từng thay đổi.",
    "Không đổi tên trang tính và tiêu đề cột. Không dùng công thức. Cột “Mã thủ tục” nối các trang với nhau.",
    "Thủ tục không có trong tệp thì giữ nguyên. Với thủ tục có trong tệp, các trang Trường hợp, Giấy tờ, Phí, Bước "
    "thay toàn bộ danh sách cũ.",
    "Đổi tên gọi, lĩnh vực, cấp, ghi chú: có hiệu lực ngay. Đổi thời hạn, kênh nộp, giấy tờ, phí, bước: mở phiên bản "
    "mới từ ngày chọn khi nhập; hồ sơ đã nhận giữ nguyên lời hẹn.",
    "Ô thời hạn để trống nghĩa là chưa rõ. Thời hạn đã biết không xóa được bằng ô trống.",
    "Các bước có tổng số giờ khác thời hạn pháp luật (8 giờ mỗi ngày) thì không nạp, chỉ ghi chú lại.",
    "Cột “Kết quả”, “Căn cứ pháp lý”, “Tên thường gọi”: mỗi dòng trong ô là một mục (Alt+Enter để xuống dòng).",
)
ROWS_WITH_LISTS = 5000


def catalogue_workbook(day: date) -> bytes:
    """The .xlsx of every procedure in force on the day."""
    return written([entry_of(version) for version in versions_on(day)], day)


def written(entries: Iterable[Entry], day: date) -> bytes:
    """The entries as a workbook with the sheets of `SHEETS` and a guide."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    from xlsxwriter import Workbook  # a dozen MiB that most processes never need

    book = Workbook(target, options)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#F3E7DC", "border": 1})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    listed = list(entries)
    for sheet in SHEETS:
        page = book.add_worksheet(sheet.title)
        _lay_out(page, sheet, head)
        for row, values in enumerate(_rows(sheet, listed), start=1):
            for place, (column, value) in enumerate(zip(sheet.columns, values, strict=True)):
                _put(page, row, place, column, value, body)
    _write_guide(book.add_worksheet("Hướng dẫn"), day, body)
    book.close()
    return target.getvalue()


def _lay_out(page: Worksheet, sheet: Sheet, head: Any) -> None:
    page.freeze_panes(1, 2 if sheet is PROCEDURES else 1)
    page.autofilter(0, 0, 0, len(sheet.columns) - 1)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, column.heading, head)
        words = _words(column)
        if words:
            rule = {"validate": "list", "source": words, "error_type": "warning"}
            page.data_validation(1, place, ROWS_WITH_LISTS, place, rule)


def _words(column: Column) -> list[str]:
    """The list to choose from; Excel takes lists of up to 255 letters."""
    words = list(column.kind.words) if isinstance(column.kind, Choice) else []
    if isinstance(column.kind, YesNo):
        words = [YES, NO]
    return words if len(",".join(words)) <= 255 and not any("," in word for word in words) else []


def _rows(sheet: Sheet, entries: list[Entry]) -> Iterable[list[Any]]:
    for entry in entries:
        head = {"code": entry.code, "sector_name": entry.sector_name}
        if sheet in PARTS:
            for part in entry.parts[sheet.key]:
                yield [{**head, **part}[column.key] for column in sheet.columns]
        else:
            yield [{**head, **entry.description, **entry.law}[column.key] for column in sheet.columns]


def _put(page: Worksheet, row: int, place: int, column: Column, value: Any, body: Any) -> None:
    cell = column.kind.write(value)
    if isinstance(cell, str):
        if cell:
            page.write_string(row, place, cell, body)
    else:
        page.write_number(row, place, cell, body)


def _write_guide(page: Worksheet, day: date, body: Any) -> None:
    page.set_column(0, 0, 120)
    for row, line in enumerate(GUIDE):
        page.write_string(row, 0, line.format(day=f"{day:%d/%m/%Y}"), body)

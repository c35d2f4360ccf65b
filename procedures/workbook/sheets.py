"""The sheets of the workbook, their columns and the Vietnamese words of their lists. One place for both directions.

Headings and words are Vietnamese whatever the language of the page: the file is an office document.
"""

from dataclasses import dataclass

from procedures.models import Confidence, DecidingKind, Level, OnlineLevel, StepRole, TimeUnit
from procedures.workbook.cells import Choice, Hour, Hours, Kind, Lines, Number, Several, Text, YesNo

UNITS = {
    "giờ làm việc": TimeUnit.WORKING_HOURS.value,
    "ngày làm việc": TimeUnit.WORKING_DAYS.value,
    "ngày": TimeUnit.CALENDAR_DAYS.value,
    "tháng": TimeUnit.MONTHS.value,
    "giờ": TimeUnit.CLOCK_HOURS.value,
    "trong ngày": TimeUnit.SAME_DAY.value,
    "ngay": TimeUnit.IMMEDIATE.value,
}
LEVELS = {
    "Cấp xã": Level.COMMUNE.value,
    "Cấp tỉnh": Level.PROVINCE.value,
    "Ngành dọc": Level.VERTICAL.value,
    "Liên thông": Level.LINKED.value,
    "Cấp tỉnh hoặc cấp xã": Level.PROVINCE_OR_COMMUNE.value,
    "Cấp xã rồi cấp tỉnh": Level.COMMUNE_THEN_PROVINCE.value,
}
ONLINE = {
    "Toàn trình": OnlineLevel.FULL.value,
    "Một phần": OnlineLevel.PARTIAL.value,
    "Cung cấp thông tin": OnlineLevel.NONE.value,
}
DECIDING = {
    "Xã": DecidingKind.COMMUNE.value,
    "Tỉnh": DecidingKind.PROVINCE.value,
    "Sở": DecidingKind.DEPARTMENT.value,
    "Ngành dọc": DecidingKind.AGENCY.value,
}
CONFIDENCE = {
    "Đã xác nhận": Confidence.CONFIRMED.value,
    "Có thể đúng": Confidence.LIKELY.value,
    "Chưa xác nhận": Confidence.UNCONFIRMED.value,
    "Chưa rõ": Confidence.UNKNOWN.value,
}
ROLES = {
    "Tiếp nhận": StepRole.RECEPTION.value,
    "Chuyên viên": StepRole.SPECIALIST.value,
    "Lãnh đạo phòng": StepRole.DIVISION_HEAD.value,
    "Lãnh đạo xã": StepRole.COMMUNE_LEADER.value,
    "Văn thư": StepRole.RECORDS_CLERK.value,
    "Văn phòng đăng ký đất đai": StepRole.LAND_REGISTRATION_OFFICE.value,
    "Sở, ngành": StepRole.PROVINCIAL_DEPARTMENT.value,
    "Công an xã": StepRole.COMMUNE_POLICE.value,
    "Cơ quan thuế": StepRole.TAX_AGENCY.value,
    "Cơ quan ngành dọc": StepRole.VERTICAL_AGENCY.value,
}
CHANNELS = {"trực tuyến": "online", "bưu chính": "post", "trực tiếp": "counter"}


@dataclass(frozen=True)
class Column:
    """A column: heading, name of the field it fills, what its cells hold, width on the screen."""

    heading: str
    key: str
    kind: Kind
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """A sheet; `key` names the parts it lists, the first column is always the procedure code."""

    title: str
    key: str
    columns: tuple[Column, ...]


CODE = Column("Mã thủ tục", "code", Text(20, required=True))
SECTOR_NAME = Column("Lĩnh vực", "sector_name", Text(150), 22)
DESCRIPTION = (
    Column("Tên thủ tục", "name", Text(required=True), 60),
    Column("Tên tiếng Anh", "name_en", Text(200), 30),
    Column("Mã lĩnh vực", "sector_code", Text(10, required=True)),
    Column("Cấp", "level", Choice(LEVELS, required=True), 18),
    Column("Tên thường gọi", "aliases", Lines(100), 30),
    Column("Địa chỉ trên cổng", "portal_url", Text(300), 20),
    Column("Ghi chú", "note", Text(), 20),
)
"""Changes at once: what the procedure is called and where it stands."""

LAW = (
    Column("Thời hạn", "quantity", Number(1, 999)),
    Column("Đơn vị", "unit", Choice(UNITS)),
    Column("Nhận trước giờ", "cutoff", Hour()),
    Column("Áp dụng cho", "time_label", Text(200), 24),
    Column("Ghi chú thời hạn", "time_note", Text(), 30),
    Column("Nguồn thời hạn", "time_source", Text(), 30),
    Column("Kênh nộp", "channels", Several(CHANNELS), 24),
    Column("Nhận trực tuyến", "takes_online", YesNo()),
    Column("Mức độ trực tuyến", "online_level", Choice(ONLINE, empty=""), 18),
    Column("Cấp quyết định", "deciding_kind", Choice(DECIDING, required=True)),
    Column("Mã đơn vị quyết định", "deciding_slug", Text(60), 20),
    Column("Cơ quan quyết định", "deciding_agency", Text(), 30),
    Column("Mã phòng xử lý", "office_slug", Text(60), 20),
    Column("Kết quả", "result", Lines(), 30),
    Column("Căn cứ pháp lý", "legal_basis", Lines(), 24),
    Column("Quyết định công bố", "decision_no", Text(200), 20),
)
"""Changes from a day on: what the law says about it."""

NUMBER = Column("STT", "number", Number(1, required=True), 6)
PROCEDURES = Sheet("Thủ tục", "procedures", (CODE, *DESCRIPTION[:3], SECTOR_NAME, *DESCRIPTION[3:], *LAW))
CASES = Sheet(
    "Trường hợp",
    "cases",
    (
        CODE,
        NUMBER,
        Column("Trường hợp", "label", Text(200, required=True), 60),
        Column("Thời hạn", "quantity", Number(1, 999)),
        Column("Đơn vị", "unit", Choice(UNITS)),
        Column("Nhận trước giờ", "cutoff", Hour()),
        Column("Cấp quyết định", "deciding_kind", Choice(DECIDING, empty="")),
    ),
)
PAPERS = Sheet(
    "Giấy tờ",
    "papers",
    (
        CODE,
        NUMBER,
        Column("Nhóm giấy tờ", "case_label", Text(), 30),
        Column("Tên giấy tờ", "name", Text(required=True), 80),
        Column("Số lượng ghi trên cổng", "quantity", Text(60), 20),
        Column("Bản chính", "originals", Number(0, 99)),
        Column("Bản sao", "copies", Number(0, 99)),
        Column("Chỉ là lưu ý", "is_note", YesNo()),
    ),
)
FEES = Sheet(
    "Phí",
    "fees",
    (
        CODE,
        Column("Tên phí, lệ phí", "label", Text(150, required=True), 40),
        Column("Số tiền (đồng)", "amount_vnd", Number(0, 2_000_000_000), 16),
        Column("Ghi chú", "note", Text(), 50),
        Column("Độ tin cậy", "confidence", Choice(CONFIDENCE, required=True), 16),
    ),
)
STEPS = Sheet(
    "Bước",
    "steps",
    (
        CODE,
        NUMBER,
        Column("Tên bước", "name", Text(required=True), 60),
        Column("Vai trò", "role", Choice(ROLES, required=True), 22),
        Column("Người thực hiện", "role_name", Text(), 30),
        Column("Số giờ", "hours", Hours()),
        Column("Thời gian ghi trong quy trình", "hours_text", Text(), 20),
        Column("Tính vào thời hạn", "counted", YesNo()),
        Column("Chờ việc gì", "wait_kind", Text(40)),
        Column("Số ngày chờ", "wait_days", Number(0, 999)),
        Column("Mô phỏng", "is_modelled", YesNo()),
        Column("Nguồn", "source", Text(), 30),
    ),
)
PARTS = (CASES, PAPERS, FEES, STEPS)
SHEETS = (PROCEDURES, *PARTS)

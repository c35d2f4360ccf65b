"""The catalogue goes out as a workbook and comes back: only what changed changes, from a day on, never backwards."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from accounts.models import User
from procedures import import_actions
from procedures.import_actions import AlreadyApplied, CatalogueMoved, Comparison
from procedures.load import LoadReport, load
from procedures.models import CatalogueRemark, CatalogueUpload, FeeItem, Procedure, ProcedureVersion, RemarkKind, Sector
from procedures.queries import steps_of, version_in_force
from procedures.workbook.entries import WorkbookRefused
from procedures.workbook.write import catalogue_workbook

from .conftest import NOW
from .workbooks import CASES, FEES, PAPERS, PROCEDURES, STEPS, TODAY, add_row, all_of, put, workbook

NEXT_MONTH = date(2027, 1, 1)
BIRTH, MARITAL, LAND, COPY = "1.001193", "1.004873", "1.013978", "2.000815"


def applied(content: bytes, by: User, valid_from: date = NEXT_MONTH) -> Comparison:
    return import_actions.apply(content, valid_from=valid_from, by=by, at=NOW)


def compared(content: bytes, valid_from: date = NEXT_MONTH) -> Comparison:
    return import_actions.compare(content, valid_from=valid_from, at=NOW)


def test_an_unchanged_export_of_the_whole_catalogue_changes_nothing(catalogue: LoadReport) -> None:
    comparison = compared(catalogue_workbook(TODAY))
    assert len(comparison.plans) == Procedure.objects.count() == 228
    assert (comparison.changing, comparison.left_out) == ([], [])


def test_a_new_time_limit_opens_a_version_and_the_old_one_stays(administrator: User) -> None:
    old = version_in_force(Procedure.objects.get(code=MARITAL), TODAY)
    before = (old.quantity, old.unit)
    papers = [paper.name for paper in old.papers.all()]
    content = workbook(
        MARITAL, change=all_of(put(PROCEDURES, "Thời hạn", 2), put(PROCEDURES, "Nguồn thời hạn", "QĐ 99/2026"))
    )
    (plan,) = compared(content).changing
    first = plan.change.law[0]
    assert (first.heading, first.before, first.after) == ("Thời hạn", "3", "2")
    applied(content, administrator)
    new = version_in_force(old.procedure, NEXT_MONTH)
    old.refresh_from_db()
    assert (old.quantity, old.unit, old.valid_to) == (*before, NEXT_MONTH - timedelta(days=1))
    assert (new.quantity, new.unit, new.time_source, new.number) == (2, old.unit, "QĐ 99/2026", old.number + 1)
    assert [paper.name for paper in new.papers.all()] == papers
    assert (new.entered_by, new.entered_at) == (administrator, NOW)
    assert new.history.latest().history_user == administrator
    assert version_in_force(old.procedure, TODAY) == old
    assert compared(content).changing == []


def test_a_new_name_counts_at_once_and_opens_no_version(administrator: User) -> None:
    content = workbook(
        BIRTH, change=all_of(put(PROCEDURES, "Tên thủ tục", "Khai sinh"), put(PROCEDURES, "Ghi chú", "x"))
    )
    (plan,) = compared(content).changing
    assert not plan.change.opens_version
    applied(content, administrator)
    procedure = Procedure.objects.get(code=BIRTH)
    assert (procedure.name, procedure.note, procedure.name_fold) == ("Khai sinh", "x", "khai sinh")
    assert procedure.versions.count() == 1
    assert procedure.history.latest().history_user == administrator


def test_papers_fees_and_cases_are_replaced_by_those_of_the_file(administrator: User) -> None:
    change = all_of(
        put(FEES, "Số tiền (đồng)", 8000),
        add_row(PAPERS, Mã_thủ_tục=MARITAL, STT=99, Tên_giấy_tờ="Giấy tờ mới", Bản_chính=1),
        add_row(CASES, Mã_thủ_tục=MARITAL, STT=9, Trường_hợp="Vùng xa", Thời_hạn=5, Đơn_vị="ngày làm việc"),
    )
    old = version_in_force(Procedure.objects.get(code=MARITAL), TODAY)
    counts = (old.papers.count(), old.cases.count(), old.fees.get().amount_vnd)
    content = workbook(MARITAL, change=change)
    (plan,) = compared(content).changing
    assert {part.title: (len(part.removed), len(part.added)) for part in plan.change.parts} == {
        FEES: (1, 1),
        PAPERS: (0, 1),
        CASES: (0, 1),
    }
    applied(content, administrator)
    new = version_in_force(old.procedure, NEXT_MONTH)
    assert new.fees.get().amount_vnd == 8000
    assert new.papers.get(number=99).originals == 1
    assert (new.cases.get(number=9).quantity, new.cases.get(number=9).unit) == (5, "working_days")
    assert (old.papers.count(), old.cases.count(), old.fees.get().amount_vnd) == counts
    fee = FeeItem.history.filter(id=new.fees.get().pk).latest()
    assert fee.history_user == administrator


def test_steps_that_contradict_the_law_are_listed_and_not_loaded(administrator: User) -> None:
    step = {"Mã_thủ_tục": MARITAL, "Vai_trò": "Chuyên viên", "Tính_vào_thời_hạn": "có"}
    change = add_row(STEPS, **step, STT=40, Tên_bước="Thẩm tra", Số_giờ=400)
    content = workbook(MARITAL, change=change)
    comparison = compared(content)
    (plan,) = comparison.left_out
    assert (plan.change.code, plan.change.steps_left_out >= 400, plan.change.legal_hours) == (MARITAL, True, 24)
    applied(content, administrator)
    procedure = Procedure.objects.get(code=MARITAL)
    remark = CatalogueRemark.objects.get(
        procedure=procedure, kind=RemarkKind.STEPS_CONTRADICT, source__contains="Excel"
    )
    assert "giờ) khác thời hạn của thủ tục (24 giờ)" in remark.text
    assert all(step.is_modelled for step in steps_of(version_in_force(procedure, NEXT_MONTH)))


def test_steps_that_fit_are_loaded(administrator: User) -> None:
    version = version_in_force(Procedure.objects.get(code=MARITAL), TODAY)

    def only_two(book) -> None:  # type: ignore[no-untyped-def]
        book[STEPS].delete_rows(2, 50)
        rows = (("Tiếp nhận", "Nhận hồ sơ", 4), ("Chuyên viên", "Giải quyết", 20))
        for number, (role, name, hours) in enumerate(rows, start=1):
            add_row(
                STEPS,
                Mã_thủ_tục=MARITAL,
                STT=number,
                Tên_bước=name,
                Vai_trò=role,
                Số_giờ=hours,
                Tính_vào_thời_hạn="có",
            )(book)

    applied(workbook(MARITAL, change=only_two), administrator)
    new = version_in_force(version.procedure, NEXT_MONTH)
    assert [(step.name, step.hours, step.is_modelled) for step in steps_of(new)] == [
        ("Nhận hồ sơ", 4, False),
        ("Giải quyết", 20, False),
    ]


def test_an_unknown_time_stays_unknown_until_somebody_enters_it(administrator: User) -> None:
    code = ProcedureVersion.objects.in_force(TODAY).without_time().first().procedure.code
    content = workbook(code, change=put(PROCEDURES, "Kết quả", "Quyết định\nGiấy chứng nhận"))
    applied(content, administrator)
    new = version_in_force(Procedure.objects.get(code=code), NEXT_MONTH)
    assert (new.has_time, new.quantity, new.result) == (False, None, ["Quyết định", "Giấy chứng nhận"])


def test_a_new_procedure_comes_with_its_sector(administrator: User) -> None:
    cells = {
        "Mã thủ tục": "1.999999",
        "Tên thủ tục": "Cấp thẻ thử",
        "Mã lĩnh vực": "ZZ",
        "Lĩnh vực": "Lĩnh vực thử",
        "Cấp": "Cấp xã",
        "Thời hạn": 5,
        "Đơn vị": "Ngày làm việc",
        "Nguồn thời hạn": "QĐ 1/2026",
        "Kênh nộp": "trực tiếp, trực tuyến",
        "Cấp quyết định": "Xã",
        "Mã phòng xử lý": "van-phong",
    }
    change = all_of(
        add_row(PROCEDURES, **cells),
        add_row(FEES, **{"Mã thủ tục": "1.999999", "Tên phí, lệ phí": "Lệ phí", "Độ tin cậy": "Chưa rõ"}),
    )
    content = workbook(BIRTH, change=change)
    (plan,) = compared(content).changing
    assert plan.change.is_new
    applied(content, administrator)
    procedure = Procedure.objects.get(code="1.999999")
    version = version_in_force(procedure, NEXT_MONTH)
    assert (version.quantity, version.unit, version.channels) == (5, "working_days", ["online", "counter"])
    assert (procedure.sector, procedure.versions.count()) == (Sector.objects.get(code="ZZ"), 1)
    assert version.fees.get().amount_vnd is None
    assert compared(content).changing == []


def test_newer_facts_of_the_software_do_not_overwrite_what_was_imported(administrator: User) -> None:
    change = all_of(put(PROCEDURES, "Tên thủ tục", "Khai sinh"), put(FEES, "Số tiền (đồng)", 9000))
    applied(workbook(BIRTH, change=change), administrator, TODAY)
    Procedure.objects.filter(code=BIRTH).update(facts_digest="older")
    report = load(at=NOW + timedelta(days=9))
    assert report.kept == [BIRTH]
    procedure = Procedure.objects.get(code=BIRTH)
    assert procedure.name == "Khai sinh"
    assert version_in_force(procedure, TODAY + timedelta(days=30)).fees.get().amount_vnd == 9000


def test_a_version_that_is_yet_to_begin_is_rewritten_one_that_began_today_is_not(administrator: User) -> None:
    for amount in (7000, 6000):
        applied(workbook(MARITAL, change=put(FEES, "Số tiền (đồng)", amount)), administrator)
    procedure = Procedure.objects.get(code=MARITAL)
    assert procedure.versions.count() == 2
    assert version_in_force(procedure, NEXT_MONTH).fees.get().amount_vnd == 6000

    applied(workbook(COPY, change=put(FEES, "Số tiền (đồng)", 7000)), administrator, TODAY)
    with translation.override("en"), pytest.raises(WorkbookRefused, match="tomorrow"):
        applied(workbook(COPY, change=put(FEES, "Số tiền (đồng)", 6000)), administrator, TODAY)
    assert version_in_force(Procedure.objects.get(code=COPY), TODAY).fees.get().amount_vnd == 7000


def test_a_version_that_follows_later_stays_and_is_told(administrator: User) -> None:
    applied(workbook(MARITAL, change=put(FEES, "Số tiền (đồng)", 7000)), administrator)
    content = workbook(MARITAL, change=put(FEES, "Số tiền (đồng)", 5000))
    (plan,) = compared(content, TODAY).changing
    assert plan.change.later_from == NEXT_MONTH
    applied(content, administrator, TODAY)
    procedure = Procedure.objects.get(code=MARITAL)
    days = (TODAY - timedelta(days=1), TODAY, NEXT_MONTH - timedelta(days=1), NEXT_MONTH)
    fees = [version_in_force(procedure, day).fees.get().amount_vnd for day in days]
    assert fees[1:] == [5000, 5000, 7000]
    assert fees[0] not in fees[1:]


def test_what_was_confirmed_is_what_was_shown(administrator: User) -> None:
    content = workbook(MARITAL, change=put(FEES, "Số tiền (đồng)", 7000))
    upload = import_actions.keep_upload("a.xlsx", content, valid_from=NEXT_MONTH, by=administrator, at=NOW)
    seen = compared(content).fingerprint
    applied(workbook(MARITAL, change=put(FEES, "Số tiền (đồng)", 5000)), administrator)
    with pytest.raises(CatalogueMoved):
        import_actions.apply_upload(upload, seen=seen, by=administrator, at=NOW)
    import_actions.apply_upload(upload, seen=compared(content).fingerprint, by=administrator, at=NOW)
    with pytest.raises(AlreadyApplied):
        import_actions.apply_upload(upload, seen=seen, by=administrator, at=NOW)
    kept = CatalogueUpload.objects.get()
    assert (kept.applied_by, kept.procedures_changed) == (administrator, 1)


def test_comparing_costs_the_same_number_of_queries_whatever_the_size(
    catalogue: LoadReport,
    django_assert_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    for content in (workbook(BIRTH), catalogue_workbook(TODAY)):
        with django_assert_num_queries(8):
            compared(content)

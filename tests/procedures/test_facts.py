"""What the delivered catalogue says, and what it refuses to take over."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from centers.models import Center
from procedures.facts_file import all_facts
from procedures.load import LoadReport, load
from procedures.models import (
    CatalogueRemark,
    DecidingKind,
    FeeItem,
    Level,
    Procedure,
    ProcedureCase,
    ProcedureVersion,
    ProcessStep,
    RemarkKind,
    RequiredPaper,
    TimeUnit,
)
from procedures.papers import counts, is_note
from procedures.queries import allowance_of, deciding_unit_for, office_for, steps_of, version_in_force, without_time
from workcalendar.engine import Allowance, Unit

from .conftest import NOW

TODAY = NOW.date()


def version(code: str) -> ProcedureVersion:
    return version_in_force(Procedure.objects.get(code=code), TODAY)


def test_every_delivered_procedure_is_there(catalogue: LoadReport) -> None:
    assert len(catalogue.created) == Procedure.objects.count() == 228
    assert ProcedureVersion.objects.filter(valid_from=date(2025, 7, 1), valid_to=None).count() == 228
    assert FeeItem.objects.count() == 228
    assert RequiredPaper.objects.count() == 1033
    assert ProcedureCase.objects.count() == sum(len(facts.record["time_variants"]) for facts in all_facts())


def test_51_procedures_have_no_known_time(catalogue: LoadReport) -> None:
    assert without_time(TODAY).count() == len(catalogue.without_time) == 51
    assert all(not found.has_time and found.quantity is None for found in without_time(TODAY))


@pytest.mark.parametrize(
    ("code", "allowance"),
    [
        ("1.001193", Allowance(1, Unit.SAME_DAY, time(15))),
        ("1.004873", Allowance(3, Unit.WORKING_DAYS)),
        ("1.012812", Allowance(30, Unit.CALENDAR_DAYS)),
        ("1.004946", Allowance(12, Unit.CLOCK_HOURS)),
        ("2.001159", Allowance(1, Unit.WORKING_HOURS)),
    ],
)
def test_time_limits_are_taken_over_with_their_unit(catalogue: LoadReport, code: str, allowance: Allowance) -> None:
    assert allowance_of(version(code)) == allowance


def test_a_case_has_its_own_time(catalogue: LoadReport) -> None:
    marriage = version("1.000894")
    case = marriage.cases.get()
    assert (case.label, allowance_of(marriage, case)) == ("cần xác minh", Allowance(3, Unit.WORKING_DAYS))


def test_units_are_those_of_the_engine() -> None:
    assert set(TimeUnit.values) == {unit.value for unit in Unit}


def test_levels_follow_the_deciding_body(catalogue: LoadReport) -> None:
    by_level = {level: Procedure.objects.filter(level=level).count() for level in Level}
    assert by_level == {
        Level.COMMUNE: 151,
        Level.PROVINCE: 27,
        Level.VERTICAL: 24,
        Level.LINKED: 5,
        Level.PROVINCE_OR_COMMUNE: 2,
        Level.COMMUNE_THEN_PROVINCE: 19,
    }


def test_unknown_fees_stay_unknown_and_free_is_not_unknown(catalogue: LoadReport) -> None:
    assert FeeItem.objects.filter(amount_vnd=None).count() == 96
    assert FeeItem.objects.filter(amount_vnd=0).count() == 110


def test_steps_that_say_another_time_than_the_law_are_listed_and_not_loaded(catalogue: LoadReport) -> None:
    kinds = RemarkKind
    listed = {(remark.procedure.code, remark.kind) for remark in CatalogueRemark.objects.select_related("procedure")}
    assert listed == {
        ("1.008603", kinds.STEPS_CONTRADICT),
        ("1.012994", kinds.STEPS_CONTRADICT),
        ("1.013978", kinds.STEPS_OF_A_CASE),
        ("1.013225", kinds.STEPS_OF_A_CASE),
        ("2.002755", kinds.STEPS_OF_A_STAGE),
        ("2.002757", kinds.STEPS_OF_A_STAGE),
    }
    assert len(catalogue.remarks) == 6
    assert not ProcessStep.objects.filter(version__procedure__code__in=["1.008603", "1.012994"]).exists()
    assert ProcessStep.objects.values("version").distinct().count() == 26


def test_of_two_processes_the_one_of_the_legal_limit_is_loaded(catalogue: LoadReport) -> None:
    steps = version("1.013978").steps.all()
    assert sum((step.hours or Decimal()) for step in steps if step.counted) == 160


def test_loaded_steps_never_exceed_the_law(catalogue: LoadReport) -> None:
    from procedures.queries import limit_of

    for found in ProcedureVersion.objects.filter(steps__isnull=False).distinct():
        limit = limit_of(found)
        assert limit is not None
        assert limit.process_hours is not None
        assert sum((s.hours or Decimal()) for s in found.steps.all() if s.counted) <= limit.process_hours


def test_a_procedure_without_published_steps_gets_a_process_marked_as_modelled(catalogue: LoadReport) -> None:
    steps = steps_of(version("2.000635"))
    assert [step.role for step in steps] == [
        "reception",
        "division_head",
        "specialist",
        "commune_leader",
        "records_clerk",
    ]
    assert all(step.is_modelled for step in steps)
    assert sum(step.share for step in steps) == 1
    assert not version("2.000635").steps.exists()


def test_published_steps_are_not_marked_as_modelled(catalogue: LoadReport) -> None:
    steps = steps_of(version("1.004944"))
    assert len(steps) == 7
    assert not any(step.is_modelled for step in steps)
    assert sum(step.share for step in steps) == 1
    assert steps[-1].share == 0


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("1 bản chính", (1, 0)),
        ("1 bản chính,1 bản sao", (1, 1)),
        ("0 bản chính,1 bản sao", (0, 1)),
        ("Bản chính: 0, Bản sao: 1", (0, 1)),
        ("181 bản chính,1 bản sao", (None, 1)),
        ("20240 bản chính,1 bản sao", (None, 1)),
        ("1 bản điện tử", (None, None)),
        ("", (None, None)),
    ],
)
def test_quantities_are_read_only_where_they_are_clear(printed: str, read: tuple[int | None, int | None]) -> None:
    assert counts(printed) == read


def test_rows_that_ask_for_nothing_are_notes(catalogue: LoadReport) -> None:
    assert is_note("Lưu ý", "1 bản chính")
    assert is_note("Giấy tờ phải nộp", "0 bản chính")
    assert not is_note("Giấy tờ phải nộp", "0 bản chính,1 bản sao")
    assert RequiredPaper.objects.filter(is_note=True).count() == 236


def test_a_second_load_changes_nothing(catalogue: LoadReport) -> None:
    before = ProcedureVersion.history.count(), Procedure.history.count(), RequiredPaper.objects.count()
    again = load(at=NOW)
    assert not again.has_changes
    assert (ProcedureVersion.history.count(), Procedure.history.count(), RequiredPaper.objects.count()) == before


def test_newer_facts_open_a_version_and_end_the_old_one(catalogue: LoadReport) -> None:
    Procedure.objects.filter(code="1.004873").update(facts_digest="of another delivery")
    report = load(at=NOW)
    assert report.changed == ["1.004873"]
    first, second = Procedure.objects.get(code="1.004873").versions.order_by("number")
    assert first.valid_to == date(2026, 11, 22)
    assert (second.valid_from, second.valid_to, second.number) == (TODAY, None, 2)
    assert second.papers.count() == first.papers.count()


def test_versions_of_a_procedure_never_overlap(catalogue: LoadReport) -> None:
    found = version("1.004873")
    found.pk, found.number, found.valid_from = None, 2, date(2026, 1, 1)
    with pytest.raises(IntegrityError, match="versions_never_overlap"), transaction.atomic():
        found.save(force_insert=True)


@pytest.mark.parametrize(
    "change",
    [
        "unit = NULL",
        "quantity = NULL",
        "quantity = 0",
        "cutoff = '15:00'",
        "valid_to = '2020-01-01'",
        "deciding_kind = 'nobody'",
    ],
)
def test_the_database_refuses_half_a_time_limit(catalogue: LoadReport, change: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE procedures_procedureversion SET {change} WHERE id = %s", [version("1.004873").pk])


def test_every_procedure_finds_its_deciding_unit_and_office_at_every_kind_of_center(sa_pa: Center) -> None:
    other = Center.objects.exclude(slug="sa-pa").select_related("unit").first()
    for found in ProcedureVersion.objects.select_related("procedure"):
        for center in (sa_pa, other):
            assert center is not None
            unit, office = deciding_unit_for(found, center), office_for(found, center)
            assert office.unit_id == unit.pk
            assert office.center_id in (None, center.pk)
            assert (unit == center.unit) == (found.deciding_kind == DecidingKind.COMMUNE)


@pytest.mark.parametrize(
    ("code", "unit", "office"),
    [
        ("1.001193", "sa-pa", "van-phong"),
        ("1.013225", "sa-pa", "kinh-te"),
        ("1.001776", "sa-pa", "van-hoa-xa-hoi"),
        ("1.013831", "so-nong-nghiep-va-moi-truong", "dang-ky-dat-dai-sa-pa"),
        ("2.001159", "cong-an", "sa-pa"),
        ("2.001478", "cong-an", "quan-ly-hanh-chinh"),
    ],
)
def test_known_procedures_go_where_people_expect(sa_pa: Center, code: str, unit: str, office: str) -> None:
    found = version(code)
    assert (deciding_unit_for(found, sa_pa).slug, office_for(found, sa_pa).slug) == (unit, office)

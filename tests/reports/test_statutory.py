"""Forms II.06a and II.06b: against a recount by hand, on the page, as Excel with live sums, as PDF."""

import html
import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from common.clock import moved_to
from dossiers import actions, compaction
from dossiers.measures import Measure
from dossiers.models import ExportRecord
from procedures.models import Sector
from reports.measures import By, Row
from reports.periods import Period
from reports.queries import Scope
from reports.statutory import form06, presets
from reports.statutory.form06_tables import form_06a
from reports.statutory.queries import booked
from tests.dossiers.world import World, make_version
from tests.reports.lives import live, moment
from tests.reports.recount06 import Key, recount

NOW = moment(20, 12)
NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30", "center": "sa-pa", "by": "receiving"}
ADDRESS = "/dieu-hanh/bao-cao/06a/"


@pytest.fixture
def lives(world: World) -> World:
    live(world)
    version = make_version(
        "9.100000", Sector.objects.create(code="DAT", name="Đất đai"), quantity=3, unit="working_days"
    )
    land = world.received(at=moment(3), version=version)
    actions.withdraw(land, at=moment(16), by=world.actor("counter"))
    actions.withdraw(world.received(at=moment(3), version=version), at=moment(4), by=world.actor("counter"))
    return world


def counted(scope: Scope) -> dict[Key, int]:
    """Every number of the form by level, sector and column."""
    found = booked(scope)
    keys = {(one.row.level, one.sector.code) for one in found}
    return {
        (level, sector, column): number
        for level, sector in keys
        for rows in [[one.row for one in found if (one.row.level, one.sector.code) == (level, sector)]]
        for column, number in form06.numbers(rows).counted.items()
        if number
    }


def scope_of(world: World, first: date, last: date, by: By = By.RECEIVING) -> Scope:
    return Scope.of(world.places.sa_pa, first, last, by, NOW)


@pytest.mark.parametrize("by", list(By))
def test_every_period_of_the_small_world_agrees_with_a_recount_by_hand(lives: World, by: By) -> None:
    days = [date(2026, 11, day) for day in range(1, 21)]
    for compacted in (False, True):
        if compacted:
            compaction.compact()
        for first in days[::3]:
            for last in days[days.index(first) :]:
                assert counted(scope_of(lives, first, last, by)) == recount(first, last), (first, last)


def test_the_form_is_read_with_one_statement_however_many_dossiers(
    lives: World, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        booked(scope_of(lives, date(2026, 11, 1), date(2026, 11, 30)))


def test_returned_withdrawn_and_reopened_stand_where_the_form_wants_them(lives: World) -> None:
    found = form06.numbers(one.row for one in booked(scope_of(lives, date(2026, 11, 1), date(2026, 11, 30))))
    assert [found.column(number) for number in range(3, 14)] == [11, 2, 8, 1, 6, 1, 3, 2, 5, 2, 3]
    assert found.notes == {
        "reopened": 1, "moved": 0, "returned.total": 1, "returned.late": 0, "withdrawn.total": 2, "withdrawn.late": 1,
    }  # fmt: skip
    assert found.balances


def test_a_sum_that_does_not_close_is_shown_as_an_error(lives: World, monkeypatch: pytest.MonkeyPatch) -> None:
    one_too_many = Row("commune", "counter", "", Measure.RECEIVED, 0, 1, 1)
    broken = form06.numbers([one_too_many])
    assert (broken.balances, broken.column(11), broken.expected_open) == (False, 0, 1)
    from dossiers.models import LedgerEntry

    entry = LedgerEntry.objects.filter(measure="received").first()
    assert entry is not None
    LedgerEntry.objects.bulk_create([LedgerEntry(**{**_fields(entry), "n": 1})])
    page = get(lives.personas.client_of("leader"), ADDRESS, NOVEMBER)
    text = html.unescape(page.content.decode())
    assert "(3) − (7) = 6" in text
    assert "≠" in text
    assert 'role="alert"' in text


def _fields(entry: Any) -> dict[str, Any]:
    return {field.attname: getattr(entry, field.attname) for field in entry._meta.fields if not field.primary_key}


def get(client: Client, address: str, data: dict[str, str]) -> Any:
    with moved_to(NOW):
        return client.get(address, data)


def post(client: Client, address: str, query: dict[str, str], data: dict[str, str]) -> Any:
    with moved_to(NOW):
        return client.post(address, data, query_params=query)


def test_every_number_of_the_page_opens_as_many_dossiers(lives: World) -> None:
    client = lives.personas.client_of("leader")
    page = get(client, ADDRESS, NOVEMBER).content.decode()
    links = re.findall(r'<a href="(/dieu-hanh/ho-so/[^"]+)" aria-label[^>]*>(\d+)</a>', page)
    assert len(links) > 30
    for address, number in links:
        opened = get(client, html.unescape(address), {})
        assert opened.context["value"] == int(number), address
        assert sum(line.times for line in opened.context["lines"]) == int(number), address


def test_unless_asked_it_counts_for_the_unit_that_decides(lives: World) -> None:
    client = lives.personas.client_of("leader")
    assert get(client, ADDRESS, {}).context["scope"].by is By.DECIDING
    assert get(client, ADDRESS, {**NOVEMBER, "from": "2026-13-01"}).status_code == 422


def test_an_empty_period_is_a_form_of_zeros(lives: World) -> None:
    page = get(lives.personas.client_of("leader"), ADDRESS, {**NOVEMBER, "from": "2026-09-01", "to": "2026-09-30"})
    assert [len(page.context["table"].lines), page.context["table"].errors] == [4, ()]


def test_the_sheet_has_live_sums_that_give_what_the_page_shows(lives: World) -> None:
    answer = post(lives.personas.client_of("leader"), f"{ADDRESS}tai-ve/", NOVEMBER, {"as": "excel"})
    content = b"".join(answer.streaming_content)
    live_cells = load_workbook(BytesIO(content)).active
    values = load_workbook(BytesIO(content), data_only=True).active
    formulas = [cell for row in live_cells for cell in row if str(cell.value).startswith("=")]
    assert len(formulas) == 40
    for cell in formulas:
        shown = values[cell.coordinate].value
        assert evaluated(cell.value, live_cells) == shown, (cell.coordinate, cell.value)
    assert ExportRecord.objects.get().asked["report"] == "06a"


def evaluated(formula: str, sheet: Any) -> Any:
    """Enough of a spreadsheet for our own formulas: sums, differences, and one comparison."""
    compared = re.fullmatch(r'=IF\((.+?)=(.+),"(.+)","(.+)"\)', formula)
    if compared:
        left, right, yes, no = compared.groups()
        return yes if evaluated(f"={left}", sheet) == evaluated(f"={right}", sheet) else no
    total = 0
    for sign, name in re.findall(r"([-+=])([A-Z]+\d+)", formula):
        value = sheet[name].value
        value = evaluated(value, sheet) if str(value).startswith("=") else value or 0
        total += -value if sign == "-" else value
    assert re.fullmatch(r"=[A-Z]+\d+([-+][A-Z]+\d+)*", formula), formula
    return total


def test_the_pdf_has_the_heading_of_the_state_and_every_number(lives: World) -> None:
    answer = post(lives.personas.client_of("leader"), f"{ADDRESS}tai-ve/", NOVEMBER, {"as": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    text = pdf_text(answer.content)
    for part in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "II.06a/VPCP/KSTT", "Đất đai", "(3)=(4)+(5)+(6)", "Sa Pa"):
        assert part in text, part
    assert text.count("11") > 1


def pdf_text(content: bytes) -> str:
    from pypdf import PdfReader

    pages = PdfReader(BytesIO(content)).pages
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} == {(842, 595)}
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_the_aggregation_is_for_supervisors_and_has_a_row_per_center(lives: World) -> None:
    assert get(lives.personas.client_of("leader"), "/dieu-hanh/bao-cao/06b/", {}).status_code == 403
    all_centers = {**NOVEMBER, "center": ""}
    client = lives.personas.client_of("supervisor")
    by_center = get(client, "/dieu-hanh/bao-cao/06b/", all_centers).context["table"]
    total = form_06a(Scope.of(None, date(2026, 11, 1), date(2026, 11, 30), By.RECEIVING, NOW), {}).lines[-1]
    assert [cell.value for cell in by_center.lines[-1].cells[2:]] == [cell.value for cell in total.cells[2:]]
    assert len(by_center.lines) == 2
    assert "center=sa-pa" in by_center.lines[0].cells[2].href


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2025, 12, 15), Period(date(2025, 12, 15), date(2026, 3, 14))),
        (date(2026, 3, 14), Period(date(2025, 12, 15), date(2026, 3, 14))),
        (date(2026, 3, 15), Period(date(2026, 3, 15), date(2026, 6, 14))),
        (date(2026, 9, 1), Period(date(2026, 6, 15), date(2026, 9, 14))),
        (date(2026, 12, 14), Period(date(2026, 9, 15), date(2026, 12, 14))),
    ],
)
def test_the_reporting_quarters_run_from_the_15th_to_the_14th(day: date, quarter: Period) -> None:
    assert presets.reporting_quarter_of(day) == quarter
    assert presets.reporting_span(2026, 12) == Period(date(2025, 12, 15), date(2026, 12, 14))
    assert presets.quarter_of(date(2026, 11, 20)) == Period(date(2026, 10, 1), date(2026, 12, 31))


@pytest.mark.parametrize(("slug", "who"), [("06a", "leader"), ("06b", "supervisor")])
def test_it_says_how_it_is_counted_by_which_form(lives: World, slug: str, who: str) -> None:
    client, address = lives.personas.client_of(who), f"/dieu-hanh/bao-cao/{slug}/"
    page = get(client, address, NOVEMBER).content.decode()
    assert "Số liệu được tính như thế nào?" in page
    assert f"Nguồn: Thông tư 01/2020/TT-VPCP, mẫu II.{slug}." in page
    client.cookies["django_language"] = "en"
    assert f"Source: Circular 01/2020/TT-VPCP, form II.{slug}." in get(client, address, NOVEMBER).content.decode()


@pytest.mark.parametrize("report", ["bao-cao/06a", "766"])
@pytest.mark.parametrize("wrong", [{"from": "abc"}, {"center": "unknown"}])
def test_no_file_of_a_wrong_question_but_the_page_that_says_so(
    lives: World, report: str, wrong: dict[str, str]
) -> None:
    client = lives.personas.client_of("leader")
    answer = post(client, f"/dieu-hanh/{report}/tai-ve/", {**NOVEMBER, **wrong}, {"as": "excel"})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == wrong.keys()
    assert not ExportRecord.objects.exists()


@pytest.mark.parametrize("report", ["bao-cao/06a", "766"])
def test_who_comes_to_a_file_by_its_address_gets_the_report_that_asks_the_same(lives: World, report: str) -> None:
    client = lives.personas.client_of("leader")
    answer = get(client, f"/dieu-hanh/{report}/tai-ve/", NOVEMBER)
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, f"/dieu-hanh/{report}/")
    assert get(client, answer.url, {}).context["form"].query.items() >= NOVEMBER.items()
    assert get(lives.personas.client_of("officer"), f"/dieu-hanh/{report}/tai-ve/", NOVEMBER).status_code == 403
    assert not ExportRecord.objects.exists()

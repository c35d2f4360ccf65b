"""Extracts beside the forms of the law: each against the page of leaders, against a recount by hand, and as files."""

import html
import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from openpyxl import load_workbook

from common.clock import local_date, moved_to
from dossiers import actions
from dossiers.models import Channel, Dossier, ExportRecord, FiledBy
from reports.measures import By
from reports.statutory.table import Table
from tests.dossiers.world import World
from tests.reports.lives import live, moment
from tests.reports.test_statutory import pdf_text

NOW = moment(20, 12)
NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30", "center": "sa-pa", "by": "receiving"}
SLUGS = ("qua-han", "can-bo", "kenh", "phi-dia-gioi", "so-hoa", "phi-le-phi", "danh-gia", "phan-anh")
WITHOUT_NUMBERS_OF_DOSSIERS = {"qua-han", "phi-le-phi", "danh-gia", "phan-anh"}


@pytest.fixture
def lives(world: World) -> World:
    live(world)
    return world


def get(client: Client, address: str, data: dict[str, str]) -> Any:
    with moved_to(NOW):
        return client.get(address, data)


def take(client: Client, slug: str, query: dict[str, str], form: str) -> Any:
    with moved_to(NOW):
        return client.post(f"/dieu-hanh/bao-cao/{slug}/tai-ve/", {"as": form}, query_params=query)


def page_of(world: World, slug: str, who: str = "leader", **asked: str) -> Any:
    return get(world.personas.client_of(who), f"/dieu-hanh/bao-cao/{slug}/", {**NOVEMBER, **asked})


def row(table: Table, name: str) -> list[Any]:
    """The values of the line that begins so, without its name."""
    return next([cell.value for cell in line.cells[1:]] for line in table.lines if line.cells[0].value == name)


def total_of_leader(world: World) -> Any:
    return get(world.personas.client_of("leader"), "/dieu-hanh/", NOVEMBER).context


@pytest.mark.parametrize("slug", SLUGS)
def test_every_number_opens_as_many_dossiers_and_the_files_say_the_same(lives: World, slug: str) -> None:
    client = lives.personas.client_of("leader")
    page = page_of(lives, slug)
    assert not page.context["table"].errors
    links = re.findall(r'<a href="(/dieu-hanh/ho-so/[^"]+)" aria-label[^>]*>(\d+)</a>', page.content.decode())
    assert links or slug in WITHOUT_NUMBERS_OF_DOSSIERS
    for address, number in links:
        opened = get(client, html.unescape(address), {})
        assert opened.context["value"] == int(number), address
        assert sum(line.times for line in opened.context["lines"]) == int(number), address
    check_sheet(take(client, slug, NOVEMBER, "excel"))
    text = pdf_text(take(client, slug, NOVEMBER, "pdf").content)
    for part in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", str(page.context["table"].title), "Sa Pa"):
        assert part in text, part
    assert {record.asked["report"] for record in ExportRecord.objects.all()} == {slug}


def check_sheet(answer: Any) -> None:
    """Every formula gives what stands beside it."""
    content = b"".join(answer.streaming_content)
    live_cells, values = load_workbook(BytesIO(content)).active, load_workbook(BytesIO(content), data_only=True).active
    assert live_cells is not None
    assert values is not None
    for cell in (cell for line in live_cells for cell in line if str(cell.value).startswith("=")):
        shown, found = values[cell.coordinate].value, evaluated(str(cell.value), live_cells)
        assert found == pytest.approx(shown) if isinstance(shown, float) else found == shown, cell.coordinate


def evaluated(formula: str, sheet: Any) -> Any:
    """Enough of a spreadsheet for our own formulas: sums of cells and of columns, and shares."""
    shared = re.fullmatch(r'=IF\((\w+)=0,"–",IF\((.+)<\1,MIN\(0\.9999,ROUND\(\2/\1,4\)\),1\)\)', formula)
    if shared:
        whole, part = evaluated(f"={shared[1]}", sheet), evaluated(f"={shared[2].strip('()')}", sheet)
        return "–" if not whole else 1 if part >= whole else min(0.9999, round(part / whole, 4))
    column = re.fullmatch(r"=SUM\(([A-Z])(\d+):\1(\d+)\)", formula)
    if column:
        return sum(sheet[f"{column[1]}{place}"].value or 0 for place in range(int(column[2]), int(column[3]) + 1))
    assert re.fullmatch(r"=[A-Z]\d+(\+[A-Z]\d+)*", formula), formula
    cells = [sheet[name].value for name in re.findall(r"[A-Z]\d+", formula)]
    return sum(evaluated(cell, sheet) if str(cell).startswith("=") else cell or 0 for cell in cells)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_right_people_see_it_at_the_same_cost_over_any_days(
    lives: World, slug: str, django_assert_num_queries: Any
) -> None:
    people = ("head", "supervisor", "officer", "counter", "citizen")
    seen = {who: page_of(lives, slug, who).status_code for who in people}
    assert seen == {"head": 200, "supervisor": 200, "officer": 403, "counter": 403, "citizen": 403}
    everywhere = page_of(lives, slug, "supervisor", center="").context["table"]
    empty = page_of(lives, slug, **{"from": "2026-09-01", "to": "2026-09-30"}).context["table"]
    deciding = page_of(lives, slug, by=By.DECIDING.value).context["table"]
    assert [everywhere.errors, empty.errors, deciding.errors] == [(), (), ()]
    with CaptureQueriesContext(connection) as few:
        page_of(lives, slug)
    live(lives)
    with django_assert_num_queries(len(few)):
        page_of(lives, slug)


# By channel


def test_channels_are_those_of_the_leaders_page_and_of_a_recount(lives: World) -> None:
    table = page_of(lives, "kenh").context["table"]
    received = {str(line.cells[0].value): line.cells[1].value for line in table.lines}
    leader = total_of_leader(lives)
    assert row(table, "Tổng cộng")[0] == leader["total"].received.total
    assert [line.cell.value for line in leader["channels"]] == [
        received["Tại quầy"],
        received["Trực tuyến"],
        received["Qua bưu chính"],
        received["Trong tổng số: nộp có người hỗ trợ"],
    ]
    by_hand = Dossier.objects.filter(received_at__isnull=False)
    assert received["Trực tuyến"] == by_hand.filter(channel="online").count() == 2
    assert received["Trong tổng số: nộp có người hỗ trợ"] == by_hand.filter(filed_by="counter").count() == 1
    assert received["Người dân tự nộp trực tuyến"] == 1
    total = leader["total"].resolved
    assert row(table, "Tổng cộng")[2:6] == [total.total, total.early, total.on_time, total.late]
    assert row(table, "Tổng cộng")[6] == leader["total"].on_time_rate


def test_online_is_parted_by_what_the_procedure_offers(lives: World) -> None:
    version = lives.versions["calendar"]
    version.online_level = "full"
    version.save()
    filed = {"version": version, "channel": Channel.ONLINE, "filed_by": FiledBy.OWNER}
    dossier = lives.received(at=moment(4), **filed)
    dossier = actions.start(dossier, at=moment(5), by=lives.actor("officer"))
    actions.resolve(dossier, at=moment(6), by=lives.actor("officer"))
    table = page_of(lives, "kenh").context["table"]
    online = [[cell.value for cell in line.cells[1:]] for line in table.lines[:4]]
    assert [line[0] for line in online] == [3, 1, 0, 2]
    assert online[1][2:6] == [1, 1, 0, 0]
    assert not table.errors


# By officer


def test_officers_add_up_to_the_figures_and_stand_in_alphabetical_order(lives: World) -> None:
    table, leader = page_of(lives, "can-bo").context["table"], total_of_leader(lives)
    names = [str(line.cells[0].value) for line in table.lines[:-1]]
    assert names == sorted(names)
    officer = row(table, "Officer")
    shown = next(one for one in leader["leader"].officers if one.name == "Officer")
    assert (officer[2], officer[5], float(officer[7])) == (shown.resolved.value, shown.to_do.value, shown.days)
    by_hand = Dossier.objects.filter(events__by__username="officer", events__transition="resolve").count()
    assert officer[2] == by_hand == 3
    assert row(table, "Counter")[0] == Dossier.objects.filter(received_at__isnull=False).count()
    late_now = Dossier.objects.filter(assignee__username="officer", ended_at=None, held_by_pause=False)
    assert officer[6] == late_now.filter(due_at__lt=moment(20, 0)).count() == 1
    assert (officer[3], officer[4]) == (leader["total"].resolved.late, leader["total"].returned.total)


def test_what_no_total_can_tell_has_no_label_on_a_phone(lives: World) -> None:
    page = page_of(lives, "can-bo").content.decode()
    assert page.count('data-label="') > 8
    assert not re.search(r'data-label="[^"]*"></td>', page)


def test_officers_are_told_of_one_center_only(lives: World) -> None:
    page = get(lives.personas.client_of("supervisor"), "/dieu-hanh/bao-cao/can-bo/", {})
    assert page.context["scope"].center is not None
    assert get(lives.personas.client_of("officer"), "/dieu-hanh/bao-cao/can-bo/", NOVEMBER).status_code == 403


# The overdue list


def late_by_hand(day: date) -> set[tuple[str, str]]:
    """Code and end of what is late on a day, from the dossiers alone; nothing here was reopened but one."""
    found = set()
    for dossier in Dossier.objects.filter(received_at__isnull=False):
        assert dossier.due_at is not None
        end = dossier.ended_at
        if end is not None and local_date(end) > local_date(dossier.due_at):
            found.add((str(dossier.code), f"{local_date(end):%d/%m/%Y}"))
        elif dossier.is_open and not dossier.held_by_pause and local_date(dossier.due_at) < day:
            found.add((str(dossier.code), "–"))
    return found


def test_late_dossiers_are_those_of_the_figures_with_their_causes(lives: World) -> None:
    table, total = page_of(lives, "qua-han").context["table"], total_of_leader(lives)["total"]
    assert len(table.lines) == total.resolved.late + total.returned.late + total.pending.overdue
    lines = {(line.cells[0].written, line.cells[6].written): line for line in table.lines}
    reopened = next(key for key, line in lines.items() if "11/11/2026" in line.cells[6].written)
    assert set(lines) - {reopened} == late_by_hand(date(2026, 11, 20))
    late = lines[reopened]
    assert [cell.written for cell in late.cells[4:11]] == [
        "04/11/2026", "09/11/2026", "11/11/2026", "đã giải quyết, quá hạn", "chưa có", "1", "2",
    ]  # fmt: skip
    paused = next(line for line in table.lines if "số lần tạm dừng" in line.cells[12].written)
    assert paused.cells[5].written == "12/11/2026"
    assert re.search(r"\(liên quan \d+ ngày làm việc\)", paused.cells[12].written)
    assert "trong đó bắt đầu sau ngày hẹn trả: 1" in paused.cells[12].written
    assert paused.cells[10].value == 6  # 13, 16, 17, 18, 19, 20 November
    assert "giờ" in paused.cells[11].written


def test_a_period_that_is_over_is_told_as_it_was(lives: World) -> None:
    days = {"from": "2026-11-01", "to": "2026-11-13"}
    lines = page_of(lives, "qua-han", **days).context["table"].lines
    line = next(line for line in lines if line.cells[5].written == "12/11/2026")
    assert (line.cells[6].written, line.cells[10].value) == ("–", 1)
    assert "tạm dừng" not in line.cells[12].written


def test_the_list_names_no_citizen_and_is_recorded_dossier_by_dossier(lives: World) -> None:
    client = lives.personas.client_of("leader")
    page = page_of(lives, "qua-han")
    assert "Hạng Thị Lan" not in page.content.decode()
    assert b"Officer" in page.content
    take(client, "qua-han", NOVEMBER, "excel")
    record = ExportRecord.objects.get()
    codes = {line.cells[0].written for line in page.context["table"].lines}
    assert (record.what, set(record.views.values_list("dossier__code", flat=True))) == ("behind", codes)


def test_who_may_not_open_a_dossier_sees_no_officer_and_no_link(lives: World) -> None:
    from dossiers.models import DossierAccess

    DossierAccess.objects.all().delete()
    line = page_of(lives, "qua-han").context["table"].lines[0]
    assert (line.cells[0].href, line.cells[3].written) == ("", "")
    assert 'data-label="Chuyên viên"' not in page_of(lives, "qua-han").content.decode()  # no label without a value


def test_a_list_that_is_too_long_is_refused_on_its_page(lives: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.statutory.views.MOST_PRINTED", 1)
    answer = take(lives.personas.client_of("leader"), "qua-han", NOVEMBER, "pdf")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not ExportRecord.objects.exists()


@pytest.mark.parametrize("slug", SLUGS)
def test_in_english_the_source_is_told_in_english(lives: World, slug: str) -> None:
    client = lives.personas.client_of("leader")
    client.cookies["django_language"] = "en"
    table = get(client, f"/dieu-hanh/bao-cao/{slug}/", NOVEMBER).context["table"]
    with override("en"):
        assert re.match("(Decree|Circular|Decision) ", str(table.source))
    with override("vi"):
        assert re.match("(Nghị định|Thông tư|Quyết định) ", str(table.source))

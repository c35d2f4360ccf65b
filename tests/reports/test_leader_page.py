"""`/dieu-hanh/` for a leader: today, trends, groups, and each number opens its dossiers."""

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common.clock import moved_to
from common.templatetags.sapa import datetime_vn
from dossiers.models import Dossier, Leg, Source
from reports.load import load
from tests.dossiers.world import World
from tests.reports.lives import live, moment

NOW = moment(20, 12)
NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30", "center": "sa-pa", "by": "receiving"}


def get(client: Client, address: str, data: dict[str, str]) -> Any:
    with moved_to(NOW):
        return client.get(address, data)


def page_of(world: World) -> Any:
    live(world)
    return get(world.personas.client_of("leader"), "/dieu-hanh/", NOVEMBER)


def test_today_counts_what_waits_and_each_number_opens_exactly_that(world: World) -> None:
    page = page_of(world)
    today = {one.kind: one for one in page.context["leader"].today}
    assert {kind: one.number for kind, one in today.items()} == {
        "moi-den": 1,
        "tre-tra-loi": 1,  # submitted in the morning of the day before
        "han-hom-nay": 0,
        "han-ngay-mai": 0,
        "qua-han": page.context["total"].pending.overdue,
        "ky": 0,
        "xin-loi": 0,
        "dang-chuyen": 1,
        "chua-nhan": 1,
        "gop-y": 0,
    }
    client = world.personas.client_of("leader")
    for kind in ("moi-den", "qua-han", "dang-chuyen", "chua-nhan"):
        opened = get(client, html.unescape(today[kind].href), {})
        assert len(opened.context["lines"]) == today[kind].number
    assert today["han-hom-nay"].href == ""


@pytest.mark.parametrize("kind", ["moi-den", "tre-tra-loi"])
def test_what_waits_for_an_answer_tells_since_when_and_until_when(world: World, kind: str) -> None:
    live(world)  # submitted on Thursday at 9:00: 8 working hours end on Friday at 9:00
    page = get(world.personas.client_of("leader"), f"/dieu-hanh/hom-nay/{kind}/", {"center": "sa-pa"})
    (waiting,) = Dossier.objects.filter(status="SUBMITTED")
    text = page.content.decode()
    assert datetime_vn(waiting.submitted_at) == "09:00 ngày 19/11/2026"
    assert f'<td role="cell" data-label="Nộp lúc">{datetime_vn(waiting.submitted_at)}</td>' in text
    assert f'data-label="Trả lời lần đầu trước">{datetime_vn(waiting.answer_due_at)}</td>' in text
    assert "Hẹn trả" not in text.split("<tbody", 1)[1]


def test_what_somebody_has_is_told_as_such_with_results_not_yet_handed_on(world: World) -> None:
    page = page_of(world)
    client = world.personas.client_of("leader")
    line = next(one for one in page.context["leader"].officers if one.to_do.value)
    opened = get(client, line.to_do.href, {})
    assert f"{line.name} – Đang giữ: {line.to_do.value}" in opened.content.decode()
    assert "đã có kết quả nhưng chưa chuyển đi" in opened.content.decode()
    assert len(opened.context["lines"]) == line.to_do.value
    assert "RESOLVED" in {one.status for one in opened.context["lines"]}


def test_presets_are_told_in_english_too(world: World) -> None:
    load()
    client = world.personas.client_of("leader")
    client.cookies["django_language"] = "en"
    for address in ("/dieu-hanh/", "/dieu-hanh/766/", "/dieu-hanh/tinh/", "/dieu-hanh/ky-bao-cao/"):
        page = get(client, address, {}).content.decode()
        assert "Sa Pa, the first 22 days (published figures)" in page or address == "/dieu-hanh/tinh/"
        assert "22 ngày đầu" not in page


def test_a_kind_or_a_center_that_is_none_of_theirs_is_not_found(world: World) -> None:
    client = world.personas.client_of("leader")
    assert get(client, "/dieu-hanh/hom-nay/gi-do/", {}).status_code == 404
    assert get(client, "/dieu-hanh/hom-nay/qua-han/", {"center": "ta-van"}).status_code == 404


def test_trends_end_with_this_month_and_agree_with_the_figures(world: World) -> None:
    page = page_of(world)
    months, days = page.context["leader"].trends
    assert (months.rows[0].label, months.rows[-1].label, len(months.rows)) == ("12/2025", "11/2026", 12)
    total = page.context["total"]
    assert [cell.value for cell in months.rows[-1].cells] == [
        total.received.total,
        total.resolved.total,
        total.resolved.late,
    ]
    assert days.sums == months.sums
    assert len(days.rows) == 20


def test_groups_add_up_to_the_figures(world: World) -> None:
    page = page_of(world)
    leader, total = page.context["leader"], page.context["total"]
    for lines in (leader.procedures, leader.offices):
        assert sum(line.cells[0].value for line in lines) == total.received.total
        assert sum(line.cells[1].value for line in lines) == total.resolved.total
    assert sum(one.resolved.value for one in leader.officers) == total.resolved.total
    assert sum(line.cell.value for line in page.context["channels"][:3]) == total.received.total
    assert leader.steps


def test_a_number_of_a_group_opens_its_dossiers_only(world: World) -> None:
    page = page_of(world)
    client = world.personas.client_of("leader")
    links = re.findall(r'<a href="(/dieu-hanh/ho-so/[^"]+(?:procedure|office|officer)=\d+)"', page.content.decode())
    assert len(links) >= 5
    person = world.personas.people["officer"].pk
    asked = {**NOVEMBER, "figure": "resolved.total", "level": "total"}
    assert get(client, "/dieu-hanh/ho-so/", {**asked, "officer": str(person)}).context["value"] == 3
    nobody = get(client, "/dieu-hanh/ho-so/", {**asked, "officer": str(world.personas.people["leader"].pk)})
    assert (nobody.context["value"], nobody.context["lines"]) == (0, [])
    assert get(client, "/dieu-hanh/ho-so/", {**asked, "office": "x"}).status_code == 422


def test_what_was_worked_on_elsewhere_is_in_no_duration_and_the_page_says_how_much(world: World) -> None:
    on_time, early, late, *_others = live(world)
    client = world.personas.client_of("leader")
    before = get(client, "/dieu-hanh/", NOVEMBER).context["leader"]
    Dossier.objects.filter(pk=on_time.pk).update(source=Source.TAKE_OVER)
    Dossier.objects.filter(pk=early.pk).update(source=Source.REPLAY)
    page = get(client, "/dieu-hanh/", NOVEMBER)
    after = page.context["leader"]
    assert [one.resolved.value for one in before.officers] == [one.resolved.value for one in after.officers]
    assert [one.days for one in before.officers if one.days] == [3.0]
    assert [one.days for one in after.officers if one.days] == [7.0]  # the late one alone: 4 to 11 November
    assert (
        sum(step.count.value for step in after.steps)
        == Leg.objects.filter(dossier=late, ended_at__isnull=False).count()
    )
    text = " ".join(page.content.decode().split())
    assert "1 kết quả tiếp quản từ hệ thống khác; 1 kết quả của ví dụ đã công bố" in text
    opened = get(client, after.steps[0].count.href, {})
    assert [line.name for line in opened.context["lines"]] == [late.code]


def test_where_everything_was_worked_on_elsewhere_the_steps_say_so(world: World) -> None:
    live(world)
    Dossier.objects.update(source=Source.REPLAY)
    page = get(world.personas.client_of("leader"), "/dieu-hanh/", NOVEMBER)
    assert not page.context["leader"].steps
    text = " ".join(page.content.decode().split())
    assert text.count("3 kết quả của ví dụ đã công bố") == 2


def test_many_dossiers_cost_no_more_statements(world: World, django_assert_num_queries: Any) -> None:
    client = world.personas.client_of("leader")
    live(world)
    with CaptureQueriesContext(connection) as few:
        get(client, "/dieu-hanh/", NOVEMBER)
    live(world)
    with django_assert_num_queries(len(few)):
        get(client, "/dieu-hanh/", NOVEMBER)


def test_an_empty_center_has_an_empty_page(world: World) -> None:
    page = get(world.personas.client_of("leader"), "/dieu-hanh/", NOVEMBER)
    assert page.status_code == 200
    assert all(trend.is_empty for trend in page.context["leader"].trends)
    assert not any(one.number for one in page.context["leader"].today)

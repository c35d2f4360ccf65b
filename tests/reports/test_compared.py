"""What a leader sees of other centers in the comparison, and that nothing leads from it to their dossiers."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from common.clock import moved_to
from dossiers.models import Dossier
from reports import withholding
from reports.durations import Spread
from reports.intervals import wilson
from reports.measures import By
from reports.periods import Period
from reports.province import CenterLine, UnitLine, unit_lines
from reports.queries import Scope
from reports.simulation.copying import add_totals
from tests.access_matrix import NAMES
from tests.dossiers.world import World
from tests.reports.lives import live, moment

NOW = moment(3, 12, month=12)
NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30"}
MAY_COMPARE = ("leader", "department_leader", "supervisor")

LINE = CenterLine(
    center=2, name="Tả Van", href="/dieu-hanh/?center=ta-van", received=4, resolved=9, overdue=1,
    legal=Decimal("88.88"), interval=wilson(8, 9), before=Decimal(50), resolved_before=4, direction="up",
    moved=Decimal("38.88"), citizen=Decimal(75), available=4, doubtful=Decimal(25), judged=4, doubtful_number=1,
    doubtful_href="/dieu-hanh/ho-so/?center=ta-van", took=Spread(4, 480, 960),
)  # fmt: skip


def get(client: Client, address: str, data: dict[str, str] | None = None) -> Any:
    with moved_to(NOW):
        return client.get(address, data or {})


def seen(*lines: CenterLine, own: int = 1) -> list[CenterLine]:
    return withholding.of_others(lines, [], own=[own], own_units=[], least=5)[0]


BIG = [
    replace(LINE, center=n, received=40 + n, resolved=30 + n, overdue=20 + n, resolved_before=9) for n in range(3, 9)
]


def test_a_small_number_and_every_rate_of_so_few_are_withheld() -> None:
    one, *others = seen(LINE, *BIG)
    assert (one.href, one.doubtful_href, one.doubtful_number, one.judged) == ("", "", 0, 0)
    assert (one.received, one.resolved, one.overdue, one.kept_back) == (None, 9, None, frozenset())
    assert (one.legal, one.direction, one.moved, one.before) == (Decimal("88.88"), "", None, None)
    assert (one.citizen, one.doubtful, one.took) == (None, None, None)
    assert others[-1].received == 48
    few, *_others = seen(replace(LINE, resolved=4, resolved_before=9, received=0, available=9, judged=9), *BIG)
    assert (few.received, few.resolved, few.legal, few.interval, few.direction) == (0, None, None, None, "")
    assert (few.citizen, few.doubtful) == (None, None)
    assert seen(LINE, own=2) == [LINE]


def test_units_stand_by_name_and_tell_no_small_number_of_others() -> None:
    other = UnitLine(7, "Sở Xây dựng", 9, 4, Decimal("55.55"), 2, 3.5, {}, 9, 2)
    own = UnitLine(8, "Sở Nội vụ", 2, 1, Decimal(50), 1, 2.0, {}, 2, 1)
    few = UnitLine(9, "Sở Y tế", 3, 1, Decimal("66.66"), 0, 0.0, {}, 3, 0)
    mostly_ours = UnitLine(10, "Sở Tư pháp", 7, 1, Decimal("85.71"), 7, 9.0, {}, 2, 2)
    big = [UnitLine(20 + n, f"Xã {n}", 50 + n, 5, Decimal(90), 6, 9.0, {}, 50 + n, 6) for n in range(9)]
    told = {
        line.unit: line
        for line in withholding.of_others([], [other, own, few, mostly_ours, *big], own=[], own_units=[8], least=5)[1]
    }
    assert list(told) == [8, 10, 7, 9, *range(20, 29)]
    assert told[8] == own
    assert (told[7].resolved, told[7].late, told[7].late_legs, told[7].late_hours) == (9, 4, None, None)
    assert (told[9].resolved, told[9].late, told[9].rate, told[9].kept_back) == (None, None, None, frozenset())
    assert (told[10].resolved, told[10].rate, told[10].late_legs) == (None, None, None), "5 of 7 are the reader's own"
    assert told[10].kept_back == {"resolved", "late_legs"}, "that it is under 5 would be wrong, and narrow it"


@pytest.mark.parametrize(
    ("start", "end", "may"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), True),
        (date(2026, 10, 15), date(2026, 11, 14), False),  # overlaps two months
        (date(2026, 7, 1), date(2026, 9, 30), False),  # two of its months would tell the third
        (date(2026, 11, 1), date(2026, 11, 14), False),
        (date(9999, 12, 1), date(9999, 12, 31), False),
        (date(2026, 11, 1), date(2026, 11, 29), False),  # with the month it would tell one day
        (date(2026, 11, 9), date(2026, 11, 9), False),
        (date(2026, 12, 1), date(2026, 12, 31), False),  # still running: today and tomorrow would tell one day
    ],
)
def test_only_calendar_months_that_are_over_are_compared(start: date, end: date, may: bool) -> None:
    assert withholding.may_be_compared(Period(start, end), NOW.date()) is may


def test_a_leader_compares_the_own_center_in_full_with_sums_of_the_others(world: World) -> None:
    live(world)
    page = get(world.personas.client_of("leader"), "/dieu-hanh/tinh/", NOVEMBER)
    own, other = sorted(
        [*page.context["lines"], *page.context["quiet"]], key=lambda line: line.name != world.places.sa_pa.unit.name
    )
    assert page.status_code == 200
    assert (own.received, own.resolved, "center=sa-pa" in own.href) == (8, 3, True)
    assert (other.name, other.href, other.received) == (world.places.ta_van.unit.name, "", 0)
    assert page.context["doubtful"] == []
    text = page.content.decode()
    assert "center=ta-van" not in text
    assert "Với các trung tâm khác, ông/bà chỉ thấy số tổng hợp" in text
    assert "/dieu-hanh/tinh/" in get(world.personas.client_of("leader"), "/dieu-hanh/").content.decode()


def test_of_an_authority_counts_what_others_than_the_own_center_received(world: World) -> None:
    day, province = date(2026, 11, 5), world.places.province
    of_one = (province.pk, world.versions["days"].procedure_id, "province", "online", "owner", "on_time")
    add_totals(Counter({(day, world.places.sa_pa.pk, *of_one): 5, (day, world.places.ta_van.pk, *of_one): 2}))
    both = [world.places.sa_pa, world.places.ta_van]
    november = Scope(None, day.replace(day=1), day.replace(day=30), By.RECEIVING, day.replace(day=30))
    found = [unit_lines(november, both, {}, own) for own in ([], both[:1], both)]
    assert [(line.resolved, line.resolved_elsewhere) for (line,) in found] == [(7, 7), (7, 2), (7, 0)]
    page = get(world.personas.client_of("leader"), "/dieu-hanh/tinh/", NOVEMBER)
    assert page.context["units"] == [], "2 at the one other center, and 2 by the one authority"
    assert [line.resolved for line in page.context["lines"]] == [5, None]


def test_a_leader_is_offered_the_last_twelve_months(world: World) -> None:
    page = get(world.personas.client_of("leader"), "/dieu-hanh/tinh/")
    assert [one.label for one in page.context["presets"]][::11] == ["11/2026", "12/2025"]
    assert [one.is_current for one in page.context["presets"]] == [True, *[False] * 11]
    client = world.personas.client_of("leader")
    assert all(get(client, one.href).status_code == 200 for one in page.context["presets"][::11])


def test_seen_from_elsewhere_a_center_with_few_dossiers_is_withheld_and_nothing_leads_into_it(world: World) -> None:
    live(world)
    client = world.personas.client_of("department_leader")
    page = get(client, "/dieu-hanh/tinh/", NOVEMBER)
    sa_pa = next(line for line in page.context["lines"] if line.name == world.places.sa_pa.unit.name)
    assert (sa_pa.received, sa_pa.resolved, sa_pa.overdue, sa_pa.legal) == (8, None, None, None)
    text = page.content.decode()
    assert not re.search(r'href="/dieu-hanh/(?!tinh/)[^"]*(center|figure)=', text)
    assert 'href="/dieu-hanh/766/"' not in text, "pages that a department may not open are not offered"
    codes = Dossier.objects.exclude(code=None).values_list("code", flat=True)
    assert not any(code in text for code in codes)
    assert "under 5" in text or "dưới 5" in text


@pytest.mark.parametrize("name", [name for name in NAMES if name not in MAY_COMPARE])
def test_nobody_else_compares(world: World, name: str) -> None:
    answer = get(world.personas.client_of(name), "/dieu-hanh/tinh/", NOVEMBER)
    assert answer.status_code in {302, 403}


@pytest.mark.parametrize(
    "changed",
    [
        {"from": "2026-11-09", "to": "2026-11-09"},
        {"to": "2026-11-29"},
        {"from": "2026-10-15", "to": "2026-11-14"},
        {"from": "2026-10-01"},
        {"from": "2026-12-01", "to": "2026-12-31"},
        {"from": "2026-11-30", "to": "2026-11-01"},
        {"from": "x"},
    ],
)
def test_days_that_would_tell_small_numbers_are_refused_to_a_leader(world: World, changed: dict[str, str]) -> None:
    answer = get(world.personas.client_of("leader"), "/dieu-hanh/tinh/", {**NOVEMBER, **changed})
    assert (answer.status_code, answer.context["scope"], "lines" in answer.context) == (422, None, False)


@pytest.mark.parametrize(
    "changed", [{"center": "sa-pa"}, {"by": "deciding"}, {"unit": "1"}, {"level": "commune"}, {"desk": "1"}]
)
def test_other_parameters_change_nothing_in_the_comparison(world: World, changed: dict[str, str]) -> None:
    live(world)
    client = world.personas.client_of("department_leader")
    plain, asked = (get(client, "/dieu-hanh/tinh/", {**NOVEMBER, **more}) for more in ({}, changed))
    assert (asked.context["lines"], asked.context["units"]) == (plain.context["lines"], plain.context["units"])


LISTS = (
    "",
    "ho-so/",
    "thay-doi/",
    "ky-bao-cao/",
    "bao-cao/06a/",
    "bao-cao/qua-han/",
    "bao-cao/can-bo/",
    "766/",
    "ho-so/excel/",
)


def test_no_address_of_a_leader_opens_another_center(world: World) -> None:
    client = world.personas.client_of("leader")
    asked = {**NOVEMBER, "center": "ta-van", "figure": "received.total", "level": "total"}
    for address in LISTS:
        assert get(client, f"/dieu-hanh/{address}", asked).status_code == 422, address
    assert get(client, "/dieu-hanh/hom-nay/qua-han/", {"center": "ta-van"}).status_code == 404
    assert get(client, "/dieu-hanh/bao-cao/06b/", NOVEMBER).status_code == 403
    with moved_to(NOW):
        for address, status in (
            ("excel/?center=ta-van", 422),
            ("ho-so/excel/?figure=received.total&center=ta-van", 422),
            ("766/tai-ve/?center=ta-van", 422),
            ("bao-cao/06a/tai-ve/?center=ta-van", 422),
            ("bao-cao/qua-han/tai-ve/?center=ta-van", 422),
            ("bao-cao/06b/tai-ve/?center=sa-pa", 403),
        ):
            for kind in ("excel", "pdf"):
                answer = client.post(f"/dieu-hanh/{address}", {"as": kind})
                assert (answer.status_code, answer["Content-Type"][:9]) == (status, "text/html"), address


def test_a_facet_reaches_no_dossier_of_another_center_and_names_no_stranger(world: World) -> None:
    live(world)
    client = world.personas.client_of("leader")
    asked = {**NOVEMBER, "center": "sa-pa", "figure": "received.total"}
    citizen = world.personas.citizen
    for facet, pk in (("desk", world.places.ta_van.pk), ("unit", world.places.ta_van.unit_id), ("officer", citizen.pk)):
        page = get(client, "/dieu-hanh/ho-so/", {**asked, facet: str(pk)})
        assert (page.context["value"], page.context["lines"]) == (0, []), facet
    assert citizen.full_name not in page.content.decode()
    elsewhere = world.personas.officer_elsewhere
    for number in (elsewhere.pk, citizen.pk):
        page = get(client, "/dieu-hanh/dang-lam/", {**NOVEMBER, "center": "sa-pa", "officer": str(number)})
        assert (page.context["number"], page.context["lines"]) == (0, [])
        assert not {elsewhere.full_name, citizen.full_name} & set(re.split("[<>–:]", page.content.decode()))
    for address in ("dang-lam/", "buoc/"):
        asked = {**NOVEMBER, "center": "ta-van", "officer": str(elsewhere.pk), "step": "Thụ lý"}
        assert get(client, f"/dieu-hanh/{address}", asked).status_code == 404

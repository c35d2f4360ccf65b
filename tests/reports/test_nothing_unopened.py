"""Every count of a report opens what it counts: officers, ways across boundaries, authorities without center, money."""

import html
import re
from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from accounts.roles import Role
from dossiers import access, actions, sweeps
from dossiers.models import Payment
from policies.actions import change
from policies.catalogue import PolicyKey
from procedures.models import DecidingKind
from reports.statutory.table import Line
from tests.dossiers.world import World, make_version
from tests.payments.money import LATER, owing
from tests.personas import make_staff
from tests.reports.lives import live, moment
from tests.reports.test_extracts import NOVEMBER, get, page_of, row
from tests.reports.test_extracts_of_money_and_people import busy, crossed

OF_OFFICERS = (1, 2, 3, 4, 5, 6, 7)
OF_WAYS = (1, 2, 3, 4, 5)
OF_06B = tuple(range(2, 13))


def unopened(lines: Sequence[Line], columns: Collection[int]) -> list[tuple[str, int]]:
    """Numbers that are not 0 and open nothing, by the name of their line and their column."""
    return [
        (line.name, column)
        for line in lines
        for column in columns
        if isinstance(line.cells[column].value, int) and line.cells[column].value and not line.cells[column].href
    ]


def opened(client: Client, line: Line, column: int) -> Any:
    """What the list behind a number counts."""
    return get(client, line.cells[column].href, {}).context


def test_every_number_of_an_officer_and_of_all_together_opens(world: World) -> None:
    live(world)
    mine = world.received(at=moment(9))
    actions.withdraw(mine, at=moment(10), by=world.actor("citizen"))
    world.received(at=moment(10))
    client, table = world.personas.client_of("leader"), page_of(world, "can-bo").context["table"]
    assert unopened(table.lines, OF_OFFICERS) == []
    looked = 0
    for line in table.lines:
        for column in OF_OFFICERS:
            if line.cells[column].href:
                found = opened(client, line, column)
                number = found["value"] if "value" in found else found["number"]
                assert number == line.cells[column].value, (line.name, column)
                looked += 1
    assert looked > 15


def test_who_withdrew_an_own_dossier_is_not_named_among_officers(world: World) -> None:
    mine = world.received(at=moment(9))
    actions.withdraw(mine, at=moment(10), by=world.actor("citizen"))
    change(
        key=PolicyKey.SUPPLEMENT_LAPSE_DAYS,
        value=5,
        valid_from=moment(2).date(),
        by=world.personas.administrator,
        at=moment(2),
    )
    officer = world.actor("officer", moment(9))
    actions.request_supplement(world.processing(at=moment(9)), ["Tờ khai"], at=moment(9), by=officer, reason="thiếu")
    assert sweeps.end_what_ran_out(at=moment(18)) == 1
    answer = page_of(world, "can-bo")
    table = answer.context["table"]
    assert world.personas.citizen.full_name not in answer.content.decode()
    assert row(table, "người nộp tự thực hiện")[4] == 1
    assert row(table, "hệ thống tự động")[4] == 1
    (line,) = (line for line in table.lines if line.name == "người nộp tự thực hiện")
    assert [one.name for one in opened(world.personas.client_of("leader"), line, 5)["lines"]] == [mine.code]
    assert not table.errors


def test_every_figure_across_boundaries_opens_group_rows_and_totals_too(world: World) -> None:
    crossed(world)
    world.received(at=moment(4))
    world.received(at=moment(4), deciding_center=world.places.ta_van, return_center=world.places.ta_van)
    department(world)
    client, looked = world.personas.client_of("leader"), 0
    table = page_of(world, "phi-dia-gioi").context["table"]
    assert unopened(table.lines, OF_WAYS) == []
    for line in table.lines:
        for column in OF_WAYS:
            if line.cells[column].href:
                assert opened(client, line, column)["value"] == line.cells[column].value, (line.name, column)
                looked += 1
    assert looked > 20
    (note,) = table.notes
    assert get(client, note.href, {}).context["value"] == 1


def department(world: World) -> None:
    """A dossier that a department of the province decides."""
    version = make_version("9.000777", world.versions["days"].procedure.sector, quantity=3, unit="working_days")
    version.deciding_kind, version.deciding_slug, version.office_slug = DecidingKind.DEPARTMENT, "so-noi-vu", ""
    version.save()
    world.received(at=moment(5), version=version)


def test_an_authority_without_center_opens_its_dossiers_in_the_aggregation(world: World) -> None:
    live(world)
    department(world)
    client = world.personas.client_of("supervisor")
    asked = {**NOVEMBER, "center": "", "by": "deciding"}
    table = get(client, "/dieu-hanh/bao-cao/06b/", asked).context["table"]
    assert unopened(table.lines, OF_06B) == []
    (line,) = (line for line in table.lines if "Nội vụ" in str(line.cells[1].value))
    assert opened(client, line, 2)["value"] == line.cells[2].value == 1
    assert opened(client, line, 2)["page"].paginator.count == 1


def test_every_count_of_money_opens_its_entries_with_the_same_sum(world: World) -> None:
    busy(world)
    page, client = page_of(world, "phi-le-phi"), world.personas.client_of("leader")
    lines = page.context["table"].lines
    assert unopened(lines, [1]) == []
    for line in lines:
        if line.cells[1].href:
            found = opened(client, line, 1)
            assert (found["number"], found["sum"]) == (line.cells[1].value, line.cells[2].value), line.name
            assert len(found["rows"]) == found["number"]
    (note,) = page.context["table"].notes
    assert get(client, note.href, {}).context["number"] == 3
    links = re.findall(r'href="(/dieu-hanh/tien/[^"]+)"', page.content.decode())
    assert {parse_qs(urlsplit(html.unescape(one)).query)["part"][0].partition(".")[0] for one in links} == {
        "charged",
        "taken",
        "given_back",
        "came",
    }


def test_money_names_receipts_and_what_has_no_dossier(world: World) -> None:
    busy(world)
    address = "/dieu-hanh/tien/"
    leader = get(world.personas.client_of("leader"), address, {**NOVEMBER, "part": "taken.cash"})
    shown = leader.content.decode()
    assert all(line.href and entry.what in shown for entry, line in leader.context["rows"])
    assert world.owner.name in shown
    waiting = get(world.personas.client_of("leader"), address, {**NOVEMBER, "part": "came.waiting"})
    assert "chưa có hồ sơ" in waiting.content.decode()


@pytest.mark.parametrize("part", ["", "charged.nothing", "taken.gold", "charged.exempt.poor", "x" * 300])
def test_a_part_that_the_report_does_not_have_is_not_found(world: World, part: str) -> None:
    assert get(world.personas.client_of("leader"), "/dieu-hanh/tien/", {**NOVEMBER, "part": part}).status_code == 404


def test_money_of_another_center_is_not_found(world: World) -> None:
    busy(world)
    asked = {**NOVEMBER, "center": "ta-van", "part": "charged"}
    assert get(world.personas.client_of("leader"), "/dieu-hanh/tien/", asked).status_code == 404


def test_a_desk_elsewhere_counts_where_its_result_is_wanted(world: World) -> None:
    desk = make_staff("quay_ta_van_2", Role.COUNTER, office=world.places.office("tiep-nhan", world.places.ta_van))
    intake = world.intake(receiving_center=world.places.ta_van, return_center=world.places.sa_pa)
    actions.receive_at_counter(intake, at=moment(4), by=access.actor_for(desk, moment(4)))
    (note,) = page_of(world, "phi-dia-gioi").context["table"].notes
    assert note.href == ""
    (note,) = page_of(world, "phi-dia-gioi", "supervisor", center="ta-van").context["table"].notes
    assert get(world.personas.client_of("supervisor"), note.href, {}).context["value"] == 1


def test_a_dossier_that_is_partly_paid_stands_once_in_the_heading(world: World) -> None:
    """And in two lines: what is paid of it, and what is not."""
    paid, part, _open = (owing(world) for _ in range(3))
    receipt = {"center": world.places.sa_pa, "method": "cash", "at": LATER, "payer": "Lan", "year": 2026}
    for number, (dossier, amount) in enumerate(((paid, 8000), (part, 3000)), start=1):
        Payment.objects.create(dossier=dossier, amount_vnd=amount, number=number, **receipt)
    table = page_of(world, "phi-le-phi").context["table"]
    counts = {line.name: line.cells[1].value for line in table.lines if line.cells[1].value}
    assert counts == {"Đã tính cho hồ sơ trong kỳ": 3, "– đã nộp": 2, "– còn phải nộp": 2} | {
        "Đã thu trong kỳ, theo biên nhận": 2, "– tiền mặt tại quầy": 2,
    }  # fmt: skip
    found = opened(world.personas.client_of("leader"), table.lines[0], 1)
    assert (found["number"], found["sum"]) == (3, 24_000)

"""Figures as a spreadsheet: equal to the page, with formulas that give the same when they are worked out anew."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from common.clock import moved_to
from dossiers.models import ExportKind, ExportRecord
from reports import labels
from reports.measures import LEVELS
from tests.dossiers.world import World
from tests.exports.sheets import calculated, opened, table, take
from tests.reports.lives import live, moment

pytestmark = pytest.mark.django_db
NOW = moment(20, 12)
NOVEMBER = "from=2026-11-01&to=2026-11-30&by=receiving"


def figures_of_the_page(client: Client, query: str) -> Any:
    with moved_to(NOW):
        return client.get(f"/dieu-hanh/?{query}").context["lines"]


@pytest.mark.parametrize("place", ["&center=sa-pa", ""])
def test_every_number_of_the_sheet_is_the_number_of_the_page(world: World, place: str) -> None:
    live(world)
    client = world.personas.client_of("supervisor")
    page = opened(take(client, f"/dieu-hanh/excel/?{NOVEMBER}{place}", NOW))["On-time figures"]
    rows = table(page)
    lines = figures_of_the_page(client, NOVEMBER + place)
    with override("en"):
        heads = [str(labels.LEVELS[level]) for level in LEVELS]
    read = [[row[head] for head in heads] for row in rows[: len(lines)]]
    assert read == [[cell.value for cell in line.cells] for line in lines]
    assert rows[len(lines)]["Total"] == pytest.approx(0.6667)


def test_totals_rates_and_check_sum_are_live_and_give_what_was_written(world: World) -> None:
    live(world)
    answer = take(world.personas.client_of("leader"), f"/dieu-hanh/excel/?{NOVEMBER}&center=sa-pa", NOW)
    content = opened(answer, with_values=False)
    page = content["On-time figures"]
    written = {cell.coordinate: cell.value for row in page.iter_rows() for cell in row if cell.data_type == "f"}
    assert len(written) > 30
    answer = take(world.personas.client_of("leader"), f"/dieu-hanh/excel/?{NOVEMBER}&center=sa-pa", NOW)
    cached = opened(answer)["On-time figures"]
    for place in written:
        assert calculated(page, place) == pytest.approx(cached[place].value), place
    last = len(list(cached.iter_rows())) - 3
    assert [cached.cell(last, column).value for column in range(1, 6)] == ["Check", *["agrees"] * 4]


def test_a_wrong_number_would_be_seen_in_the_check(world: World) -> None:
    live(world)
    answer = take(world.personas.client_of("leader"), f"/dieu-hanh/excel/?{NOVEMBER}&center=sa-pa", NOW)
    page = opened(answer, with_values=False)["On-time figures"]
    last = len(list(page.iter_rows())) - 3
    assert calculated(page, f"E{last}") == "agrees"
    assert page["A7"].value == "Carried over from before"
    page["B7"].value += 1
    assert calculated(page, f"E{last}") == "DOES NOT AGREE"


def test_who_watches_all_centers_gets_one_row_for_each_and_their_sum(world: World) -> None:
    live(world)
    answer = take(world.personas.client_of("supervisor"), f"/dieu-hanh/excel/?{NOVEMBER}&center=", NOW)
    book = opened(answer)
    rows = {row["Center"]: row for row in table(book["By center"])}
    assert set(rows) == {world.places.sa_pa.name, world.places.ta_van.name, "Total"}
    assert rows[world.places.ta_van.name]["Received in the period"] == 0
    assert rows[world.places.ta_van.name]["On-time rate"] == "–"
    assert rows["Total"]["Received in the period"] == rows[world.places.sa_pa.name]["Received in the period"] == 8
    assert rows["Total"]["On-time rate"] == pytest.approx(0.6667)


def test_a_leader_has_no_sheet_of_other_centers(world: World) -> None:
    answer = take(world.personas.client_of("leader"), f"/dieu-hanh/excel/?{NOVEMBER}", NOW)
    assert opened(answer).sheetnames == ["On-time figures"]
    other = take(world.personas.client_of("leader"), f"/dieu-hanh/excel/?{NOVEMBER}&center=ta-van", NOW)
    assert other.status_code == 422


def test_taking_figures_is_recorded_without_any_dossier(world: World) -> None:
    live(world)
    take(world.personas.client_of("leader"), f"/dieu-hanh/excel/?{NOVEMBER}&center=sa-pa", NOW)
    record = ExportRecord.objects.get()
    assert (record.what, record.count, record.asked["center"]) == (ExportKind.FIGURES, 0, "sa-pa")
    assert not record.views.exists()


def test_figures_are_not_taken_by_merely_looking(world: World) -> None:
    answer = world.personas.client_of("leader").get(f"/dieu-hanh/excel/?{NOVEMBER}")
    assert (answer.status_code, answer["Location"]) == (302, f"/dieu-hanh/?{NOVEMBER}")
    assert not ExportRecord.objects.exists()


def test_the_dossiers_behind_a_figure_add_up_to_it(world: World) -> None:
    live(world)
    client = world.personas.client_of("leader")
    for figure, value in (("received.total", 8), ("resolved.total", 3), ("pending.overdue", 3)):
        address = f"/dieu-hanh/ho-so/excel/?figure={figure}&level=total&{NOVEMBER}&center=sa-pa"
        rows = table(opened(take(client, address, NOW)).active)
        assert sum(row["Counts"] for row in rows) == value
    assert ExportRecord.objects.filter(what=ExportKind.BEHIND).count() == 3


def test_who_may_not_see_a_dossier_gets_its_owner_masked(world: World) -> None:
    live(world)
    address = f"/dieu-hanh/ho-so/excel/?figure=received.total&{NOVEMBER}&center=sa-pa"
    world.personas.head.postings.update(office=world.places.office("kinh-te"))
    hidden = table(opened(take(world.personas.client_of("head"), address, NOW)).active)
    assert {row["Owner"] for row in hidden} == {"H*** T** L**"}
    seen = table(opened(take(world.personas.client_of("supervisor"), address, NOW)).active)
    assert {row["Owner"] for row in seen} == {"Hạng Thị Lan"}


def test_an_unknown_figure_answers_422(world: World) -> None:
    client = world.personas.client_of("leader")
    assert take(client, "/dieu-hanh/ho-so/excel/?figure=anything", NOW).status_code == 422


def test_it_costs_the_same_number_of_queries_for_few_dossiers_and_for_many(world: World) -> None:
    client = world.personas.client_of("leader")
    addresses = ("/dieu-hanh/excel/", "/dieu-hanh/ho-so/excel/?figure=received.total")

    def cost() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                take(client, address, NOW)
            found.append(len(queries))
        return found

    world.received(at=moment(18))
    cost()
    few = cost()
    for _number in range(12):
        world.received(at=moment(19))
    assert cost() == few

"""Which periods may be closed: those that people report on, once a center works; and what is told of all others."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from common.clock import moved_to
from dossiers import actions
from reports import edition_pages, editions, publishing
from reports.load import FIRST, load
from reports.measures import By
from reports.models import Edition
from reports.periods import Period
from reports.reported import kind_of
from tests.dossiers.world import World
from tests.reports.lives import moment
from tests.reports.test_editions import JULY, close, july

__all__ = ["july"]

CLOSE_IT = "Chốt và công bố kỳ này"
NOW = moment(20, 9, month=12)
ADDRESS = "/dieu-hanh/ky-bao-cao/"
ODD = (date(2026, 7, 27), date(2026, 7, 30))


def post(client: Client, start: str, end: str, **more: str) -> Any:
    with moved_to(NOW):
        return client.post(ADDRESS, {"from": start, "to": end, "by": "receiving", "center": "sa-pa", **more})


@pytest.mark.parametrize(
    ("start", "end", "kind"),
    [
        (date(2026, 2, 1), date(2026, 2, 28), "calendar month"),
        (date(2028, 2, 1), date(2028, 2, 29), "calendar month"),
        (date(2026, 10, 1), date(2026, 12, 31), "quarter"),
        (date(2026, 7, 1), date(2026, 12, 31), "half-year"),
        (date(2026, 1, 1), date(2026, 9, 30), "nine months of the year"),
        (date(2026, 1, 1), date(2026, 12, 31), "year"),
        (date(2025, 12, 15), date(2026, 1, 14), "month from the 15th to the 14th"),
        (date(2025, 12, 15), date(2026, 3, 14), "quarter from the 15th to the 14th"),
        (date(2026, 6, 15), date(2026, 12, 14), "half-year from the 15th to the 14th"),
        (date(2025, 12, 15), date(2026, 9, 14), "nine months from the 15th to the 14th"),
        (date(2025, 12, 15), date(2026, 12, 14), "year from the 15th to the 14th"),
        (date(2026, 7, 8), date(2026, 7, 8), ""),  # one good day
        (date(1990, 1, 1), date(2026, 6, 30), ""),
        (date(2026, 7, 1), date(2026, 7, 30), ""),
        (date(2026, 7, 1), date(2026, 7, 14), ""),
        (date(2026, 2, 1), date(2026, 4, 30), ""),  # three months, and no quarter
        (date(2026, 1, 15), date(2026, 4, 14), ""),
        (date(2026, 4, 1), date(2026, 12, 31), ""),
        (date(2026, 1, 1), date(2027, 12, 31), ""),
        (date(9999, 12, 1), date(9999, 12, 31), ""),
    ],
)
def test_periods_that_people_report_on(start: date, end: date, kind: str) -> None:
    with translation.override("en"):
        assert str(kind_of(Period(start, end))) == kind


def test_in_a_year_of_days_there_are_thirty_eight_of_them() -> None:
    """12 months, 4 quarters, 2 half-years, 9 months and a year of each convention, and 2 that begin in one year."""
    days = [date(2025, 12, 15) + timedelta(number) for number in range(382)]  # up to 31 December 2026
    found = [Period(a, b) for a in days if a.day in {1, 15} for b in days if b >= a and kind_of(Period(a, b))]
    by_calendar = [one for one in found if one.start.day == 1]
    assert (len(by_calendar), len(found) - len(by_calendar)) == (20, 20)


@pytest.mark.parametrize(("start", "end"), [("2026-07-08", "2026-07-08"), ("1990-01-01", "2026-06-30")])
def test_days_of_choice_are_refused_and_nothing_typed_is_lost(
    world: World, july: list[Any], start: str, end: str
) -> None:
    leader = world.personas.client_of("leader")
    refused = post(leader, start, end)
    assert refused.status_code == 422
    assert "to" in refused.context["form"].errors
    page = refused.content.decode()
    assert date.fromisoformat(start).strftime('value="%d/%m/%Y"') in page
    assert 'href="#id_to"' in page
    with moved_to(NOW):
        shown, usual = (leader.get(ADDRESS, asked) for asked in ({"from": start, "to": end}, {}))
    assert shown.status_code == 200
    assert str(publishing.NotReportedOn.default_message) in shown.content.decode()
    assert (CLOSE_IT in shown.content.decode(), CLOSE_IT in usual.content.decode()) == (False, True)
    assert not Edition.objects.exists()


def test_nothing_is_closed_before_the_center_began_its_work(world: World) -> None:
    began = world.places.sa_pa.opened_on
    assert began == date(2025, 7, 1)
    with pytest.raises(publishing.BeforeItsWork):
        close(world, (date(2025, 6, 1), date(2025, 6, 30)), NOW)
    assert close(world, (date(2025, 1, 1), date(2025, 12, 31)), NOW).number == 1
    with pytest.raises(publishing.BeforeItsWork):
        publishing.close(None, date(2024, 1, 1), date(2024, 12, 31), By.RECEIVING, at=NOW, by=world.personas.supervisor)


def test_the_published_days_of_sa_pa_have_a_name_and_are_closed(world: World, client: Client) -> None:
    load()
    leader = world.personas.client_of("leader")
    with moved_to(NOW):
        assert f"from={FIRST['start']}&amp;to={FIRST['end']}" in leader.get(ADDRESS).content.decode()
    assert post(leader, "2025-07-01", "2025-07-22").status_code == 302
    edition = Edition.objects.get()
    for address in ("/so-lieu/", f"/so-lieu/{edition.pk}/"):
        assert "Sa Pa, 22 ngày đầu hoạt động" in client.get(address).content.decode()
    client.cookies["django_language"] = "en"
    page = client.get("/so-lieu/").content.decode()
    assert '"small muted">Sa Pa, the first 22 days (published figures)</span>' in page
    assert "22 ngày đầu" not in page
    assert post(leader, "2025-07-01", "2025-07-23").status_code == 422
    days = (FIRST["start"], FIRST["end"])
    for center in (None, world.places.ta_van):  # the report was that of Sa Pa
        with pytest.raises(publishing.NotReportedOn):
            publishing.close(center, *days, By.RECEIVING, at=NOW, by=world.personas.supervisor)


def closed_before_the_rule(world: World) -> Edition:
    """As an older version of the portal let somebody do."""
    usual = close(world, JULY, moment(3, 9, month=8))
    usual.pk, (usual.start, usual.end) = None, ODD
    usual.figures = editions.document(editions.freeze(editions.scope_of(usual), usual.known_at).account)
    usual.save(force_insert=True)
    return usual


def test_what_was_closed_before_stays_readable_is_marked_and_can_be_corrected(
    world: World, july: list[Any], client: Client
) -> None:
    odd = closed_before_the_rule(world)
    kinds = {(line.edition.start, str(line.kind)) for line in client.get("/so-lieu/").context["lines"]}
    assert kinds == {(ODD[0], ""), (JULY[0], "tháng")}
    assert client.get("/so-lieu/").content.decode().count("ngày tự chọn") == 1
    assert "Ngày tự chọn" in client.get(f"/so-lieu/{odd.pk}/").content.decode()
    late = {"typed_at": moment(4, 9, month=8), "reason": "mất điện"}
    actions.resolve(july[2], at=moment(30, 9, month=7), by=world.actor("officer"), **late)
    corrected = post(world.personas.client_of("leader"), *map(str, ODD), reason="nhập muộn")
    assert corrected.status_code == 302


def test_what_a_correction_tells_names_the_rates(world: World, july: list[Any], client: Client) -> None:
    first = close(world, JULY, moment(3, 9, month=8))
    officer = world.actor("officer")
    late = {"typed_at": moment(4, 9, month=8), "reason": "mất điện"}
    began = actions.start(world.received(at=moment(1, 9, month=7)), at=moment(1, 9, month=7), by=officer)
    actions.resolve(began, at=moment(31, 9, month=7), by=officer, result="9/QĐ", **late)
    actions.resolve(july[2], at=moment(30, 9, month=7), by=officer, result="3/QĐ", **late)
    second = close(world, JULY, moment(5, 9, month=8), reason="hai hồ sơ nhập muộn")
    told = {one.key: (one.closed, one.now) for one in editions.corrected(first, second) if one.level_key == "total"}
    assert told["resolved.late"] == (0, 1)
    assert (told["on_time_rate"], told["doubtful_rate"]) == ((100.0, 75.0), (0.0, 33.33))
    assert "signal.recorded_late" not in told, "everybody is shown the same figures as in the table"
    page = client.get(f"/so-lieu/{first.pk}/").content.decode()
    correction = page[page.index("corrected-title") :]
    assert "33,33 %" in correction[: correction.index("</table>")]
    with moved_to(moment(6, 9, month=8)):
        staff = world.personas.client_of("leader").get(f"{ADDRESS}{first.pk}/").content.decode()
    assert "-25,00 điểm phần trăm" in staff


def test_figures_that_an_older_edition_did_not_know_are_no_difference(world: World, july: list[Any]) -> None:
    edition = close(world, JULY, moment(3, 9, month=8))
    for level in edition.figures.values():
        del level["beside"]["signal.late_payment"]
    assert editions.compared(edition) == []
    assert edition_pages.table_of(edition)


def test_a_center_that_does_not_exist_is_not_found_and_one_without_figures_has_none(
    world: World, july: list[Any], client: Client
) -> None:
    close(world, JULY, moment(3, 9, month=8))
    assert [len(client.get("/so-lieu/", {"center": slug}).context["lines"]) for slug in ("", "sa-pa")] == [1, 1]
    for slug in ("khong-co", "Sa-Pa", "x" * 5000):
        answer = client.get("/so-lieu/", {"center": slug})
        assert (answer.status_code, answer.context["lines"]) == (404, [])
        assert "Không có trung tâm này" in answer.content.decode()
    assert client.get("/so-lieu/", {"center": "\0"}).status_code == 400
    none_yet = client.get("/so-lieu/", {"center": "ta-van"})
    assert (none_yet.status_code, none_yet.context["lines"]) == (200, [])
    assert "Chưa công khai" in none_yet.content.decode()

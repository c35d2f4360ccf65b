"""`/dieu-hanh/tinh/`: centers compared fairly, and an honest and a gamed year of the same center told apart."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest

from common.clock import LOCAL_TZ, moved_to
from dossiers.measures import Measure, bookings
from dossiers.state import Happening
from reports.intervals import wilson
from reports.measures import TOTAL, By, Figures, Row, by_level
from reports.province import center_lines, direction_of, doubtful_list, in_order, period_before
from reports.queries import Scope
from reports.simulation.copying import add_totals
from tests.dossiers.world import World
from tests.reports.lives import live, moment
from workcalendar.reference import province_calendar

CALENDAR = province_calendar()
YEAR = Scope(None, date(2026, 1, 1), date(2026, 12, 31), By.RECEIVING, date(2026, 12, 31))
LIMIT = {"unit": "working_days", "quantity": 5, "cutoff": None}


def working_days() -> list[date]:
    """From January to November 2026, so that everything ends within the year."""
    days = (date(2026, 1, 5) + timedelta(days=number) for number in range(330))
    return [day for day in days if CALENDAR.is_working_day(day)]


def year(center: int, unit: int, procedure: int, *, gamed: bool) -> Iterator[list[Happening]]:
    """Two dossiers a working day with the same arrivals and the same one in twenty late.

    The honest center works on what comes. The gamed one lies idle, asks for papers on the last day, waits, and ends
    in time by the pause; every third dossier.
    """
    rng = Random(766)
    days = working_days()
    keys = {"center": center, "unit": unit, "procedure": procedure}
    keys |= {"level": "commune", "channel": "online", "filed_by": "owner"}
    for place in range(len(days) - 20):
        for _dossier in range(2):
            is_late, takes, plays = rng.random() < 0.05, rng.randint(1, 4), rng.random() < 0.34
            yield _life(days, place, 9 if is_late else takes, plays=gamed and plays and not is_late, keys=keys)


def _life(days: list[date], place: int, takes: int, *, plays: bool, keys: dict[str, Any]) -> list[Happening]:
    def at(later: int, hour: int) -> datetime:
        return datetime.combine(days[place + later], time(hour), tzinfo=LOCAL_TZ)

    told: list[tuple[str, datetime, dict[str, Any]]] = [
        ("submit", at(0, 8), {"keys": keys, "answer_hours": 8, "calendar": 1}),
        ("receive", at(0, 9), {"calendar": 1, "allowance": LIMIT}),
        ("start", at(0, 10), {}),
    ]
    if plays:
        told += [("request_supplement", at(5, 8), {}), ("supply", at(11, 8), {})]
        takes = 11
    told.append(("resolve", at(takes, 10), {"result": "1/QĐ-UBND", "stays": True}))
    return [Happening(name, moment, moment, number, facts) for number, (name, moment, facts) in enumerate(told, 1)]


def book(lives: Iterator[list[Happening]]) -> None:
    totals: Counter[tuple[Any, ...]] = Counter()
    for events in lives:
        for (day, keys, measure), n in bookings(events, {1: CALENDAR}).items():
            place = (keys.center, keys.unit, keys.procedure, keys.level, keys.channel, keys.filed_by)
            totals[day, *place, measure.value] += n
    add_totals(totals)


def test_an_honest_and_a_gamed_year_have_one_legal_rate_and_are_told_apart(world: World) -> None:
    honest, gamed = world.places.sa_pa, world.places.ta_van
    procedure = world.versions["days"].procedure_id
    book(year(honest.pk, honest.unit_id, procedure, gamed=False))
    book(year(gamed.pk, gamed.unit_id, procedure, gamed=True))
    lines = center_lines(YEAR, [honest, gamed], {})
    fair, played = lines
    assert fair.resolved == played.resolved > 400
    assert fair.legal == played.legal
    assert fair.legal is not None
    assert 90 < fair.legal < 100
    assert fair.citizen == fair.legal, "nothing was played: citizens waited as long as the law says"
    assert played.citizen is not None
    assert played.citizen < fair.citizen - 20
    assert fair.doubtful == 0
    assert [line.name for line in doubtful_list(lines)] == [gamed.unit.name]
    assert in_order(lines, "can-xem-lai")[0] is played


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"), [(8, 10, 49.0, 94.3), (800, 1000, 77.4, 82.4), (5, 5, 56.6, 100.0)]
)
def test_few_dossiers_make_a_wide_interval(part: int, whole: int, low: float, high: float) -> None:
    found = wilson(part, whole)
    assert found is not None
    assert (found.low, found.high) == (low, high)
    assert wilson(0, 0) is None


def test_a_month_is_compared_with_the_month_before_and_other_days_with_as_many() -> None:
    def before(start: date, end: date) -> tuple[date, date]:
        found = period_before(Scope(None, start, end, By.RECEIVING, end))
        return found.start, found.end

    assert before(date(2026, 11, 1), date(2026, 11, 30)) == (date(2026, 10, 1), date(2026, 10, 31))
    assert before(date(2026, 10, 15), date(2026, 11, 14)) == (date(2026, 9, 15), date(2026, 10, 14))
    assert before(date(2026, 11, 3), date(2026, 11, 9)) == (date(2026, 10, 27), date(2026, 11, 2))
    assert before(date(2026, 1, 1), date(9999, 12, 31)) == (date.min, date(2025, 12, 31))
    assert before(date(9999, 12, 1), date(9999, 12, 31)) == (date(9999, 10, 31), date(9999, 11, 30))


def resolved(good: int, late: int) -> Figures:
    booked = ((Measure.EARLY, good), (Measure.LATE, late))
    return by_level(Row("commune", "counter", "owner", measure, 0, n, n) for measure, n in booked)[TOTAL]


@pytest.mark.parametrize(
    ("before", "now", "direction"),
    [
        ((1, 2), (3, 0), "same"),  # 33 % of 3, then 100 % of 3: chance
        ((90, 10), (95, 5), "same"),  # 83–95 and 89–98 percent
        ((900, 100), (950, 50), "up"),  # 88–92 and 93–96 percent
        ((950, 50), (900, 100), "down"),
        ((99600, 400), (99900, 100), "same"),  # sure, but 0.3 points
        ((0, 0), (900, 100), ""),
        ((900, 100), (0, 0), ""),
    ],
)
def test_a_direction_is_told_only_where_chance_does_not_explain_it(
    before: tuple[int, int], now: tuple[int, int], direction: str
) -> None:
    assert direction_of(resolved(*now), resolved(*before)) == direction


NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30"}


def test_the_supervisor_compares_centers_and_drills_down(world: World) -> None:
    live(world)
    client = world.personas.client_of("supervisor")
    asked = {"from": "2026-11-01", "to": "2026-11-30", "sap-xep": "tiep-nhan"}
    with moved_to(moment(20, 12)):
        page = client.get("/dieu-hanh/tinh/", asked)
        first = page.context["lines"][0]
        below = client.get(first.href)
        wrong = client.get("/dieu-hanh/tinh/", {**asked, "to": "2026-10-01"})
    assert (first.name, first.received, first.resolved) == (world.places.sa_pa.unit.name, 8, 3)
    assert below.context["total"].received.total == 8
    assert below.context["scope"].center == world.places.sa_pa
    assert [line.name for line in page.context["units"]] == [world.places.sa_pa.unit.name]
    assert wrong.status_code == 422


def test_a_center_is_found_by_its_name_and_those_without_dossiers_stand_apart(world: World) -> None:
    live(world)
    client = world.personas.client_of("supervisor")
    with moved_to(moment(20, 12)):
        everything = client.get("/dieu-hanh/tinh/", NOVEMBER).context
        found = client.get("/dieu-hanh/tinh/", {**NOVEMBER, "ten": " sa PA "})
        joined = client.get("/dieu-hanh/tinh/", {**NOVEMBER, "ten": "sapa"})
        nothing = client.get("/dieu-hanh/tinh/", {**NOVEMBER, "ten": "Atlantis"})
    name = world.places.sa_pa.unit.name
    assert [line.name for line in everything["lines"]] == [name]
    assert everything["quiet"]
    assert all(not line.received for line in everything["quiet"])
    assert [line.name for line in found.context["lines"]] == [name]
    assert found.context["quiet"] == []
    assert [line.name for line in joined.context["lines"]] == [name]
    assert all("ten=sa+PA" in href for _key, _label, href, _current in found.context["sorts"])
    assert (nothing.context["lines"], nothing.context["quiet"]) == ([], [])


def test_more_dossiers_cost_no_more_statements(world: World, django_assert_max_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = world.personas.client_of("supervisor")
    live(world)
    with moved_to(moment(20, 12)):
        with CaptureQueriesContext(connection) as few:
            client.get("/dieu-hanh/tinh/")
        live(world)
        with django_assert_max_num_queries(len(few)):
            client.get("/dieu-hanh/tinh/")

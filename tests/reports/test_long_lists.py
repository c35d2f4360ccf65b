"""Of a figure of many thousands the list shows the latest dossiers, and says so; the figure stays whole."""

import pytest

from common.clock import moved_to
from dossiers.compaction import compact
from reports import long_lists
from tests.dossiers.world import World
from tests.reports.lives import live, moment
from tests.reports.test_honesty import NOVEMBER, NOW

ALL = {key: value for key, value in NOVEMBER.items() if key != "center"}


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_lists, "LONGEST", 2)
    monkeypatch.setattr(long_lists, "ENOUGH", 2)


@pytest.mark.parametrize("place", [{"center": "sa-pa"}, {}])
@pytest.mark.parametrize("level", ["total", "commune"])
@pytest.mark.parametrize(
    ("figure", "value", "since", "shown"),
    [
        ("received.total", 8, moment(16), 3),  # of the 16th two, of the 18th one
        ("pending.total", 5, moment(16), 2),  # of these three one was returned
        ("resolved.total", 3, moment(5), 2),  # on the 4th, 5th and 11th
    ],
)
def test_the_latest_of_a_long_list_are_shown(
    world: World, figure: str, value: int, since: object, shown: int, level: str, place: dict[str, str]
) -> None:
    live(world)
    compact()
    who = "leader" if place else "supervisor"
    with moved_to(NOW):
        asked = {**ALL, **place, "figure": figure, "level": level}
        answer = world.personas.client_of(who).get("/dieu-hanh/ho-so/", asked)
    assert answer.context["value"] == value
    assert answer.context["cut_at"] == since.date()
    assert len(answer.context["lines"]) == shown
    assert f"kể từ {since:%d/%m/%Y}" in answer.content.decode()


def test_a_short_list_is_whole(world: World) -> None:
    live(world)
    compact()
    with moved_to(NOW):
        asked = {**NOVEMBER, "figure": "returned.total"}
        answer = world.personas.client_of("leader").get("/dieu-hanh/ho-so/", asked)
    assert answer.context["cut_at"] is None
    assert len(answer.context["lines"]) == answer.context["value"] == 1


def test_a_list_that_is_narrowed_is_whole(world: World) -> None:
    live(world)
    compact()
    procedure = world.versions["days"].procedure_id
    with moved_to(NOW):
        asked = {**NOVEMBER, "figure": "received.total", "procedure": procedure}
        answer = world.personas.client_of("leader").get("/dieu-hanh/ho-so/", asked)
    assert answer.context["cut_at"] is None
    assert len(answer.context["lines"]) == answer.context["value"] == 8

"""Every drawing has its words and its table; one point is no line; a time without dossiers says so."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from common.clock import moved_to
from tests.dossiers.world import World
from tests.reports.lives import live, moment

TEMPLATES = Path(settings.BASE_DIR) / "templates"
NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30", "center": "sa-pa", "by": "receiving"}
DRAWING = re.compile(r'<svg[^>]*role="img"[^>]*>')
DECORATION = re.compile(r'<svg(?![^>]*role="img")[^>]*>')


def overview(world: World, **asked: str) -> Any:
    with moved_to(moment(20, 12)):
        return world.personas.client_of("leader").get("/dieu-hanh/", {**NOVEMBER, **asked})


def test_each_template_that_draws_has_a_table_and_hides_what_only_adorns() -> None:
    drawing = [path for path in TEMPLATES.rglob("*.html") if DRAWING.search(path.read_text())]
    assert len(drawing) >= 2
    for path in drawing:
        assert "<table" in path.read_text(), path
        assert "<title>" in path.read_text(), path
    for path in (TEMPLATES / "reports").rglob("*.html"):
        for mark in DECORATION.findall(path.read_text()):
            assert 'aria-hidden="true"' in mark or "viewBox" in mark, f"{path}: {mark}"  # the inner one of a drawing


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_drawing_of_a_page_stands_beside_its_table(world: World, language: str) -> None:
    live(world)
    with moved_to(moment(20, 12)):
        client = world.personas.client_of("leader")
        client.post("/ngon-ngu/", {"language": language})
        text = client.get("/dieu-hanh/", NOVEMBER).content.decode()
    assert f'<html lang="{language}"' in text
    drawn = [part for part in re.findall(r"<section.*?</section>", text, re.DOTALL) if DRAWING.search(part)]
    assert len(drawn) >= 2
    for part in drawn:
        assert "<table" in part
        assert all(re.search(r'aria-label="[^"]*\d[^"]*"', mark) for mark in DRAWING.findall(part))


def test_one_month_with_numbers_is_a_table_without_a_line(world: World) -> None:
    live(world)
    page = overview(world)
    months, days = page.context["leader"].trends
    assert (months.is_empty, months.is_drawn, days.is_drawn) == (False, False, True)
    assert page.content.decode().count("<polyline") == len(days.lines)
    assert [tick.anchor for tick in days.ticks] == ["start", "middle", "middle", "end"]


def test_a_time_without_dossiers_says_so_instead_of_showing_zeros(world: World) -> None:
    live(world)
    nothing, something = overview(world, **{"from": "2025-03-01", "to": "2025-03-31"}), overview(world)
    assert nothing.context["is_empty"] is True
    assert "Không có hồ sơ nào trong thời gian này" in nothing.content.decode()
    assert 'id="table-title"' not in nothing.content.decode()
    assert 'href="#beside-title"' not in nothing.content.decode()
    assert something.context["is_empty"] is False
    assert 'id="table-title"' in something.content.decode()

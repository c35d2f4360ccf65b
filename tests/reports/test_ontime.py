"""`manage.py ontime`."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from common.clock import moved_to
from tests.dossiers.world import World
from tests.reports.lives import live, moment

PERIOD = ["--from", "2026-11-01", "--to", "2026-11-20"]


def ontime(*arguments: str) -> str:
    out = StringIO()
    with moved_to(moment(20, 12)):
        call_command("ontime", *arguments, stdout=out)
    return out.getvalue()


def test_one_json_document_with_the_levels(world: World) -> None:
    live(world)
    document = json.loads(ontime(*PERIOD, "--center", "sa-pa", "--json"))
    assert list(document) == ["commune", "province", "vertical", "total"]
    assert document["commune"] == document["total"]
    assert document["total"]["received"] == {"total": 8, "counter": 6, "online": 2, "post": 0, "assisted": 1}
    assert document["total"]["on_time_rate"] == 66.67


def test_the_table_shows_the_check_sum_in_both_languages(world: World) -> None:
    live(world)
    table = ontime(*PERIOD, "--language", "en")
    assert "Check sum" in table
    assert "66.67 %" in table
    assert ontime(*PERIOD, "--language", "vi").splitlines()[-1].endswith("9 = 9")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--from", "2026-11-31", "--to", "2026-12-01"], "--from"),
        (["--from", "2026-11-20", "--to", "2026-11-01"], "--to"),
        ([*PERIOD, "--center", "nowhere"], "nowhere"),
        ([*PERIOD, "--by", "nobody"], "receiving, deciding"),
        (["--from", "2026-11-01"], "--to"),
    ],
)
def test_bad_input_is_told_in_one_line(arguments: list[str], words: str, db: None) -> None:
    with pytest.raises(CommandError) as told:
        ontime(*arguments)
    assert told.value.returncode == 2
    assert words in str(told.value)
    assert "\n" not in str(told.value)

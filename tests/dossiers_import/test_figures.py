"""A center comes with 3,000 dossiers: every figure equals what one counts from the rows, at the end of every day."""

import io
import json
from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from centers.models import Unit
from common.clock import moved_to
from dossiers.models import Dossier
from dossiers.verify import verify_ledger, verify_lifecycle
from procedures.models import ProcedureVersion
from reports.measures import By, Figures
from reports.queries import figures_by_place
from tests.dossiers_import.conftest import Run
from tests.dossiers_import.sheet import FIGURES, LEVELS, Known, Offer, known, recount, sheet
from tests.places import AT, Places

ROWS = 3000
START, END = date(2026, 10, 1), date(2026, 10, 31)
MAY_BE = {"commune": ("commune",), "province": ("province",), "vertical": ("vertical",)}


@pytest.fixture
def offers(catalogue: Places) -> list[Offer]:
    versions = ProcedureVersion.objects.select_related("procedure").order_by("procedure__code")
    return [
        Offer(
            version.procedure.code,
            MAY_BE.get(version.procedure.level, ("commune", "province")),
            version.quantity if version.unit == "working_days" else None,
        )
        for version in versions
    ]


def test_every_figure_of_every_day_equals_a_recount_of_the_rows(
    run: Run, catalogue: Places, offers: list[Offer]
) -> None:
    rows = sheet(20261119, ROWS, offers)
    counted = known(rows, offers)
    assert_varied(counted)
    assert run(rows).code == 0
    assert Dossier.objects.count() == ROWS
    commune, units = catalogue.sa_pa.unit_id, deciding_units(catalogue)
    by_unit = [units[row["level"], row["procedure_code"]] for row in rows]
    for day in (START + timedelta(days=n) for n in range((END - START).days + 1)):
        received = figures_by_place(START, day, By.RECEIVING, at=AT)[catalogue.sa_pa.pk]
        assert_equal(received, counted, day)
        decided = figures_by_place(START, day, By.DECIDING, at=AT)
        for unit in set(by_unit):
            own = [row for row, decider in zip(counted, by_unit, strict=True) if decider == unit]
            assert_equal(decided.get(unit, dict.fromkeys(("total", *LEVELS), Figures())), own, day)
    assert_command_says(counted, "receiving")
    own = [row for row, decider in zip(counted, by_unit, strict=True) if decider == commune]
    assert_command_says(own, "deciding")
    assert verify_lifecycle().differences == ()
    assert verify_ledger().differences == ()


def deciding_units(places: Places) -> dict[tuple[str, str], int]:
    """Who decides by level and procedure: the commune, the province, or the agency that the procedure names."""
    agencies = {unit.slug: unit.pk for unit in Unit.objects.filter(kind="agency")}
    versions = ProcedureVersion.objects.values_list("procedure__code", "deciding_slug")
    fixed = {"commune": places.sa_pa.unit_id, "province": places.province.pk}
    return {(level, code): fixed.get(level) or agencies.get(slug, 0) for code, slug in versions for level in LEVELS}


def assert_varied(rows: list[Known]) -> None:
    """The sheet holds everything that makes figures hard, often."""
    seen: Counter[str] = Counter()
    for row in rows:
        seen.update((row.level, row.channel, row.status))
        seen["carried over"] += row.received < START and (row.end is None or row.end >= START)
        seen["after the period"] += row.end is not None and row.received <= END < row.end
        if row.end is not None:
            place = "late" if row.end > row.due else "on time" if row.end == row.due else "early"
            seen[f"{row.status} {place}"] += 1
    wanted = {
        *LEVELS, "counter", "online", "post", "RECEIVED", "PROCESSING", "AWAITING_SUPPLEMENT", "AWAITING_PAYMENT",
        "carried over", "after the period", "RESOLVED early", "RESOLVED on time", "RESOLVED late", "DELIVERED late",
        "RETURNED early", "RETURNED late", "WITHDRAWN early", "WITHDRAWN late",
    }  # fmt: skip
    assert {word: seen[word] for word in wanted if seen[word] < 20} == {}


def assert_equal(found: dict[str, Figures], rows: list[Known], day: date) -> None:
    for level in LEVELS:
        expected = recount((row for row in rows if row.level == level), START, day)
        assert {key: found[level].value(key) for key in FIGURES} == expected, (level, day)
    assert {key: found["total"].value(key) for key in FIGURES} == recount(rows, START, day), day
    assert found["total"].balances


def assert_command_says(rows: list[Known], by: str) -> None:
    out = io.StringIO()
    with moved_to(AT):
        days = ("--from", f"{START}", "--to", f"{END}")
        call_command("ontime", *days, "--center", "sa-pa", "--by", by, "--json", stdout=out)
    document = json.loads(out.getvalue())
    for level in (*LEVELS, "total"):
        expected = recount((row for row in rows if level in (row.level, "total")), START, END)
        found = document[level]
        said = {key: found[key.split(".")[0]] if "." not in key else deep(found, key) for key in FIGURES}
        assert said == expected, (by, level)


def deep(document: dict[str, dict[str, int]], key: str) -> int:
    group, name = key.split(".")
    return document[group][name]

"""The proofs find what is wrong, find nothing else, and the ledger can be made anew."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from common.copying import copy, in_bulk
from dossiers import compaction
from dossiers.actions.ledger import ENTRY_COLUMNS
from dossiers.models import Dossier, LedgerEntry, LedgerSpan, LedgerTotal
from dossiers.rebuild import rebuild_ledger
from dossiers.verify import verify_ledger, verify_lifecycle
from tests.dossiers.world import World
from tests.reports.lives import live

LEDGER = LedgerEntry._meta.db_table
COLUMNS = (
    "dossier",
    "event_number",
    "day",
    "center",
    "unit",
    "procedure",
    "level",
    "channel",
    "filed_by",
    "measure",
    "n",
)


@pytest.fixture
def lived(world: World) -> World:
    live(world)
    connection.check_constraints()  # as a commit does; what is still to be checked would be in the way of TRUNCATE
    return world


def run(command: str) -> tuple[int, Any]:
    out, code = StringIO(), 0
    try:
        call_command(command, "--json", stdout=out)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, json.loads(out.getvalue())


def entries() -> list[tuple[Any, ...]]:
    return sorted(LedgerEntry.objects.values_list(*COLUMNS), key=str)


def indexes_of_the_ledger() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s ORDER BY 1", [LEDGER])
        return cursor.fetchall()


def totals() -> list[tuple[Any, ...]]:
    return sorted(LedgerTotal.objects.exclude(n=0).values_list(*COLUMNS[2:]), key=str)


def test_an_honest_house_shows_no_difference(lived: World) -> None:
    assert run("verify_lifecycle") == (0, {"checked": 9, "differences": []})
    assert run("verify_ledger") == (0, {"checked": 9, "differences": []})
    compaction.compact()
    assert verify_ledger().is_clean


@pytest.mark.parametrize(
    ("column", "value"),
    [("status", "PROCESSING"), ("due_at", "2026-11-18T09:00+07:00"), ("channel", "post"), ("revision", 99)],
)
def test_a_column_that_does_not_follow_from_the_events_is_found(lived: World, column: str, value: object) -> None:
    dossier = Dossier.objects.get(status="RECEIVED")
    Dossier.objects.filter(pk=dossier.pk).update(**{column: value})
    code, report = run("verify_lifecycle")
    assert code == 1
    assert [(one["dossier"], one["what"]) for one in report["differences"]] == [(dossier.code, column)]


def test_a_pause_that_does_not_follow_from_the_events_is_found(lived: World) -> None:
    paused = Dossier.objects.filter(status="AWAITING_SUPPLEMENT", held_by_pause=True).get()
    paused.pauses.update(holds=False)
    assert [one.what for one in verify_lifecycle().differences] == ["pauses"]


def test_an_entry_that_nobody_booked_is_found(lived: World) -> None:
    entry = LedgerEntry.objects.filter(measure="received").order_by("id")[0]
    entry.pk, entry.n = None, 1
    entry.save()
    code, report = run("verify_ledger")
    assert code == 1
    assert [(one["stored"], one["expected"]) for one in report["differences"]] == [("2", "1")]


def test_a_total_that_is_not_the_sum_of_its_entries_is_found(lived: World) -> None:
    compaction.compact()
    LedgerTotal.objects.filter(pk=LedgerTotal.objects.order_by("pk")[0].pk).update(n=7)
    found = [one.what.split()[0] for one in verify_ledger().differences]
    assert found == ["total", "span", "span"]  # of the day and of the month that it belongs to


def test_the_ledger_made_anew_is_the_same(lived: World) -> None:
    compaction.compact()
    connection.check_constraints()
    entries_before, totals_before = entries(), totals()
    assert run("rebuild_ledger") == (0, {"entries": len(entries_before)})
    assert entries() == entries_before
    assert totals() == totals_before
    assert verify_ledger().is_clean


def test_the_ledger_is_made_anew_by_a_role_that_may_not_trust(lived: World) -> None:
    """Where the role of the portal is no superuser, foreign keys are looked up row by row, before indexes are made."""
    compaction.compact()
    connection.check_constraints()
    before, indexes = entries(), indexes_of_the_ledger()
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE plain")
        cursor.execute("GRANT ALL ON SCHEMA public TO plain")
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO plain")
        cursor.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO plain")
        for model in (LedgerEntry, LedgerTotal, LedgerSpan):
            cursor.execute(f"ALTER TABLE {model._meta.db_table} OWNER TO plain")
        cursor.execute("SET LOCAL ROLE plain")
    rebuild_ledger()
    assert entries() == before
    assert indexes_of_the_ledger() == indexes
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_a_booking_of_no_dossier_is_refused_when_the_ledger_is_loaded(lived: World) -> None:
    row = LedgerEntry.objects.values(*ENTRY_COLUMNS)[0] | {"dossier_id": 0}
    nowhere = [[row[name] for name in ENTRY_COLUMNS]]
    with pytest.raises(IntegrityError, match="points to nothing"), in_bulk(LedgerEntry):
        copy(LedgerEntry, ENTRY_COLUMNS, nowhere)


def test_making_anew_repairs_what_was_wrong(lived: World) -> None:
    compaction.compact()
    connection.check_constraints()
    right = entries()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE dossiers_ledgerentry, dossiers_ledgertotal")
    assert not verify_ledger().is_clean
    rebuild_ledger()
    assert entries() == right

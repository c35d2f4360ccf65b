"""Entering a time limit: from a day, never backwards, with its source."""

from datetime import date, time, timedelta

import pytest

from accounts.models import User
from procedures.actions import TimeLimitRefused, set_time_limit
from procedures.load import load
from procedures.models import Procedure, ProcedureVersion, TimeUnit
from procedures.queries import NotInForce, TimeUnknown, allowance_of, version_in_force, without_time
from workcalendar.engine import Allowance, Unit

from .conftest import NOW

TODAY = NOW.date()


def unknown() -> ProcedureVersion:
    return without_time(TODAY)[0]


def test_without_a_known_time_no_due_date_can_be_promised(administrator: User) -> None:
    with pytest.raises(TimeUnknown):
        allowance_of(unknown())


def test_an_unknown_time_becomes_known_from_today_on(administrator: User) -> None:
    version = unknown()
    changed = set_time_limit(
        version, quantity=5, unit=TimeUnit.WORKING_DAYS, source="QĐ 47/2026", by=administrator, at=NOW
    )
    assert changed.pk == version.pk
    assert allowance_of(changed) == Allowance(5, Unit.WORKING_DAYS)
    assert (changed.time_source, changed.entered_by, changed.entered_at) == ("QĐ 47/2026", administrator, NOW)
    assert without_time(TODAY).count() == 50
    assert changed.history.first().history_user == administrator
    assert changed.history.last().unit is None


def test_a_known_time_is_followed_by_a_new_version_and_kept_for_older_dossiers(administrator: User) -> None:
    procedure = Procedure.objects.get(code="1.004873")
    old = version_in_force(procedure, TODAY)
    day = TODAY + timedelta(days=9)
    new = set_time_limit(old, quantity=2, unit="working_days", source="s", valid_from=day, by=administrator, at=NOW)
    old.refresh_from_db()
    assert (old.quantity, old.valid_to) == (3, day - timedelta(days=1))
    assert (new.quantity, new.valid_from, new.valid_to, new.number) == (2, day, None, 2)
    assert version_in_force(procedure, TODAY) == old
    assert version_in_force(procedure, day) == new
    assert new.papers.count() == old.papers.count() > 0
    assert new.cases.count() == old.cases.count() == 1
    assert old.steps.exists()
    assert not new.steps.exists()


def test_a_change_announced_for_later_can_be_corrected(administrator: User) -> None:
    old = version_in_force(Procedure.objects.get(code="1.004873"), TODAY)
    day = TODAY + timedelta(days=9)
    for quantity in (2, 4):
        set_time_limit(
            old, quantity=quantity, unit="working_days", source="s", valid_from=day, by=administrator, at=NOW
        )
    assert [(v.quantity, v.valid_from) for v in old.procedure.versions.order_by("number")] == [
        (3, date(2025, 7, 1)),
        (4, day),
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"valid_from": TODAY - timedelta(days=1)}, "valid_from"),
        ({"source": "  "}, "source"),
        ({"quantity": 0}, "quantity"),
        ({"unit": "fortnights"}, "unit"),
        ({"unit": TimeUnit.SAME_DAY, "cutoff": None}, "cutoff"),
    ],
)
def test_an_impossible_limit_is_refused_beside_its_field(administrator: User, change: dict, field: str) -> None:  # type: ignore[type-arg]
    given = {"quantity": 5, "unit": TimeUnit.WORKING_DAYS, "source": "QĐ 1", "by": administrator, "at": NOW}
    with pytest.raises(TimeLimitRefused) as refused:
        set_time_limit(unknown(), **{**given, **change})  # type: ignore[arg-type]
    assert refused.value.field == field
    assert without_time(TODAY).count() == 51


def test_a_same_day_limit_keeps_its_cut_off(administrator: User) -> None:
    changed = set_time_limit(
        unknown(), quantity=1, unit=TimeUnit.SAME_DAY, cutoff=time(14), source="s", by=administrator, at=NOW
    )
    assert allowance_of(changed) == Allowance(1, Unit.SAME_DAY, time(14))


def test_what_an_administrator_entered_survives_newer_facts(administrator: User) -> None:
    version = unknown()
    set_time_limit(version, quantity=5, unit=TimeUnit.WORKING_DAYS, source="s", by=administrator, at=NOW)
    Procedure.objects.filter(pk=version.procedure_id).update(facts_digest="of another delivery")
    report = load(at=NOW + timedelta(days=30))
    assert report.kept == [version.procedure.code]
    assert report.changed == []
    assert ProcedureVersion.objects.get(procedure=version.procedure_id).quantity == 5
    assert load(at=NOW + timedelta(days=31)).has_changes is False


def test_before_the_first_day_nothing_is_in_force(administrator: User) -> None:
    with pytest.raises(NotInForce):
        version_in_force(Procedure.objects.get(code="1.004873"), date(2025, 6, 30))

"""The same matter twice: a second full limit for one request shows, and what only looks like it does not."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from citizens.data import PartyData
from citizens.models import NumberKind, Party, PartyKind
from common.clock import moved_to
from dossiers import actions
from dossiers.measures import Measure
from dossiers.models import Dossier, LedgerEntry
from tests.dossiers.world import World
from tests.reports.lives import moment
from tests.reports.test_honesty import NOVEMBER, NOW, november

REASON = "thiếu điều kiện"


def signals_of(world: World) -> set[str]:
    found = november(world.places.sa_pa).signals
    return {key.removeprefix("signal.") for key, n in found.items() if n}


def party(**known: object) -> Party:
    """Somebody with the name of the owner of the world, known under another record."""
    return Party.objects.create(
        **{"kind": "person", "name": "Hạng Thị Lan", "created_at": moment(1), "is_sample": True, **known}
    )


def returned(world: World, owner: Party) -> None:
    first = world.received(at=moment(2), owner=owner, submitter=owner)
    first = actions.start(first, at=moment(2, 10), by=world.actor("officer"))
    actions.return_(first, at=moment(3), by=world.actor("officer"), reason=REASON)


def resolved(world: World, owner: Party, at: datetime | None = None) -> Dossier:
    at = at or moment(4)
    dossier = actions.start(world.received(at=at, owner=owner, submitter=owner), at=at, by=world.actor("officer"))
    return actions.resolve(dossier, at=at + timedelta(hours=1), by=world.actor("officer"), result="13/QĐ-UBND")


def test_the_same_matter_under_another_record_without_a_number_is_registered_again(world: World) -> None:
    returned(world, party())
    resolved(world, party())
    assert signals_of(world) == {"registered_again"}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("1990-01-02", None, {"registered_again"}),
        ("1990-01-02", "1990-01-02", {"registered_again"}),
        ("1990-01-02", "1991-01-02", set()),
    ],
)
def test_somebody_with_the_same_name_is_another_person_by_another_birth_date(
    world: World, first: str | None, second: str | None, expected: set[str]
) -> None:
    returned(world, party(birth_date=first))
    resolved(world, party(birth_date=second))
    assert signals_of(world) == expected


def test_another_name_at_the_center_is_another_matter(world: World) -> None:
    returned(world, party(name="Giàng A Sử"))
    resolved(world, party())
    assert not signals_of(world)


@pytest.mark.parametrize("ending", ["return", "withdraw"])
def test_the_same_matter_that_is_returned_after_the_later_one_is_resolved_gives_the_signal_itself(
    world: World, ending: str
) -> None:
    first = actions.start(world.received(at=moment(2)), at=moment(2, 10), by=world.actor("officer"))
    resolved(world, world.owner)
    assert not signals_of(world)
    if ending == "return":
        actions.return_(first, at=moment(4, 11), by=world.actor("officer"), reason=REASON)
    else:
        actions.withdraw(first, at=moment(4, 11), by=world.actor("counter"))
    assert signals_of(world) == {"registered_again"}


def test_several_matters_received_on_one_day_are_not_registered_again(world: World) -> None:
    twins = [world.received(at=moment(2)) for _twin in range(2)]
    twins = [actions.start(twin, at=moment(2, 10), by=world.actor("officer")) for twin in twins]
    actions.return_(twins[0], at=moment(3), by=world.actor("officer"), reason=REASON)
    actions.resolve(twins[1], at=moment(3, 10), by=world.actor("officer"), result="13/QĐ-UBND")
    third = actions.start(world.received(at=moment(2)), at=moment(2, 10), by=world.actor("officer"))
    actions.resolve(third, at=moment(3, 10), by=world.actor("officer"), result="14/QĐ-UBND")
    assert not signals_of(world)


def test_a_double_entry_that_is_withdrawn_does_not_touch_the_older_one(world: World) -> None:
    true = actions.start(world.received(at=moment(2)), at=moment(2, 10), by=world.actor("officer"))
    actions.withdraw(world.received(at=moment(3)), at=moment(3), by=world.actor("counter"))
    actions.resolve(true, at=moment(3, 10), by=world.actor("officer"), result="13/QĐ-UBND")
    assert not signals_of(world)


def test_a_submission_that_the_counter_withdraws_and_registers_itself_is_registered_again(world: World) -> None:
    late = world.submitted(at=moment(2))
    actions.withdraw(late, at=moment(6), by=world.actor("counter"))
    assert LedgerEntry.objects.filter(measure=Measure.FIRST_ANSWER_LATE).count() == 1
    resolved(world, world.owner, moment(6, 10))
    assert signals_of(world) == {"registered_again"}


def test_an_answer_that_came_too_late_stays_too_late_when_it_sends_the_dossier_back(world: World) -> None:
    counter = world.actor("counter")
    dossier = world.submitted(at=moment(2))
    dossier = actions.ask_to_complete(dossier, ["Tờ khai"], at=moment(6), by=counter, reason=REASON)
    actions.receive(actions.resubmit(dossier, at=moment(6, 10), by=counter), at=moment(6, 10), by=counter)
    assert signals_of(world) == {"received_late"}


def test_the_same_name_at_another_center_is_another_matter(world: World) -> None:
    returned(world, party())
    dossier = resolved(world, party())
    Dossier.objects.filter(status="RETURNED").update(receiving_center=world.places.ta_van)
    assert actions.endings.facts_of_matter(dossier) == {}


def test_an_owner_corrected_after_the_result_shows_that_the_matter_was_returned_before(world: World) -> None:
    returned(world, party())
    dossier = resolved(world, party(name="Giàng A Sử"))
    assert not signals_of(world)
    right = PartyData(kind=PartyKind.PERSON, name="Hạng Thị Lan")
    actions.correct(dossier, actions.Correction(owner=right), at=moment(5), by=world.actor("counter"), reason="gõ nhầm")
    assert signals_of(world) == {"registered_again"}
    kept = november(world.places.sa_pa).kept
    assert (kept.total, kept.doubtful) == (1, 1)


def test_who_corrects_an_owner_stands_by_name(world: World) -> None:
    known = {"name": "Hạng Thị Lan", "number": "000093000002", "number_kind": NumberKind.CITIZEN_ID}
    owner = PartyData(kind=PartyKind.PERSON, **known)
    dossier, counter = world.received(at=moment(2)), world.actor("counter")
    actions.correct(dossier, actions.Correction(owner=owner), at=moment(3), by=counter, reason="gõ nhầm số")
    with moved_to(NOW):
        leader = world.personas.client_of("leader")
        people = leader.get("/dieu-hanh/", NOVEMBER).context["people"]
        rows = leader.get("/dieu-hanh/thay-doi/", {**NOVEMBER, "kind": "owner"}).context["rows"]
    assert [(one.name, one.owner, one.total) for one in people] == [(world.personas.people["counter"].full_name, 1, 1)]
    assert [row.reason for row in rows] == ["gõ nhầm số"]


def test_a_corrected_phone_is_no_corrected_owner(world: World) -> None:
    dossier = resolved(world, world.owner)
    later = actions.start(world.received(at=moment(5)), at=moment(5, 10), by=world.actor("officer"))
    actions.return_(later, at=moment(6), by=world.actor("officer"), reason=REASON)
    phone = actions.Correction(owner=replace(actions.declared_now(dossier), phone="0912345678"))
    actions.correct(dossier, phone, at=moment(7), by=world.actor("counter"), reason="đổi số")
    assert not signals_of(world)
    with moved_to(NOW):
        assert world.personas.client_of("leader").get("/dieu-hanh/", NOVEMBER).context["people"] == []


def test_a_corrected_channel_is_no_corrected_owner(world: World) -> None:
    dossier = world.received(at=moment(2))
    change = actions.Correction(return_center=world.places.ta_van)
    actions.correct(dossier, change, at=moment(3), by=world.actor("counter"), reason="nhận ở Tả Van")
    with moved_to(NOW):
        assert world.personas.client_of("leader").get("/dieu-hanh/", NOVEMBER).context["people"] == []

"""Ways to a better rate that somebody could try: each of them stands on the page of leaders."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db.models import Sum

from citizens.data import PartyData
from citizens.models import NumberKind, Party, PartyKind
from common.clock import moved_to
from dossiers import actions
from dossiers.measures import Measure
from dossiers.models import Dossier, LedgerEntry, Paper, PaperKind
from tests.dossiers.world import World
from tests.dossiers_staff.desk import picture
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


def sent_back(world: World) -> Dossier:
    dossier = world.submitted(at=moment(2))
    return actions.ask_to_complete(dossier, ["Tờ khai"], at=moment(2, 10), by=world.actor("counter"), reason=REASON)


def scan(dossier: Dossier, at: datetime) -> None:
    Paper.objects.create(dossier=dossier, kind=PaperKind.SUPPLEMENT, name="Tờ khai", originals=1, added_at=at)


def test_the_counter_that_submits_again_what_nobody_completed_gives_a_signal(world: World) -> None:
    counter = world.actor("counter")
    dossier = actions.resubmit(sent_back(world), at=moment(6), by=counter, brought=False)
    actions.receive(dossier, at=moment(6, 10), by=counter)
    assert signals_of(world) == {"nothing_came"}


def test_the_counter_that_receives_what_nobody_completed_gives_a_signal(world: World) -> None:
    actions.receive(sent_back(world), at=moment(6), by=world.actor("counter"))
    assert signals_of(world) == {"nothing_came"}


def test_papers_that_came_since_they_were_asked_for_end_the_wait(world: World) -> None:
    counter = world.actor("counter")
    dossier = sent_back(world)
    scan(dossier, moment(6))
    actions.receive(dossier, at=moment(6), by=counter)
    dossier = actions.start(world.received(at=moment(9)), at=moment(9), by=world.actor("officer"))
    dossier = actions.request_supplement(dossier, ["Tờ khai"], at=moment(9), by=world.actor("officer"), reason=REASON)
    scan(dossier, moment(10))
    actions.supply(dossier, at=moment(10), by=counter, brought=False)
    assert not signals_of(world)


def test_papers_of_before_the_request_do_not_end_the_wait(world: World) -> None:
    dossier = actions.start(world.received(at=moment(9)), at=moment(9), by=world.actor("officer"))
    scan(dossier, moment(9))
    asked = moment(9, 10)
    dossier = actions.request_supplement(dossier, ["Tờ khai"], at=asked, by=world.actor("officer"), reason=REASON)
    actions.supply(dossier, at=moment(10), by=world.actor("counter"), brought=False)
    assert signals_of(world) == {"nothing_came"}


def test_the_page_of_the_desk_tells_whether_files_came(world: World) -> None:
    dossier = actions.start(world.received(at=moment(9)), at=moment(9), by=world.actor("officer"))
    asked = moment(9, 10)
    dossier = actions.request_supplement(dossier, ["Tờ khai"], at=asked, by=world.actor("officer"), reason=REASON)
    with moved_to(moment(10)):
        desk = world.personas.client_of("counter")
        answer = desk.post(f"/xu-ly/ho-so/{dossier.pk}/supply/", {"supply-revision": dossier.revision})
    assert answer.status_code == 302
    assert dossier.events.get(transition="supply").facts == {"nothing": True}


def test_what_the_counter_withdraws_on_the_last_day_gives_a_signal_and_what_a_citizen_withdraws_none(
    world: World,
) -> None:
    for name, expected in (("citizen", set()), ("counter", {"refused_last_day"})):
        actions.withdraw(world.received(at=moment(2)), at=moment(5, 8), by=world.actor(name))  # due on the 5th
        assert signals_of(world) == expected


@pytest.mark.parametrize(("at", "expected"), [(moment(4, 16), {"refused_last_day"}), (moment(4, 10), set())])
def test_the_last_hours_before_a_due_moment_of_the_next_morning_are_the_last_day(
    world: World, at: datetime, expected: set[str]
) -> None:
    dossier = actions.start(world.received(at=moment(2)), at=moment(2), by=world.actor("officer"))
    assert dossier.due_at == moment(5)
    actions.return_(dossier, at=at, by=world.actor("officer"), reason=REASON)
    assert signals_of(world) == expected


def test_a_second_payment_gives_a_signal(world: World) -> None:
    officer, counter = world.actor("officer"), world.actor("counter")
    dossier = actions.start(world.received("month", at=moment(2)), at=moment(2), by=officer)
    for hour in (10, 14):
        assert not signals_of(world)
        dossier = actions.request_payment(dossier, 1000, at=moment(2, hour), by=officer, legal_basis="NQ mẫu")
        dossier = actions.confirm_payment(dossier, at=moment(2, hour + 1), by=counter, cash=True)
    assert signals_of(world) == {"more_payments"}


def test_a_wait_for_a_payment_that_nobody_paid_gives_a_signal(world: World) -> None:
    dossier = actions.start(world.received("month", at=moment(2)), at=moment(2), by=world.actor("officer"))
    dossier = actions.request_payment(dossier, 1000, at=moment(2, 10), by=world.actor("officer"), legal_basis="NQ mẫu")
    given = {"ground": "other", "ground_basis": "NQ mẫu"}
    actions.confirm_payment(dossier, at=moment(5), by=world.actor("counter"), **given)
    assert signals_of(world) == {"nothing_came"}


def test_what_was_wrong_and_is_corrected_at_the_desk_ends_the_wait(world: World) -> None:
    officer, counter = world.actor("officer"), world.actor("counter")
    dossier = actions.start(world.received("month", at=moment(2)), at=moment(2), by=officer)
    dossier = actions.request_supplement(dossier, ["Tờ khai"], at=moment(2, 10), by=officer, reason=REASON)
    change = actions.Correction(return_center=world.places.ta_van)
    dossier = actions.correct(dossier, change, at=moment(3), by=counter, reason="sai nơi nhận")
    actions.supply(dossier, at=moment(3), by=counter, brought=False)
    assert not signals_of(world)


def test_what_is_typed_late_for_an_earlier_moment_takes_nothing_from_the_month_before(world: World) -> None:
    officer = world.actor("officer")
    dossier = actions.start(world.received("month", at=moment(26, month=10)), at=moment(26, month=10), by=officer)
    for at, typed_at in ((moment(29, month=10), moment(30, month=10)), (moment(28, month=10), moment(2))):
        rest = {"typed_at": typed_at, "reason": "mất điện"}
        elsewhere = world.places.ta_van if dossier.return_center == world.places.sa_pa else world.places.sa_pa
        note = actions.Correction(return_center=elsewhere)
        dossier = actions.correct(dossier, note, at=at, by=world.actor("counter"), **rest)
    typed = LedgerEntry.objects.filter(measure=Measure.RECORDED_LATE).values_list("day").annotate(Sum("n"))
    assert sorted(typed) == [(date(2026, 10, 30), 1), (date(2026, 11, 2), 1)]


def test_typed_late_stands_in_the_month_of_typing(world: World) -> None:
    october, typed = moment(30, 16, month=10), moment(3)
    dossier = world.received(at=october)
    dossier = actions.start(dossier, at=october, by=world.actor("officer"))
    assert dossier.holder_id == dossier.deciding_office_id
    rest = {"typed_at": typed, "reason": "mất điện"}
    actions.resolve(dossier, at=october + timedelta(minutes=20), by=world.actor("officer"), result="1/QĐ", **rest)
    assert signals_of(world) == {"recorded_late"}
    with moved_to(NOW):
        leader = world.personas.client_of("leader")
        now = leader.get("/dieu-hanh/", NOVEMBER).context["people"]
        then = leader.get("/dieu-hanh/", {**NOVEMBER, "from": "2026-10-01", "to": "2026-10-31"}).context["people"]
        rows = leader.get("/dieu-hanh/thay-doi/", NOVEMBER).context["rows"]
    assert [(one.late, one.total) for one in now] == [(1, 1)]
    assert not then
    assert [str(row.label) for row in rows] == ["Xử lý xong"]


def test_a_word_is_no_number_of_a_document(world: World) -> None:
    dossier = world.processing()
    with pytest.raises(actions.results.NoNumber):
        actions.resolve(dossier, at=moment(24), by=world.actor("officer"), result="x")
    assert Dossier.objects.get(pk=dossier.pk).status == "PROCESSING"


def test_the_desk_receives_together_with_what_was_missing(world: World) -> None:
    dossier = sent_back(world)
    key, desk = str(uuid4()), world.personas.client_of("counter")
    with moved_to(moment(6)):
        page = desk.get(f"/xu-ly/ho-so/{dossier.pk}/").content.decode()
        data = {"receive-revision": dossier.revision, "receive-draft": key, "receive-enclosed": picture("to-khai.png")}
        answer = desk.post(f"/xu-ly/ho-so/{dossier.pk}/receive/", data)
    assert 'name="receive-enclosed"' in page
    assert answer.status_code == 302
    assert "nothing" not in dossier.events.get(transition="receive").facts
    assert dossier.papers.filter(kind=PaperKind.SUPPLEMENT).count() == 1


def test_the_desk_receives_what_came_whole_without_a_file(world: World) -> None:
    dossier = world.submitted(at=moment(2))
    with moved_to(moment(2, 10)):
        page = world.personas.client_of("counter").get(f"/xu-ly/ho-so/{dossier.pk}/").content.decode()
    assert 'name="receive-revision"' in page
    assert 'name="receive-enclosed"' not in page

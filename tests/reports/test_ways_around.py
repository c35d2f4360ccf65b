"""Ways to a better rate that somebody could try: each of them stands on the page of leaders."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db.models import Sum

from common.clock import moved_to
from dossiers import actions
from dossiers.measures import Measure
from dossiers.models import Dossier, LedgerEntry, Paper, PaperKind, TakeOverUpload
from tests.dossiers.world import World
from tests.dossiers_staff.desk import picture
from tests.reports.lives import moment
from tests.reports.test_honesty import NOVEMBER, NOW, november

REASON = "thiếu điều kiện"


def signals_of(world: World) -> set[str]:
    found = november(world.places.sa_pa).signals
    return {key.removeprefix("signal.") for key, n in found.items() if n}


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


def test_who_takes_dossiers_over_stands_by_name_with_the_file(world: World) -> None:
    chief = world.personas.people["administrator"]
    world.received(at=moment(2))
    TakeOverUpload.objects.create(
        center=world.places.sa_pa,
        file_name="ho-so-cu.csv",
        size=1,
        uploaded_by=chief,
        uploaded_at=moment(3),
        done_by=chief,
        done_at=moment(3, 10),
        rows=1250,
    )
    with moved_to(NOW):
        leader = world.personas.client_of("leader")
        page = leader.get("/dieu-hanh/", NOVEMBER).content.decode()
        before = leader.get("/dieu-hanh/", {**NOVEMBER, "from": "2026-10-01", "to": "2026-10-31"}).content.decode()
    assert chief.full_name in page
    assert "1.250" in page
    assert "ho-so-cu.csv" in page
    assert "ho-so-cu.csv" not in before


def test_a_period_that_has_not_begun_is_refused_and_stays_typed(world: World) -> None:
    with moved_to(NOW):
        answer = world.personas.client_of("leader").get(
            "/dieu-hanh/", {**NOVEMBER, "from": "2026-12-01", "to": "2026-12-31"}
        )
    assert answer.status_code == 422
    assert "Kỳ này chưa bắt đầu." in answer.content.decode()
    assert 'value="01/12/2026"' in answer.content.decode()


def test_the_address_of_the_file_leads_to_the_page_of_figures(world: World) -> None:
    with moved_to(NOW):
        answer = world.personas.client_of("leader").get("/dieu-hanh/excel/", NOVEMBER)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/dieu-hanh/?from=2026-11-01")


def test_the_desk_is_asked_once_for_what_was_missing(world: World) -> None:
    dossier = sent_back(world)
    with moved_to(moment(6)):
        page = world.personas.client_of("counter").get(f"/xu-ly/ho-so/{dossier.pk}/")
    assert [action.name for action in page.context["forward"]] == ["receive"]
    assert "resubmit" in [action.name for action in page.context["further"]]

"""What the verbs do beside moving the status."""

from datetime import timedelta

import pytest

from dossiers import access, actions
from dossiers.actions.verbs import NotInTheOffice
from dossiers.lifecycle import GuardRefused
from dossiers.models import Dossier, Ground, IssuedForm
from notifications.models import Notice, OutboxMessage
from policies.catalogue import PolicyKey
from procedures.queries import TimeUnknown
from tests.dossiers.world import World
from tests.places import AT

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_procedure_whose_time_is_unknown_is_neither_received_nor_submitted(world: World) -> None:
    with pytest.raises(TimeUnknown):
        world.received("unknown")
    with pytest.raises(TimeUnknown):
        world.submitted("unknown")
    assert Dossier.objects.count() == 0


def test_a_same_day_dossier_is_resolved_without_being_started(world: World) -> None:
    dossier = actions.resolve(world.received("same_day"), at=AT, by=world.actor("officer"))
    assert dossier.status == "RESOLVED"


def test_a_longer_limit_is_started_first(world: World) -> None:
    with pytest.raises(GuardRefused):
        actions.resolve(world.received("days"), at=AT, by=world.actor("officer"))


def test_the_second_request_for_papers_needs_a_leader(world: World) -> None:
    officer, leader = world.actor("officer"), world.actor("leader")
    dossier = actions.request_supplement(world.processing(), ["Tờ khai"], at=AT, by=officer, reason="thiếu")
    dossier = actions.supply(dossier, at=AT, by=world.actor("citizen"))
    with pytest.raises(GuardRefused):
        actions.request_supplement(dossier, ["Tờ khai"], at=AT, by=officer, reason="thiếu")
    dossier = actions.request_supplement(dossier, ["Tờ khai"], at=AT, by=leader, reason="thiếu thật")
    assert dossier.status == "AWAITING_SUPPLEMENT"


def test_a_pause_that_begins_after_the_due_moment_moves_nothing(world: World) -> None:
    dossier = world.processing()
    late = dossier.due_at + DAY
    dossier = actions.request_supplement(dossier, ["Tờ khai"], at=late, by=world.actor("officer"), reason="thiếu")
    assert not dossier.held_by_pause
    resumed = actions.supply(dossier, at=late + DAY, by=world.actor("counter"))
    assert resumed.due_at == dossier.due_at


def test_an_ending_inside_a_pause_is_never_late_by_the_pause(world: World) -> None:
    dossier = world.processing()
    dossier = actions.request_supplement(dossier, ["Tờ khai"], at=AT, by=world.actor("officer"), reason="thiếu")
    dossier = actions.withdraw(dossier, at=AT + 30 * DAY, by=world.actor("citizen"))
    assert dossier.due_at > dossier.ended_at
    assert dossier.due_at > dossier.promised_at


def test_a_reopened_dossier_keeps_its_promise_and_gets_a_new_due_date(world: World) -> None:
    dossier = world.processing()
    promised = dossier.promised_at
    dossier = actions.resolve(dossier, at=AT + DAY, by=world.actor("officer"))
    dossier = actions.reopen(dossier, at=AT + 7 * DAY, by=world.actor("leader"), reason="sai thông tin")
    assert dossier.status == "PROCESSING"
    assert dossier.promised_at == promised
    assert dossier.due_at > promised + 5 * DAY
    assert dossier.ended_at is None


def test_forms_are_numbered_records_with_their_text(world: World) -> None:
    dossier = world.processing()
    actions.request_supplement(dossier, ["Tờ khai"], at=AT, by=world.actor("officer"), reason="thiếu tờ khai")
    other = world.processing()
    actions.return_(other, at=AT, by=world.actor("officer"), reason="không đủ điều kiện")
    assert list(IssuedForm.objects.order_by("pk").values_list("form", "number", "year")) == [
        ("01", 1, 2026),
        ("02", 1, 2026),
        ("01", 2, 2026),
        ("03", 1, 2026),
    ]
    form = IssuedForm.objects.get(form="02")
    assert (form.content["papers"], form.content["reason"]) == (["Tờ khai"], "thiếu tờ khai")


def test_the_way_of_a_dossier_is_kept_as_legs(world: World) -> None:
    dossier = actions.resolve(world.processing(), at=AT + DAY, by=world.actor("officer"))
    dossier = actions.deliver(dossier, "Hạng Thị Lan", at=AT + 2 * DAY, by=world.actor("counter"))
    legs = list(dossier.legs.order_by("number"))
    assert [leg.office.slug for leg in legs] == ["tiep-nhan", "van-phong", "tiep-nhan"]
    assert legs[0].ended_at == legs[1].confirmed_at == AT
    assert legs[1].ended_at == legs[2].confirmed_at == AT + 2 * DAY


def test_a_colleague_of_another_office_cannot_be_given_the_dossier(world: World) -> None:
    with pytest.raises(NotInTheOffice):
        actions.assign(
            world.processing(), world.personas.officer_elsewhere, at=AT, by=world.actor("head"), reason="nghỉ phép"
        )


def test_messages_are_queued_once_per_event_and_only_for_what_happens_here(world: World) -> None:
    world.submitted()
    assert [message.template for message in OutboxMessage.objects.all()] == ["dossier_submitted"]
    assert Notice.objects.filter(office__slug="tiep-nhan").count() == 1
    world.received(source="replay")
    assert OutboxMessage.objects.count() == 1


def test_who_sees_a_dossier_is_stored_as_rows(world: World) -> None:
    dossier = world.submitted()
    people = world.personas

    def seen_by(name: str) -> bool:
        return access.visible_to(people.people[name], AT).filter(pk=dossier.pk).exists()

    visible = {name for name in people.people if seen_by(name)}
    assert visible == {"citizen", "counter", "officer", "head", "leader", "supervisor"}
    assert set(dossier.access.values_list("ground", flat=True)) == {
        Ground.SUBMITTER,
        Ground.RECEIVING,
        Ground.DECIDING,
    }


def test_an_owner_sees_the_dossier_only_when_the_account_is_proven(world: World) -> None:
    world.owner.account = world.personas.other_citizen
    world.owner.save()
    unproven = world.received()
    assert not access.visible_to(world.personas.other_citizen, AT).filter(pk=unproven.pk).exists()
    world.owner.account_proven_at = AT
    world.owner.save()
    proven = world.received()
    assert access.visible_to(world.personas.other_citizen, AT).filter(pk=proven.pk).exists()


def test_an_office_that_gave_a_step_away_only_reads(world: World) -> None:
    dossier = world.processing()
    office = world.places.office("kinh-te")
    dossier = actions.hand_over(dossier, office, at=AT, by=world.actor("officer"))
    dossier = actions.confirm_hand_over(dossier, at=AT, by=world.actor("leader"))
    assert dossier.holder_id == office.pk
    with pytest.raises(GuardRefused):
        actions.request_payment(dossier, 1000, legal_basis="Nghị quyết mẫu", at=AT, by=world.actor("officer"))


def test_what_is_not_completed_in_the_set_time_lapses(world: World) -> None:
    from dossiers import sweeps
    from policies.actions import change

    change(key=PolicyKey.SUPPLEMENT_LAPSE_DAYS, value=10, valid_from=AT.date(), by=world.personas.administrator, at=AT)
    dossier = actions.request_supplement(
        world.processing(), ["Tờ khai"], at=AT, by=world.actor("officer"), reason="thiếu"
    )
    incomplete = world.in_status("INCOMPLETE")
    assert sweeps.end_what_ran_out(at=AT + 9 * DAY) == 0
    assert sweeps.end_what_ran_out(at=AT + 11 * DAY) == 1
    dossier.refresh_from_db()
    assert (dossier.status, dossier.return_kind) == ("RETURNED", "lapsed")
    assert sweeps.end_what_ran_out(at=AT + 40 * DAY) == 1
    incomplete.refresh_from_db()
    assert incomplete.status == "NOT_ACCEPTED"
    assert sweeps.end_what_ran_out(at=AT + 40 * DAY) == 0


def test_handing_over_finishes_the_step_of_the_giver(world: World) -> None:
    dossier = world.received()
    assert dossier.step_number == 2, "the counter is done, though nobody has confirmed yet"
    assert dossier.holder.slug == "tiep-nhan"
    resolved = actions.resolve(world.processing(), at=AT, by=world.actor("officer"))
    assert resolved.step_number == 5, "only the hand-out is left"


def test_starting_work_is_past_sorting_and_assigning(world: World) -> None:
    assert world.processing().step_number == 3, "the step with most of the time"

"""Mending: what was entered wrong about a dossier, and which procedure it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from citizens.models import Party
from common.errors import Refusal
from dossiers import actions, verify
from dossiers.models import Channel, Dossier, DossierEvent, IssuedForm
from notifications.models import OutboxMessage
from procedures.queries import TimeUnknown
from reports.measures import By
from reports.queries import figures
from tests.dossiers.world import World
from tests.places import AT

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def mended(world: World, dossier: Dossier, correction: actions.Correction) -> Dossier:
    return actions.correct(dossier, correction, at=AT + HOUR, by=world.actor("counter"), reason="gõ nhầm")


def turned(world: World, dossier: Dossier, limit: str) -> Dossier:
    procedure = world.versions[limit].procedure
    return actions.reclassify(dossier, procedure, at=AT + HOUR, by=world.actor("leader"), reason="nhầm thủ tục")


def editions(dossier: Dossier) -> list[tuple[int, int]]:
    return list(IssuedForm.objects.filter(dossier=dossier, form="01").order_by("pk").values_list("number", "edition"))


def everything_follows_from_the_events() -> bool:
    return verify.verify_lifecycle().is_clean and verify.verify_ledger().is_clean


def test_a_name_typed_wrong_is_mended_where_it_stands_and_the_slip_gets_a_new_edition(world: World) -> None:
    dossier = world.received()
    owner = replace(actions.declared_now(dossier), name="Hạng Thị Làn")
    mended(world, dossier, actions.Correction(owner=owner))
    party = Party.objects.get(pk=dossier.owner_id)
    assert party.name == "Hạng Thị Làn"
    assert [row.name for row in party.history.all()] == ["Hạng Thị Làn", "Hạng Thị Lan"]
    assert party.history.first().history_user == world.personas.counter
    (number, first), second = editions(dossier)
    assert (first, second) == (1, (number, 2))
    assert OutboxMessage.objects.filter(template="dossier_corrected").count() == 1
    event = DossierEvent.objects.get(dossier=dossier, transition="correct")
    assert event.facts["changed"] == ["owner"]
    assert "Làn" not in str(event.facts)


def test_a_channel_entered_wrong_moves_the_figures(world: World) -> None:
    dossier = mended(world, world.received(), actions.Correction(channel=Channel.POST))
    assert dossier.channel == Channel.POST
    found = figures(world.places.sa_pa, AT.date(), AT.date(), By.RECEIVING, at=AT + HOUR)["total"]
    assert found.pending.total == 1
    assert found.balances
    assert everything_follows_from_the_events()


def test_another_number_is_another_person(world: World) -> None:
    dossier = world.received()
    declared = actions.declared_now(dossier)
    first = mended(world, dossier, actions.Correction(owner=replace(declared, number="000199000001")))
    assert first.owner_id == world.owner.pk  # it had no number and gets one
    again = replace(actions.declared_now(first), number="000199000002")
    second = mended(world, first, actions.Correction(owner=again))
    assert second.owner_id != world.owner.pk
    assert second.submitter_id == second.owner_id


def test_correcting_nothing_is_refused_and_leaves_no_trace(world: World) -> None:
    dossier = world.received()
    with pytest.raises(actions.NothingChanged):
        mended(world, dossier, actions.Correction(owner=actions.declared_now(dossier)))
    assert editions(dossier) == [(1, 1)]


def test_another_procedure_brings_its_time_limit_from_the_same_start(world: World) -> None:
    dossier = world.processing("days")
    promised = dossier.promised_at
    after = turned(world, dossier, "month")
    assert after.version == world.versions["month"]
    assert after.clock_from == dossier.clock_from
    assert after.due_at > dossier.due_at
    assert after.promised_at == promised
    assert after.step_due_at is not None
    assert after.step_due_at > dossier.step_due_at
    assert [edition for _number, edition in editions(dossier)] == [1, 2]
    assert everything_follows_from_the_events()
    with pytest.raises(actions.SameProcedure):
        turned(world, after, "month")


def test_a_submission_turned_into_another_procedure_keeps_its_first_answer(world: World) -> None:
    dossier = world.submitted("days")
    after = turned(world, dossier, "calendar")
    assert after.answer_due_at == dossier.answer_due_at
    assert after.due_at is None
    received = actions.receive(after, at=AT + 2 * HOUR, by=world.actor("counter"))
    assert received.unit == "calendar_days"
    assert everything_follows_from_the_events()


def test_what_has_no_time_limit_can_not_become_one(world: World) -> None:
    dossier = world.processing()
    with pytest.raises(TimeUnknown):
        turned(world, dossier, "unknown")
    assert Dossier.objects.get(pk=dossier.pk).revision == dossier.revision


def test_under_a_pause_the_new_time_limit_counts_from_the_same_start(world: World) -> None:
    dossier = world.in_status("AWAITING_SUPPLEMENT")
    after = turned(world, dossier, "calendar")
    back = actions.supply(after, at=AT + 150 * HOUR, by=world.actor("counter"))
    assert back.due_at > after.due_at
    assert everything_follows_from_the_events()


@pytest.mark.parametrize("status", ["WITHDRAWN", "RETURNED", "DELIVERED", "NOT_ACCEPTED"])
def test_what_is_over_is_not_corrected(world: World, status: str) -> None:
    with pytest.raises(Refusal):
        mended(world, world.in_status(status), actions.Correction(channel=Channel.POST))

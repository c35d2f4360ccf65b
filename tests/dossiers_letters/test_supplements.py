"""Supplements that are fair: only what is published, the second by a leader, all of it told, and no silent lapse."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from common.clock import moved_to
from dossiers import actions, lapse_warnings, sweeps
from dossiers.guards import GuardRefused
from dossiers.lifecycle import Status
from dossiers.models import Dossier, Reminder, Source
from notifications.models import Notice, OutboxMessage
from policies.actions import change
from policies.catalogue import PolicyKey
from tests.dossiers.world import World
from tests.places import AT

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def set_policy(world: World, key: PolicyKey, value: Any) -> None:
    change(key=key, value=value, valid_from=AT.date(), by=world.personas.administrator, at=AT)


def asked(world: World) -> Dossier:
    officer = world.actor("officer")
    return actions.request_supplement(world.processing(), ["Tờ khai"], at=AT, by=officer, reason="Thiếu chữ ký")


def asked_twice(world: World) -> Dossier:
    dossier = actions.supply(asked(world), at=AT, by=world.actor("counter"))
    return actions.request_supplement(dossier, ["Tờ khai"], at=AT, by=world.actor("leader"), reason="Sai mẫu")


@pytest.mark.parametrize("who", ["officer", "leader"])
def test_papers_outside_the_published_list_are_asked_for_by_nobody(world: World, who: str) -> None:
    dossier = world.processing()
    with pytest.raises(GuardRefused, match="Ảnh thẻ"):
        actions.request_supplement(dossier, ["Tờ khai", "Ảnh thẻ"], at=AT, by=world.actor(who), reason="thiếu")
    with pytest.raises(GuardRefused, match="Ảnh thẻ"):
        actions.ask_to_complete(world.submitted(), ["Ảnh thẻ"], at=AT, by=world.actor("counter"), reason="thiếu")


def test_the_policy_may_let_a_leader_with_a_reason(world: World) -> None:
    set_policy(world, PolicyKey.SUPPLEMENT_UNLISTED, "leader")
    dossier = world.processing()
    with pytest.raises(GuardRefused):
        actions.request_supplement(dossier, ["Ảnh thẻ"], at=AT, by=world.actor("officer"), reason="thiếu")
    dossier = actions.request_supplement(dossier, ["Ảnh thẻ"], at=AT, by=world.actor("leader"), reason="Luật mới")
    assert dossier.events.get(transition="request_supplement").facts["unlisted"] == ["Ảnh thẻ"]


def test_without_a_published_list_papers_are_named_freely(world: World) -> None:
    world.versions["days"].papers.all().delete()
    dossier = actions.request_supplement(
        world.processing(), ["Ảnh thẻ"], at=AT, by=world.actor("officer"), reason="thiếu"
    )
    assert dossier.status == Status.AWAITING_SUPPLEMENT


def test_the_field_for_other_papers_is_drawn_only_where_it_may_be_used(world: World) -> None:
    dossier = world.processing()
    with moved_to(AT):
        officer = world.personas.client_of("officer")
        assert "request_supplement-other_papers" not in officer.get(f"/xu-ly/ho-so/{dossier.pk}/").content.decode()
        world.versions["days"].papers.all().delete()
        assert "request_supplement-other_papers" in officer.get(f"/xu-ly/ho-so/{dossier.pk}/").content.decode()


def test_the_page_shows_the_first_request_where_the_second_is_made(world: World) -> None:
    dossier = actions.supply(asked(world), at=AT, by=world.actor("counter"))
    with moved_to(AT):
        for name, may in (("leader", True), ("officer", False)):
            reader = world.personas.client_of(name)
            reader.cookies["django_language"] = "en"
            page = reader.get(f"/xu-ly/ho-so/{dossier.pk}/").content.decode()
            assert "Request 1" in page
            assert "Thiếu chữ ký" in page
            assert "A further request is for a leader" in page
            assert (f"/xu-ly/ho-so/{dossier.pk}/request_supplement/" in page) is may


def test_the_applicant_sees_all_requests_and_whoever_has_the_slip_none(world: World) -> None:
    set_policy(world, PolicyKey.SUPPLEMENT_LAPSE_DAYS, 30)
    dossier = asked_twice(world)
    with moved_to(AT):
        own = world.personas.client_of("citizen").get(f"/tai-khoan/ho-so/{dossier.pk}/").content.decode()
        tracked = Client().get(f"/tra-cuu/{dossier.secret}/").content.decode()
    assert "Thiếu chữ ký" in own  # the first one, answered
    for told in ("Sai mẫu", "Tờ khai", "19/12/2026"):
        assert told in own
        assert told not in tracked


def test_nothing_is_shown_as_asked_for_once_it_has_come(world: World) -> None:
    dossier = actions.supply(asked(world), at=AT, by=world.actor("counter"))
    with moved_to(AT):
        assert "Thiếu chữ ký" not in Client().get(f"/tra-cuu/{dossier.secret}/").content.decode()


def test_who_does_not_answer_is_warned_then_the_dossier_lapses(world: World) -> None:
    set_policy(world, PolicyKey.SUPPLEMENT_LAPSE_DAYS, 30)
    dossier = asked(world)
    until = dossier.applicant_due_at
    assert until is not None
    assert lapse_warnings.warn(at=until - 8 * DAY) == 0
    assert lapse_warnings.warn(at=until - 7 * DAY) == 1
    assert lapse_warnings.warn(at=until - 6 * DAY) == 0
    assert lapse_warnings.warn(at=until - DAY) == 1
    assert lapse_warnings.warn(at=until - DAY) == 0
    messages = OutboxMessage.objects.filter(template="dossier_lapse_soon")
    assert [datetime.fromisoformat(message.context["due_at"]) for message in messages] == [until] * 2
    assert Notice.objects.filter(template="dossier_lapse_soon", office=dossier.holder).count() == 2
    assert sweeps.end_what_ran_out(at=until - DAY) == 0
    assert sweeps.end_what_ran_out(at=until) == 1
    dossier.refresh_from_db()
    assert (dossier.status, dossier.return_kind) == (Status.RETURNED, "lapsed")


def test_after_a_missed_week_there_is_one_warning(world: World) -> None:
    set_policy(world, PolicyKey.SUPPLEMENT_LAPSE_DAYS, 30)
    until = asked(world).applicant_due_at
    assert until is not None
    assert lapse_warnings.warn(at=until - DAY) == 1
    assert Reminder.objects.get().due_at == until - 2 * DAY


def test_before_reception_too(world: World) -> None:
    dossier = world.in_status("INCOMPLETE")
    assert dossier.applicant_due_at is not None
    assert lapse_warnings.warn(at=dossier.applicant_due_at - DAY) == 1
    assert Notice.objects.get(template="dossier_lapse_soon").office.kind == "reception"


def test_a_set_time_shorter_than_a_warning_has_none_of_it(world: World) -> None:
    set_policy(world, PolicyKey.SUPPLEMENT_LAPSE_DAYS, 5)
    until = asked(world).applicant_due_at
    assert until is not None
    assert lapse_warnings.warn(at=AT) == 0
    assert lapse_warnings.warn(at=until - DAY) == 1


def test_what_was_supplied_or_never_lapses_is_not_warned_of(world: World) -> None:
    asked(world)  # without the policy nothing lapses
    set_policy(world, PolicyKey.SUPPLEMENT_LAPSE_DAYS, 30)
    actions.supply(asked(world), at=AT, by=world.actor("counter"))
    assert lapse_warnings.warn(at=AT + 29 * DAY) == 0


def test_samples_speak_to_nobody_outside(world: World) -> None:
    set_policy(world, PolicyKey.SUPPLEMENT_LAPSE_DAYS, 30)
    dossier = asked(world)
    Dossier.objects.update(source=Source.SAMPLE)
    assert dossier.applicant_due_at is not None
    assert lapse_warnings.warn(at=dossier.applicant_due_at - DAY) == 1
    assert not OutboxMessage.objects.filter(template="dossier_lapse_soon").exists()

"""Results that nobody collects: applicants are reminded after 3, 10 and 30 days, the desk sees whom to call."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common import clock
from dossiers import actions, sweeps
from dossiers.models import Dossier, Reminder, ReminderKind, Source
from dossiers.tasks import sweep
from notifications.models import Notice, OutboxMessage
from policies.catalogue import PolicyKey
from policies.models import Policy
from tests.dossiers.world import World
from tests.dossiers_staff.conftest import speaking_english
from tests.places import AT

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
KNOWN = {"unit": "days", "source": "Quy chế", "confidence": "U"}
KIND = ReminderKind.UNCOLLECTED


def _resolved(world: World) -> Dossier:
    return actions.resolve(world.processing(), at=AT, by=world.actor("officer"))


def _told() -> list[int]:
    rows = OutboxMessage.objects.filter(template="dossier_uncollected").order_by("pk")
    return [message.context["days"] for message in rows]


def test_three_reminders_and_each_of_them_once(world: World) -> None:
    _resolved(world)
    counts = [sweeps.sweep(KIND, at=AT + days * DAY) for days in range(45)]
    assert [day for day, count in enumerate(counts) if count] == [3, 10, 30]
    assert set(counts) == {0, 1}
    assert _told() == [3, 10, 30]
    assert Notice.objects.filter(template="dossier_uncollected", office__slug="tiep-nhan").count() == 3


def test_after_missed_nights_only_the_last_reminder_is_sent(world: World) -> None:
    _resolved(world)
    assert sweeps.sweep(KIND, at=AT + 12 * DAY) == 1
    assert sweeps.sweep(KIND, at=AT + 13 * DAY) == 0
    assert _told() == [10]


def test_the_days_are_a_policy(world: World) -> None:
    Policy.objects.filter(key=PolicyKey.RESULT_REMINDER_DAYS).delete()
    Policy.objects.create(key=PolicyKey.RESULT_REMINDER_DAYS, value=[5], valid_from=AT.date() - 9 * DAY, **KNOWN)
    _resolved(world)
    assert [day for day in range(12) if sweeps.sweep(KIND, at=AT + day * DAY)] == [5]


def test_what_is_delivered_posted_or_opened_again_is_not_reminded_of(world: World) -> None:
    counter = world.actor("counter")
    actions.deliver(_resolved(world), "Hạng Thị Lan", at=AT, by=counter)
    actions.post_result(_resolved(world), "Bưu điện", "RA1", at=AT, by=counter)
    actions.reopen(_resolved(world), at=AT, by=world.actor("leader"), reason="Sai sót")
    assert sweeps.sweep(KIND, at=AT + 31 * DAY) == 0
    assert _told() == []


def test_resolved_again_counts_from_the_new_result(world: World) -> None:
    dossier = _resolved(world)
    assert sweeps.sweep(KIND, at=AT + 4 * DAY) == 1
    dossier = actions.reopen(dossier, at=AT + 5 * DAY, by=world.actor("leader"), reason="Sai sót")
    actions.resolve(dossier, at=AT + 6 * DAY, by=world.actor("officer"))
    assert sweeps.sweep(KIND, at=AT + 8 * DAY) == 0
    assert sweeps.sweep(KIND, at=AT + 9 * DAY) == 1
    assert _told() == [3, 3]


def test_samples_and_replays_are_silent(world: World) -> None:
    dossier = _resolved(world)
    loud = actions.resolve(world.processing(), at=AT, by=world.actor("officer"))
    Dossier.objects.filter(pk=dossier.pk).update(source=Source.SAMPLE)
    again = actions.reopen(Dossier.objects.get(pk=dossier.pk), at=AT, by=world.actor("leader"), reason="x")
    actions.resolve(again, at=AT, by=world.actor("officer"))
    assert sweeps.sweep(KIND, at=AT + 4 * DAY) == 1
    assert Reminder.objects.get(kind=KIND).dossier_id == loud.pk


def test_the_worker_does_it_and_takes_the_address_of_the_account(world: World) -> None:
    world.owner.email = ""
    world.owner.save()
    _resolved(world)
    with clock.moved_to(AT + 3 * DAY):
        assert sweep("uncollected") == 1
    told = OutboxMessage.objects.get(template="dossier_uncollected")
    assert told.address == "citizen@sapa.example"  # of the account, where the submitter left none


def _page(client: Client, days: int) -> str:
    with clock.moved_to(AT + days * DAY):
        return client.get("/quay/").content.decode()


def test_the_desk_sees_whom_to_call(world: World) -> None:
    world.owner.phone = "0900000012"
    world.owner.save()
    dossier, client = _resolved(world), speaking_english(world, "counter")
    assert "nobody has collected" not in _page(client, 2)
    sweeps.sweep(KIND, at=AT + 3 * DAY)
    page = _page(client, 4)
    part = page[page.index('id="uncollected"') : page.index("chua-den-nhan")]
    assert f"/quay/ho-so/{dossier.pk}/tra-ket-qua/" in part
    assert "tel:0900000012" in part
    assert "4 days" in part
    assert "22/11/2026" in part  # reminded


def test_one_more_result_costs_no_query(world: World) -> None:
    client = speaking_english(world, "counter")
    _resolved(world)
    _page(client, 4)
    with CaptureQueriesContext(connection) as one:
        _page(client, 4)
    for _ in range(4):
        _resolved(world)
    with CaptureQueriesContext(connection) as five:
        _page(client, 4)
    assert len(five) == len(one)

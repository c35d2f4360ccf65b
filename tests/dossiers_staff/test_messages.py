"""The list of calls, and of messages of which nobody knows whether they arrived."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dossiers import actions as dossier_actions
from dossiers.models import Dossier
from notifications import by_person
from notifications.models import MessageAttempt, MessageState, OutboxMessage
from tests.dossiers.world import World
from tests.places import AT

pytestmark = pytest.mark.django_db
PAGE = "/quay/tin-nhan/"


def _to_call(world: World) -> OutboxMessage:
    """The result of somebody with a telephone and nothing else."""
    dossier = world.processing()
    Dossier.objects.filter(pk=dossier.pk).update(account=None)
    submitter = dossier.submitter
    submitter.email, submitter.phone = "", "02143871234"
    submitter.save()
    dossier = Dossier.objects.get(pk=dossier.pk)
    dossier_actions.resolve(dossier, at=AT, by=world.actor("officer"))
    message = OutboxMessage.objects.get(template="dossier_resolved")
    assert message.state == MessageState.TO_CALL
    return message


def _unclear(world: World) -> OutboxMessage:
    message = _to_call(world)
    OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.UNCLEAR, channel="zalo", route=["sms"])
    MessageAttempt.objects.create(message=message, number=1, channel="zalo", state="unclear", started_at=AT)
    return OutboxMessage.objects.get(pk=message.pk)


def _now(message: OutboxMessage) -> OutboxMessage:
    return OutboxMessage.objects.get(pk=message.pk)


def test_the_desk_sees_whom_to_call_and_what_to_say(world: World, client: Client) -> None:
    message = _to_call(world)
    client.force_login(world.personas.counter)
    page = client.get(PAGE).content.decode()
    assert message.phone in page
    assert "có kết quả" in page
    assert message.context["check_word"] not in page
    assert 'href="/quay/tin-nhan/"' in client.get("/quay/").content.decode()


def test_who_was_reached_is_told(world: World, client: Client) -> None:
    message = _to_call(world)
    client.force_login(world.personas.counter)
    client.post(f"{PAGE}{message.pk}/", {"result": "reached"})
    attempt = MessageAttempt.objects.get()
    assert (_now(message).state, attempt.state, attempt.by_id) == ("sent", "reached", world.personas.counter.pk)
    client.post(f"{PAGE}{message.pk}/", {"result": "not_reached"})
    assert MessageAttempt.objects.count() == 1, "somebody else was quicker"


def test_after_three_calls_without_an_answer_it_is_not_delivered(world: World, client: Client) -> None:
    message = _to_call(world)
    client.force_login(world.personas.counter)
    for state in ("to_call", "to_call", "failed"):
        client.post(f"{PAGE}{message.pk}/", {"result": "not_reached"})
        assert _now(message).state == state
    assert [one.number for one in message.tries.all()] == [1, 2, 3]


def test_a_wrong_number_is_not_called_again(world: World, client: Client) -> None:
    message = _to_call(world)
    client.force_login(world.personas.counter)
    client.post(f"{PAGE}{message.pk}/", {"result": "wrong_number"})
    assert _now(message).state == "failed"


@pytest.mark.parametrize("data", [{}, {"result": "nonsense"}, {"decision": "nonsense"}])
def test_nonsense_changes_nothing(world: World, client: Client, data: dict[str, str]) -> None:
    message = _to_call(world)
    client.force_login(world.personas.counter)
    assert client.post(f"{PAGE}{message.pk}/", data).status_code == 302
    assert _now(message).state == "to_call"
    assert not MessageAttempt.objects.exists()


@pytest.mark.parametrize(
    ("decision", "state", "channel", "try_state"),
    [
        ("arrived", "sent", "zalo", "accepted"),
        ("again", "waiting", "zalo", "refused"),
        ("call", "to_call", "call", "refused"),
    ],
)
def test_a_person_decides_what_nobody_knows(
    world: World, client: Client, decision: str, state: str, channel: str, try_state: str
) -> None:
    message = _unclear(world)
    client.force_login(world.personas.counter)
    assert str(message.phone) in client.get(PAGE).content.decode()
    client.post(f"{PAGE}{message.pk}/", {"decision": decision})
    assert (_now(message).state, _now(message).channel) == (state, channel)
    assert MessageAttempt.objects.get().state == try_state
    with pytest.raises(by_person.NothingToDecide):
        by_person.decide(message.pk, by_person.Decision.ARRIVED, by_id=world.personas.counter.pk, at=AT)


def test_the_desk_of_another_center_sees_and_changes_nothing(world: World, client: Client) -> None:
    message = _to_call(world)
    posting = world.personas.counter.postings.get()
    posting.office = world.personas.places.office("tiep-nhan", world.personas.places.ta_van)
    posting.save()
    client.force_login(world.personas.counter)
    assert message.phone not in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}{message.pk}/", {"result": "reached"}).status_code == 404
    assert _now(message).state == "to_call"


def test_the_counts_of_a_month_are_shown(world: World, client: Client) -> None:
    message = _to_call(world)
    client.force_login(world.personas.counter)
    counts = client.get(PAGE).context["page"].counts
    assert [(one.channel, one.to_call) for one in counts if one.to_call] == [("Điện thoại", 1)]
    OutboxMessage.objects.filter(pk=message.pk).update(created_at=AT - timedelta(days=400))
    assert not [one for one in client.get(PAGE).context["page"].counts if one.to_call]


def test_the_list_costs_the_same_however_long_it_is(world: World, client: Client) -> None:
    message = _to_call(world)
    client.force_login(world.personas.counter)

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(PAGE).status_code == 200
        return len(queries)

    statements()
    few = statements()
    for number in range(5):
        copy = _now(message)
        copy.pk, copy.key = None, f"dossier/{number}/x"
        copy.save()
    assert statements() == few

"""Which event is queued for which webhook, and what that costs."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from common.clock import now
from common.errors import Refusal
from dossiers import actions
from dossiers.models import Dossier, DossierEvent
from notifications import webhooks
from notifications.models import Webhook, WebhookDelivery
from notifications.outbound import AddressRefused
from notifications.webhooks import NotASystemAccount
from tests.dossiers.world import World
from tests.places import AT
from tests.webhooks.conftest import HookMaker, counts_already, system_account

pytestmark = pytest.mark.django_db
URL = "https://he-thong.example.vn/tin"


def queued(hook: Webhook) -> list[tuple[str, int, str]]:
    return list(hook.deliveries.order_by("topic", "sequence").values_list("topic", "sequence", "event"))


def test_every_transition_of_a_visible_dossier_is_queued_in_order(world: World, hook_at: HookMaker) -> None:
    hook = hook_at().hook
    dossier = world.processing()
    actions.resolve(dossier, at=AT, by=world.actor("officer"))
    events = [f"{event.transition}" for event in DossierEvent.objects.filter(dossier=dossier).order_by("number")]
    assert events == ["receive", "hand_over", "confirm_hand_over", "start", "resolve", "hand_over"]
    topic = f"dossier/{dossier.pk}"
    assert queued(hook) == [(topic, number, event) for number, event in enumerate(events, start=1)]


def test_what_is_told_is_code_status_and_moments(world: World, hook_at: HookMaker) -> None:
    hook = hook_at(events=["start"]).hook
    dossier = Dossier.objects.get(pk=world.processing().pk)
    (delivery,) = hook.deliveries.all()
    event = DossierEvent.objects.get(dossier=dossier, transition="start")
    assert dossier.due_at
    assert delivery.payload == {
        "event_id": event.pk,
        "dossier": {"id": dossier.pk, "code": dossier.code},
        "transition": "start",
        "from_status": "RECEIVED",
        "to_status": "PROCESSING",
        "status": "PROCESSING",
        "at": "2026-11-19T09:10:00+07:00",
        "due_at": "2026-11-25T09:10:00+07:00",
    }
    told = str(delivery.payload)
    assert all(secret not in told for secret in (world.owner.name, dossier.check_word, dossier.secret))


def test_an_office_that_may_not_see_the_dossier_hears_nothing(world: World, hook_at: HookMaker) -> None:
    sees = hook_at().hook
    elsewhere = system_account("ta-van", world.places.office("van-phong", world.places.ta_van))
    nowhere = system_account("nobody")
    ended = system_account("ended", world.places.office("van-phong"), until=AT.date() - timedelta(days=1))
    closed = system_account("closed", world.places.office("van-phong"))
    blind = [
        counts_already(webhooks.create_webhook(one, URL, at=AT)).hook for one in (elsewhere, nowhere, ended, closed)
    ]
    closed.is_active = False
    closed.save()
    world.processing()
    assert sees.deliveries.count() == 4
    assert [hook.deliveries.count() for hook in blind] == [0, 0, 0, 0]


def test_a_posting_as_leader_hears_of_the_whole_commune_and_of_no_other(world: World) -> None:
    own = system_account("sa-pa", role=Role.LEADER, center=world.places.sa_pa)
    other = system_account("ta-van", role=Role.LEADER, center=world.places.ta_van)
    hooks = [counts_already(webhooks.create_webhook(one, URL, at=AT)).hook for one in (own, other)]
    world.processing()
    assert [hook.deliveries.count() for hook in hooks] == [4, 0]


def test_an_office_hears_from_the_hand_over_on(world: World, hook_at: HookMaker) -> None:
    """The number tells the place in the life of the dossier, so what came before is a visible gap."""
    later = hook_at("kinh-te").hook
    dossier = world.processing()
    assert queued(later) == []
    office = world.places.office("kinh-te")
    actions.hand_over(dossier, to_office=office, at=AT, by=world.actor("officer"))
    assert queued(later) == [(f"dossier/{dossier.pk}", 5, "hand_over")]


def test_a_filter_hears_only_what_it_asked_for(world: World, hook_at: HookMaker) -> None:
    hook = hook_at(events=["receive", "resolve"]).hook
    world.processing()
    assert [event for _topic, _number, event in queued(hook)] == ["receive"]


def test_what_is_rolled_back_was_never_queued(world: World, hook_at: HookMaker) -> None:
    hook_at()
    with transaction.atomic():
        world.received()
        assert WebhookDelivery.objects.exists()
        transaction.set_rollback(True)
    assert not WebhookDelivery.objects.exists()


def test_a_new_webhook_says_from_when_it_counts(world: World) -> None:
    account = system_account("moi", world.places.office("van-phong"))
    hook = webhooks.create_webhook(account, URL, at=now()).hook
    assert hook.counts_from - hook.created_at == webhooks.COUNTS_AFTER
    world.received()
    assert queued(hook) == []


def test_one_that_was_switched_off_hears_nothing_of_that_time(world: World, hook_at: HookMaker) -> None:
    hook = webhooks.change_webhook(hook_at().hook, is_active=False, at=AT)
    world.received()
    hook = webhooks.change_webhook(hook, is_active=True, at=now())
    assert queued(hook) == []
    Webhook.objects.update(counts_from=AT)
    world.received()
    assert len(queued(hook)) == 2


@pytest.mark.django_db(transaction=True)
def test_without_webhooks_a_transition_costs_no_statement_more(world: World) -> None:
    dossier, officer = world.received(), world.actor("officer")
    assert not webhooks.are_there_any()
    with CaptureQueriesContext(connection) as queries:
        actions.start(dossier, at=AT, by=officer)
    assert not [query["sql"] for query in queries if "webhook" in query["sql"]]


@pytest.mark.django_db(transaction=True)
def test_with_many_webhooks_a_unit_of_work_costs_one(world: World, hook_at: HookMaker) -> None:
    for number in range(5):
        hook_at(name=f"phan-mem-{number}")
    dossier, officer = world.received(), world.actor("officer")
    with CaptureQueriesContext(connection) as queries:
        actions.start(dossier, at=AT, by=officer)
    assert len([query["sql"] for query in queries if "webhook" in query["sql"]]) == 1
    assert WebhookDelivery.objects.filter(event__in=["confirm_hand_over", "start"]).count() == 10


@pytest.mark.django_db(transaction=True)
def test_the_first_webhook_is_noticed_at_its_commit(world: World) -> None:
    account = system_account("moi", world.places.office("van-phong"))
    assert not webhooks.are_there_any()
    with transaction.atomic():
        webhooks.create_webhook(account, URL, at=AT)
        assert webhooks.are_there_any(), "whoever has just made one sees it"
    assert webhooks.are_there_any()


def test_only_other_systems_have_webhooks(world: World) -> None:
    with pytest.raises(NotASystemAccount):
        webhooks.create_webhook(world.personas.officer, URL, at=AT)
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    "url",
    [
        "http://he-thong.example.vn/tin",
        "http://127.0.0.1/tin",
        "https://127.0.0.1/tin",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://user:secret@he-thong.example.vn/",
        "https://he-thong.example.vn/ tin",
        "https://he-thong.example.vn:tin/",
        "ftp://he-thong.example.vn/",
        "https:///tin",
        "",
    ],
)
def test_in_production_an_address_must_be_public_and_encrypted(world: World, settings: Any, url: str) -> None:
    account = system_account("moi")
    settings.DATA_KEYS, settings.HASH_KEY = f"a:{'A' * 43}=", f"{'A' * 43}="
    settings.IS_LOCAL = False
    with pytest.raises(AddressRefused):
        webhooks.create_webhook(account, url, at=AT)
    hook = webhooks.create_webhook(account, URL, at=AT).hook
    with pytest.raises(Refusal):
        webhooks.change_webhook(hook, url=url, at=AT)
    assert [known.url for known in Webhook.objects.all()] == [URL]

"""What the tests of webhooks share: another system with an account at an office, and its receiving server."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app

from accounts.models import Kind, User
from accounts.roles import Role
from centers.models import Office, Posting
from common.clock import now
from notifications import webhooks
from notifications.models import Webhook
from notifications.webhooks import NewSecret
from tests.dossiers.world import World, world
from tests.personas import SINCE
from tests.places import AT
from tests.webhooks.receiver import Receiver, receiver

__all__ = ["receiver", "world"]


@pytest.fixture(autouse=True)
def ask_again() -> Iterator[None]:
    """No test is told what the one before it has kept."""
    webhooks.forget()
    yield
    webhooks.forget()
    current_app.control.purge()  # nobody works off what these tests have queued


def system_account(name: str, office: Office | None = None, **posting: Any) -> User:
    user = User(kind=Kind.SYSTEM, username=name, full_name=name, created_at=AT, password="!")
    user.save()
    if office or posting:
        Posting.objects.create(user=user, **{"role": Role.OFFICER, "office": office, "since": SINCE, **posting})
    return user


def counts_already(made: NewSecret) -> NewSecret:
    """As if the ten seconds were over."""
    Webhook.objects.filter(pk=made.hook.pk).update(counts_from=AT - timedelta(days=1))
    made.hook.refresh_from_db()
    return made


HookMaker = Callable[..., NewSecret]


@pytest.fixture
def hook_at(world: World, receiver: Receiver) -> HookMaker:
    """Makes a webhook of a new account at an office of Sa Pa; options are those of `create_webhook`."""

    def make(slug: str = "van-phong", name: str = "phan-mem", **options: Any) -> NewSecret:
        account = system_account(name, world.places.office(slug))
        made = webhooks.create_webhook(account, options.pop("url", receiver.url), at=AT, **options)
        return counts_already(made)

    return make


@pytest.fixture
def soon() -> Any:
    """A moment by which everything queued in the test is due."""
    return now() + timedelta(minutes=1)

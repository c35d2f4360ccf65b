"""What the tests of messages share: the local providers, and a message for somebody with a phone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django import Settings

from notifications import actions
from notifications.models import OutboxMessage
from sapa_center.local.providers import Providers
from tests import providers as local
from tests.notifications.test_outbox import CONTEXT
from tests.places import AT

PHONE = "0912 345 678"


@pytest.fixture
def providers(settings: Settings) -> Iterator[Providers]:
    with local.running(settings) as made:
        yield made


@pytest.fixture
def told() -> Callable[..., OutboxMessage]:
    """Queues a message to somebody without an e-mail address."""

    def queue(key: str = "dossier/1/1", **changed: Any) -> OutboxMessage:
        known: dict[str, Any] = {
            "key": key,
            "email": "",
            "phone": PHONE,
            "language": "vi",
            "template": "dossier_resolved",
            "context": CONTEXT,
            "center_id": None,
            "may_call": True,
            "at": AT,
        }
        made = actions.message(**{**known, **changed})
        assert made is not None
        actions.queue([made])
        return OutboxMessage.objects.get(key=key)

    return queue

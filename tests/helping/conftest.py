from typing import Any

import pytest
from django.test import Client

from tests.dossiers.world import World
from tests.dossiers_public.conftest import addresses, at_nine_ten, citizen, empty_cache, own_store, world

__all__ = ["addresses", "at_nine_ten", "citizen", "empty_cache", "own_store", "world"]


@pytest.fixture
def sms(settings: Any) -> None:
    settings.SMS_API_URL = "http://sms.example/"


@pytest.fixture
def helper(world: World, addresses: None, sms: None) -> Client:
    return world.personas.client_of("helper")

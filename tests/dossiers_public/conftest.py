from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from common import clock
from tests.dossiers.world import World, world
from tests.places import AT

__all__ = ["world"]


@pytest.fixture(autouse=True)
def at_nine_ten() -> Iterator[None]:
    with clock.moved_to(AT):
        yield


@pytest.fixture(autouse=True)
def own_store(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def citizen(world: World) -> Client:
    return world.personas.client_of("citizen")

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from centers.models import AddressUnit
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
def addresses(db: None) -> None:
    """The one province and the one commune that people of these tests live in."""
    if not AddressUnit.objects.filter(code="15").exists():
        province = AddressUnit(code="15", name="Tỉnh Lào Cai")
        commune = AddressUnit(code="03006", name="Phường Sa Pa", parent=province)
        for unit in (province, commune):
            unit.fill_derived()
            unit.save()


@pytest.fixture
def citizen(world: World, addresses: None) -> Client:
    return world.personas.client_of("citizen")

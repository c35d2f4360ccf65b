from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client

from centers.models import AddressUnit
from common import clock
from tests.dossiers.world import World, world
from tests.places import AT

__all__ = ["World", "world"]


@pytest.fixture(autouse=True)
def at_nine_ten() -> Iterator[None]:
    with clock.moved_to(AT):
        yield


@pytest.fixture(autouse=True)
def own_store(settings: Any, tmp_path: Path) -> None:
    folder = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": folder}
    assert storages["default"].location == str(tmp_path)


@pytest.fixture
def desk(world: World) -> Client:
    """The person at the counter, reading English; the one province and commune that people of these tests live in."""
    if not AddressUnit.objects.filter(code="15").exists():
        province = AddressUnit(code="15", name="Tỉnh Lào Cai")
        for unit in (province, AddressUnit(code="03006", name="Phường Sa Pa", parent=province)):
            unit.fill_derived()
            unit.save()
    return speaking_english(world, "counter")


def speaking_english(world: World, name: str) -> Client:
    client = world.personas.client_of(name)
    client.cookies["django_language"] = "en"
    return client

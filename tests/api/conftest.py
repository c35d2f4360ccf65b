from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from accounts.models import User
from accounts.roles import Role
from centers.models import AddressUnit
from common import clock
from tests.api.caller import Caller, make_account, make_token
from tests.dossiers.world import World, world
from tests.places import AT

__all__ = ["world"]


@pytest.fixture(autouse=True)
def at_nine_ten() -> Iterator[None]:
    with clock.moved_to(AT):
        yield


@pytest.fixture(autouse=True)
def own_store(settings: Any, tmp_path: Path) -> None:
    folder = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": folder}


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def addresses(db: None) -> None:
    if not AddressUnit.objects.filter(code="15").exists():
        province = AddressUnit(code="15", name="Tỉnh Lào Cai")
        for unit in (province, AddressUnit(code="03006", name="Phường Sa Pa", parent=province)):
            unit.fill_derived()
            unit.save()


@pytest.fixture
def account(world: World, addresses: None) -> User:
    """The software of the center: at the desk and in the office that decides."""
    office = world.places.office
    return make_account((Role.COUNTER, office("tiep-nhan")), (Role.OFFICER, office("van-phong")))


@pytest.fixture
def system(account: User) -> Caller:
    return Caller(make_token(account)[1])


@pytest.fixture
def elsewhere(world: World) -> Caller:
    """The software of Tả Van."""
    office = world.places.office
    posts = [(Role.COUNTER, office("tiep-nhan", world.places.ta_van))]
    return Caller(make_token(make_account(*posts))[1])


def walk_in(world: World, limit: str = "days", **changed: Any) -> dict[str, Any]:
    """A complete reception as JSON."""
    version = world.versions[limit]
    return {
        "procedure": version.procedure.code,
        "center": "sa-pa",
        "owner": {"name": "Vàng Thị Mỷ", "number": "000199000001", "phone": "0900 000 012", "commune": "03006"},
        "papers": [{"required": version.papers.get().pk, "originals": 1}],
        **changed,
    }

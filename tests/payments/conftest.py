from collections.abc import Iterator

import pytest

from common import clock
from tests.dossiers.world import World, world
from tests.payments.money import LATER

__all__ = ["World", "world"]


@pytest.fixture(autouse=True)
def at_ten() -> Iterator[None]:
    with clock.moved_to(LATER):
        yield

"""Of the slow pages an account has two drawn at a time; the third waits, and nobody else does."""

from typing import Any

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as Away

from common.turns import MOST
from tests.dossiers.world import World

pytestmark = pytest.mark.django_db
ADDRESSES = ("/dieu-hanh/", "/dieu-hanh/bao-cao/06a/", "/dieu-hanh/766/", "/dieu-hanh/tinh/")


def taken(world: World, person: str) -> list[str]:
    """Keys of all places of this person, taken as by pages that are being drawn."""
    keys = [f"turn/{world.personas.people[person].pk}/{number}" for number in range(MOST)]
    cache.set_many(dict.fromkeys(keys, "drawn elsewhere"), 30)
    return keys


@pytest.mark.parametrize("address", ADDRESSES)
def test_one_too_many_is_asked_to_wait_and_others_are_not(world: World, address: str) -> None:
    keys = taken(world, "leader")
    leader, other = world.personas.client_of("leader"), world.personas.client_of("supervisor")
    leader.cookies["django_language"] = "en"
    refused = leader.get(address)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "5")
    assert "load this page again in a few seconds" in refused.content.decode()
    assert leader.get("/xu-ly/").status_code == 200  # the work goes on
    assert other.get(address).status_code == 200
    cache.delete(keys[0])
    assert leader.get(address).status_code == 200
    assert cache.get(keys[0]) is None  # given back
    assert cache.get(keys[1]) == "drawn elsewhere"
    cache.delete(keys[1])


def test_without_the_cache_nobody_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise Away

    leader = world.personas.client_of("leader")
    monkeypatch.setattr(cache, "add", away)
    assert leader.get("/dieu-hanh/").status_code == 200

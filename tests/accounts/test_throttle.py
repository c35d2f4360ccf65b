from datetime import timedelta

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from accounts.models import Throttle
from accounts.throttle import Limit, TooManyAttempts, clear, client_address, count_attempt, give_back
from tests.places import AT

LIMIT = Limit("test", 3, timedelta(seconds=10), timedelta(seconds=60), timedelta(hours=1))
SHARED = Limit("shared", 10, timedelta(seconds=10), timedelta(seconds=60), timedelta(hours=1))


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 0), (2, 0), (3, 10), (4, 20), (5, 40), (6, 60), (1000, 60)])
def test_the_delay_grows_and_has_an_end(attempts: int, seconds: int) -> None:
    assert LIMIT.delay_after(attempts) == timedelta(seconds=seconds)


def test_attempts_beyond_the_free_ones_must_wait(db: None) -> None:
    for _ in range(3):
        count_attempt([(LIMIT, "an")], at=AT)
    with pytest.raises(TooManyAttempts) as refused:
        count_attempt([(LIMIT, "an")], at=AT + timedelta(seconds=9))
    assert refused.value.until == AT + timedelta(seconds=10)
    count_attempt([(LIMIT, "an")], at=AT + timedelta(seconds=10))
    count_attempt([(LIMIT, "binh")], at=AT)


def test_a_refused_attempt_counts_nowhere(db: None) -> None:
    for _ in range(3):
        count_attempt([(LIMIT, "an"), (SHARED, "10.0.0.1")], at=AT)
    with pytest.raises(TooManyAttempts):
        count_attempt([(SHARED, "10.0.0.1"), (LIMIT, "an")], at=AT)
    assert Throttle.objects.get(key__startswith="shared:").attempts == 3


def test_quiet_time_forgets(db: None) -> None:
    for _ in range(3):
        count_attempt([(LIMIT, "an")], at=AT)
    later = AT + timedelta(hours=1, minutes=1)
    count_attempt([(LIMIT, "an")], at=later)
    assert Throttle.objects.get().attempts == 1


def test_old_rows_are_deleted(db: None) -> None:
    count_attempt([(LIMIT, "an")], at=AT)
    count_attempt([(LIMIT, "binh")], at=AT + timedelta(hours=25))
    assert Throttle.objects.count() == 1


def test_a_success_clears_the_account_and_gives_the_address_one_attempt_back(db: None) -> None:
    for _ in range(2):
        count_attempt([(LIMIT, "an"), (SHARED, "10.0.0.1")], at=AT)
    clear(LIMIT, "an")
    give_back(SHARED, "10.0.0.1")
    assert Throttle.objects.get().attempts == 1


def test_keys_say_nothing_about_the_person(db: None) -> None:
    count_attempt([(LIMIT, "nguoi-dan-1@sapa.example")], at=AT)
    assert "nguoi-dan" not in Throttle.objects.get().key


def test_the_address_behind_trusted_proxies_only(settings: Settings) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR="1.2.3.4, 203.0.113.7")
    settings.TRUSTED_PROXIES = 0
    assert client_address(request) == "10.0.0.9"
    settings.TRUSTED_PROXIES = 1
    assert client_address(request) == "203.0.113.7"


def test_an_ipv6_visitor_is_known_by_network(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 0
    one = RequestFactory().get("/", REMOTE_ADDR="2001:db8:1:2::1")
    two = RequestFactory().get("/", REMOTE_ADDR="2001:db8:1:2:ffff::9")
    assert client_address(one) == client_address(two) == "2001:db8:1:2::/64"

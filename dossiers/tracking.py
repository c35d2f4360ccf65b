"""Public tracking by code and check word, and what stands against guessing.

Every wrong pair, known code or not, costs the same work and gets the same answer. Two counters, both in the cache:

* per network address: after `tracking.free_tries` wrong pairs each further one costs a wait that doubles up to a
  minute; after `tracking.max_tries_per_address` nothing is answered for the rest of the window.
* per code: once `tracking.max_tries_per_code` wrong pairs have come from anywhere, an address that has been wrong with
  this code waits before it may ask for this code again. The right pair from any other address is answered at once, so
  nobody can lock out somebody else. The secret address of the QR code has no limit: 192 bits are not guessed.

A cache that is away blocks nobody: the check word alone then stands against guessing, and the log says so.
"""

import hashlib
import logging
import math
import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError

from common.clock import local_date
from common.errors import Refusal
from dossiers.models import Dossier
from policies.catalogue import PolicyKey
from policies.queries import number

logger = logging.getLogger(__name__)
LONGEST_WAIT = 60  # seconds between two tries of one address, before the window is closed
NOBODY = "??????"  # compared with where there is no such code; no check word contains it


class NoSuchPair(Refusal):
    """Code and check word do not belong together; the same for a code that does not exist."""

    default_message = _(
        "No dossier has this code together with this check word. Both stand on the slip and in every message from us."
    )


class TooManyTries(Refusal):
    """The next try is allowed in `seconds`; said before anything is looked up."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        if seconds > 2 * LONGEST_WAIT:
            minutes = math.ceil(seconds / 60)
            message = _("Too many wrong entries. Please wait %(minutes)s minutes, then try again.")
            super().__init__(message % {"minutes": minutes})
        else:
            message = _("Too many wrong entries. Please wait %(seconds)s seconds, then try again.")
            super().__init__(message % {"seconds": seconds})


@dataclass(frozen=True)
class Rules:
    """The policies tracking.*; `window` in seconds."""

    free: int
    per_address: int
    per_code: int
    window: int

    def wait_of_address(self, wrong: int) -> int:
        """Seconds an address waits after so many wrong pairs."""
        if wrong >= self.per_address:
            return self.window
        return _doubled(wrong - self.free, LONGEST_WAIT)

    def wait_of_code(self, wrong: int) -> int:
        """Seconds an address that was wrong waits for a code that has seen so many wrong pairs."""
        return _doubled(wrong - self.per_code, self.window)


def find(code: str, check_word: str, *, address: str, at: datetime) -> int:
    """The id of the dossier with this pair. Spaces, hyphens and case of the check word do not count.

    Raises `TooManyTries` before looking, `NoSuchPair` after.
    """
    rules, code = _rules(local_date(at)), re.sub(r"\s", "", code)
    of_address = f"tracking:{_hidden(address)}"
    of_code = f"tracking:{_hidden(code.upper())}"
    of_both = f"{of_address}:{_hidden(code.upper())}"
    _refuse_while_waiting(of_address, of_both, at=at)
    tries = _count(of_address, rules.window)
    if tries > rules.per_address:
        raise TooManyTries(rules.window)
    found = _match(code, check_word)
    if found is not None:
        _give_back(of_address)
        return found
    _let_wait(of_address, rules.wait_of_address(tries), at)
    _let_wait(of_both, rules.wait_of_code(_count(of_code, rules.window)), at)
    raise NoSuchPair


def normalise_check_word(check_word: str) -> str:
    return re.sub(r"[\s.‐-―-]", "", check_word).upper()


def _match(code: str, check_word: str) -> int | None:
    rows = Dossier.objects.filter(code__in=[code, code.upper()]).order_by("pk")
    row = rows.values_list("pk", "check_word").first()
    pk, expected = row or (None, NOBODY)
    same = secrets.compare_digest(expected.encode(), normalise_check_word(check_word).encode())
    return pk if same else None


def _rules(on: date) -> Rules:
    return Rules(
        free=number(PolicyKey.TRACKING_FREE_TRIES, on=on),
        per_address=number(PolicyKey.TRACKING_MAX_TRIES_PER_ADDRESS, on=on),
        per_code=number(PolicyKey.TRACKING_MAX_TRIES_PER_CODE, on=on),
        window=60 * number(PolicyKey.TRACKING_WINDOW_MINUTES, on=on),
    )


def _doubled(beyond: int, most: int) -> int:
    """1, 2, 4, 8 … seconds for the first, second, third … wrong try beyond what is free."""
    return 0 if beyond <= 0 else min(most, 2 ** min(beyond - 1, 20))


def _hidden(value: str) -> str:
    """No address and no code lies readable in the cache."""
    return hashlib.sha256(value.encode()).hexdigest()[:32]


def _refuse_while_waiting(*keys: str, at: datetime) -> None:
    try:
        until = max((float(value) for value in cache.get_many([f"{key}:until" for key in keys]).values()), default=0)
    except RedisError:
        return _cache_is_away()
    if until > at.timestamp():
        raise TooManyTries(math.ceil(until - at.timestamp()))
    return None


def _count(key: str, window: int) -> int:
    """Count one more within the window and say how many that makes; 0 while the cache is away."""
    try:
        cache.add(key, 0, timeout=window)
        return int(cache.incr(key))
    except ValueError:  # forgotten between the two
        return 1
    except RedisError:
        _cache_is_away()
        return 0


def _give_back(key: str) -> None:
    """A right pair is no wrong one: people behind one address do not use up each other's tries."""
    try:
        cache.decr(key)
    except (ValueError, RedisError):
        return


def _let_wait(key: str, seconds: int, at: datetime) -> None:
    if not seconds:
        return
    try:
        cache.set(f"{key}:until", at.timestamp() + seconds, timeout=seconds)
    except RedisError:
        _cache_is_away()


def _cache_is_away() -> None:
    logger.warning("the cache is away: tries of public tracking are not limited")

"""Signs of life of worker and beat: a moment in the cache, read by `/readyz`; and a file for the health check of beat.

A heartbeat never harms who sends it: without cache it is left out, and `/readyz` says so.
"""

import contextlib
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from celery.beat import PersistentScheduler
from django.conf import settings
from django.core.cache import cache

from common.clock import LOCAL_TZ

EVERY = timedelta(seconds=15)
MISSED_AFTER = timedelta(seconds=60)
KEPT_FOR = timedelta(hours=1)
_last_sent: dict[str, float] = {}


def send(name: str) -> None:
    """Note that `name` ("worker" or "beat") is alive, at most once in EVERY."""
    started = time.monotonic()
    if started - _last_sent.get(name, -EVERY.total_seconds()) < EVERY.total_seconds():
        return
    _last_sent[name] = started
    with contextlib.suppress(Exception):  # whatever the cache client raises while the server is away
        cache.set(_key(name), time.time(), timeout=KEPT_FOR.total_seconds())


def last_seen(name: str) -> datetime | None:
    """The machine's moment of the last sign of life, None when there was none for an hour."""
    seen = cache.get(_key(name))
    return None if seen is None else datetime.fromtimestamp(seen, LOCAL_TZ)


def is_fresh(seen: datetime | None) -> bool:
    """Was the sign of life given recently? By the machine's clock: a rehearsal does not move it."""
    return seen is not None and time.time() - seen.timestamp() <= MISSED_AFTER.total_seconds()


def worker_is_alive(**_signal: Any) -> None:
    """Receiver of Celery's `heartbeat_sent`, which the worker's main process sends every two seconds."""
    send("worker")


class BeatingScheduler(PersistentScheduler):
    """Celery's scheduler, giving a sign of life whenever it looks at its table (at least every EVERY)."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        send("beat")
        if settings.BEAT_ALIVE_FILE:
            Path(settings.BEAT_ALIVE_FILE).touch()
        return min(super().tick(*args, **kwargs), EVERY.total_seconds())


def _key(name: str) -> str:
    return f"heartbeat:{name}"

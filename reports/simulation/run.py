"""The whole run: centers spread over two processes, dossiers in chunks, each chunk one transaction."""

import gc
import multiprocessing
import queue
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

from django.conf import settings
from django.db import connection

from centers.samples import SamplesRefused
from common.clock import end_of_day
from common.copying import analyse
from dossiers.actions.interpreter import Work
from dossiers.models import Dossier

from .copying import numbers
from .multiplying import base_since, last_keys, multiply
from .people import make_accounts
from .playing import play
from .population import People
from .town import Province, Town, centers_of
from .writing import write

CHUNK = 500
EVERY = 2.0  # seconds between two lines of progress
PROCESSES = 2


@dataclass(frozen=True)
class Order:
    """What to simulate: `dossiers` over the first `centers`, received from `first` to `last`, as known at `at`."""

    centers: int
    dossiers: int
    seed: int
    first: date
    last: date
    at: datetime
    times: int = 1  # every dossier is laid so many times, with keys and codes of its own


@dataclass(frozen=True)
class Done:
    """What was made: `dossiers` of them in `seconds`."""

    dossiers: int
    seconds: float


def simulate(order: Order, *, say: Callable[[str], None] = lambda line: None, processes: int = PROCESSES) -> Done:
    """Write the dossiers; raises `SamplesRefused` outside the local mode. Without history rows and without messages.

    The same order makes the same dossiers but for keys; another seed adds others. A run that was killed leaves whole
    chunks behind.
    """
    if not settings.IS_LOCAL:
        raise SamplesRefused
    began = told = time.monotonic()
    made, before = 0, last_keys()
    for count in _counts(order, processes):
        made += count
        if time.monotonic() - told >= EVERY:
            told = time.monotonic()
            rate = made / (told - began)
            say(f"{made}/{order.dossiers} dossiers, {rate:.0f}/s, {(order.dossiers - made) / rate:.0f} s left")
    if order.times > 1:
        base = base_since(before)
        multiply(base, order.times, say=lambda copies: say(f"{made * (copies + 1)}/{made * order.times} dossiers"))
        made *= order.times
    analyse()
    return Done(made, time.monotonic() - began)


def _counts(order: Order, processes: int) -> Iterator[int]:
    """How many dossiers each chunk made, as they are done."""
    centers = centers_of(order.centers)
    make_accounts(centers, at=order.at)
    province = Province(centers, order.first, order.last)
    shares = list(enumerate(_shares(order, len(centers))))
    if processes == 1:
        yield from _work(order, province, shares)
        return
    connection.close()  # each process opens its own
    context = multiprocessing.get_context("fork")
    progress, waiting = context.Queue(), context.Queue()
    for one in [*shares, *[None] * processes]:
        waiting.put(one)
    given = (order, province, waiting, progress)
    hands = [context.Process(target=_hand, args=given, daemon=True) for _number in range(processes)]
    for process in hands:
        process.start()
    left = processes
    while left:
        found = _next(progress, hands)
        left -= found is None
        if found is not None:
            yield found


class HandFailed(Exception):
    """A process of the simulation ended before its work was done."""


def _next(progress: Any, hands: Sequence[Any]) -> int | None:
    """What a process tells next: a number of dossiers, None when it is done. Raises HandFailed."""
    while True:
        try:
            found = progress.get(timeout=5)
        except queue.Empty:
            if any(process.exitcode for process in hands):
                raise HandFailed("a process died") from None
            continue
        if isinstance(found, str):
            raise HandFailed(found)
        return None if found is None else int(found)


def _shares(order: Order, centers: int) -> list[int]:
    """How many dossiers each center has: uneven, as centers are, and adding up to all of them."""
    rng = Random(f"{order.seed}/centers")
    weights = [rng.uniform(0.4, 2.0) for _center in range(centers)]
    shares = [int(order.dossiers * weight / sum(weights)) for weight in weights]
    shares[0] += order.dossiers - sum(shares)
    return shares


def _hand(order: Order, province: Province, waiting: Any, progress: Any) -> None:
    """One process: center after center, with a connection of its own."""
    try:
        for count in _work(order, province, iter(waiting.get, None)):
            progress.put(count)
        progress.put(None)
    except KeyboardInterrupt:
        return  # who started it is told by the same signal
    except BaseException as error:
        progress.put(f"{type(error).__name__}: {error}")
        raise


def _work(order: Order, province: Province, shares: Iterable[tuple[int, int]]) -> Iterator[int]:
    """The dossiers of some centers; a center is (its place in the order of centers, how many it has)."""
    trusted = False  # the first chunk of each process is looked through by the database
    for place, share in shares:
        town = province.town(place)
        for chunk, start in enumerate(range(0, share, CHUNK)):
            rng = Random(f"{order.seed}/{town.center.slug}/{chunk}")
            yield _make(town, rng, order, min(CHUNK, share - start), trusted=trusted)
            trusted = True


def _make(town: Town, rng: Random, order: Order, wanted: int, *, trusted: bool) -> int:
    """One chunk. Its rows point at each other, so the collector looks through them in vain."""
    gc.disable()
    try:
        return _played(town, rng, order, wanted, trusted=trusted)
    finally:
        gc.enable()


def _played(town: Town, rng: Random, order: Order, wanted: int, *, trusted: bool) -> int:
    until = min(end_of_day(order.last), order.at)
    people = People(town, rng, order.at)
    works: list[Work] = []
    for pk in numbers(Dossier, wanted):
        work = None
        while work is None:
            work = play(town, rng, people.next, until, pk)
        works.append(work)
    write(town.center, works, people.new, is_trusted=trusted)
    return wanted

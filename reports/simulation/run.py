"""The whole run: centers spread over two processes, dossiers in chunks, each chunk one transaction."""

import multiprocessing
import queue
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

from django.conf import settings
from django.db import connection

from centers.samples import SamplesRefused
from common.clock import end_of_day
from policies.catalogue import PolicyKey
from policies.queries import number

CHUNK = 1000
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
    began, made = time.monotonic(), 0
    for count in _counts(order, processes):
        made += count
        rate = made / (time.monotonic() - began)
        say(f"{made}/{order.dossiers} dossiers, {rate:.0f}/s, {(order.dossiers - made) / rate:.0f} s left")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Done(made, time.monotonic() - began)


def _counts(order: Order, processes: int) -> Iterator[int]:
    """How many dossiers each chunk made, as they are done."""
    from .town import centers_of

    shares = _shares(order, len(centers_of(order.centers)))
    if processes == 1:
        yield from _work(order, list(enumerate(shares)))
        return
    connection.close()  # each process opens its own
    context = multiprocessing.get_context("fork")
    progress: Any = context.Queue()
    hands = [
        context.Process(target=_hand, args=(order, list(enumerate(shares))[hand::processes], progress), daemon=True)
        for hand in range(processes)
    ]
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


def _hand(order: Order, shares: Sequence[tuple[int, int]], progress: Any) -> None:
    """One process: its centers, with a connection of its own."""
    try:
        for count in _work(order, shares):
            progress.put(count)
        progress.put(None)
    except BaseException as error:
        progress.put(f"{type(error).__name__}: {error}")
        raise


def _work(order: Order, shares: Sequence[tuple[int, int]]) -> Iterator[int]:
    from .rows import draw
    from .town import centers_of, town_of
    from .writing import write

    centers = centers_of(order.centers)
    until = min(end_of_day(order.last), order.at)
    answer_hours = number(PolicyKey.ONLINE_FIRST_ANSWER_HOURS, on=order.first)
    for place, share in shares:
        town = town_of(centers[place], order.first, order.last, at=order.at)
        for chunk, start in enumerate(range(0, share, CHUNK)):
            rng = Random(f"{order.seed}/{town.center.slug}/{chunk}")
            wanted = min(CHUNK, share - start)
            drawn = []
            while len(drawn) < wanted:
                one = draw(town, rng, until, answer_hours)
                if one is not None:
                    drawn.append(one)
            write(town, drawn, rng, order.at)
            yield len(drawn)

"""Dossiers with their events, read in batches as plain tuples: what a proof over all of them needs."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import starmap
from typing import Any

from django.db import connection
from django.db.models import Max, Min, Q

from common.clock import LOCAL_TZ

from .models import Dossier, DossierEvent, Source
from .state import Happening

SIZE = 2000  # keys, not dossiers: a batch is a stretch of keys


@dataclass
class Batch:
    """Some dossiers by key: `columns` as asked for, `events` sorted by `Happening.place`."""

    wanted: Q  # of rows that point to a dossier
    names: dict[int, str] = field(default_factory=dict)
    columns: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    events: dict[int, list[Happening]] = field(default_factory=dict)


def stretches(size: int = SIZE) -> list[tuple[int, int]]:
    """The keys of all dossiers in stretches: first and last of each, both included."""
    ends = Dossier.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return []
    return [(start, start + size - 1) for start in range(ends["first"], ends["last"] + 1, size)]


@contextmanager
def shared_out(processes: int) -> Iterator[Callable[[Callable[[int, int], Any], Sequence[tuple[int, int]]], Any]]:
    """A map over stretches by several processes; inside a transaction by this one, as others see nothing of it."""
    if processes == 1 or connection.in_atomic_block:
        yield starmap
        return
    connection.close()  # each process opens its own
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        yield lambda work, keys: pool.imap(partial(_star, work), keys)


def _star(work: Callable[[int, int], Any], keys: tuple[int, int]) -> Any:
    return work(*keys)


def batch_between(first: int, last: int, columns: Sequence[str]) -> Batch:
    """The dossiers of a stretch of keys."""
    return _read(Q(pk__range=(first, last)), Batch(Q(dossier__gte=first, dossier__lte=last)), columns)


def batch_of(pk: int, columns: Sequence[str]) -> Batch:
    """One dossier."""
    return batch_of_all([pk], columns)


def batch_of_all(pks: Sequence[int], columns: Sequence[str] = ()) -> Batch:
    """Some dossiers, few enough to be named."""
    return _read(Q(pk__in=pks), Batch(Q(dossier__in=pks)), columns)


def _read(wanted: Q, batch: Batch, columns: Sequence[str]) -> Batch:
    for pk, code, *values in Dossier.objects.filter(wanted).order_by("pk").values_list("pk", "code", *columns):
        batch.names[pk] = code or f"#{pk}"
        batch.columns[pk] = tuple(values)
        batch.events[pk] = []
    for pk, happening in _events(batch.wanted):
        if pk in batch.events:  # a dossier may have been received in between
            batch.events[pk].append(happening)
    return batch


def _events(wanted: Q) -> Iterator[tuple[int, Happening]]:
    rows = DossierEvent.objects.filter(wanted).order_by("dossier_id", "at", "recorded_at", "number")
    named = rows.values_list("dossier_id", "transition", "at", "recorded_at", "number", "facts", "source")
    for pk, transition, at, recorded_at, number, facts, source in named.iterator(chunk_size=10_000):
        yield pk, Happening(transition, at.astimezone(LOCAL_TZ), recorded_at, number, facts, source == Source.REPLAY)

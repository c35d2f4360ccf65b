"""Reports may be read from a replica of the database (`REPLICA_URL`); everything else is read from the primary.

`@reads_from_replica` stands around what only reads, a page of figures for example. Inside of it the ORM asks the
replica for the models of `REPLICA_APPS` (`Router`), and `reading()` gives the connection for hand-written statements.
Who may see what, policies and what a process keeps are asked of the primary there, too, and whatever is written by the
ORM is written there. On the connection of the replica nothing can be written.

Without a replica nothing changes. One that does not answer, or is too far behind, is never an error: the primary is
read, and the page says so (`{% where_read %}`). docs/adr/0015-reports-read-a-replica.md tells why.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import wraps
from time import monotonic, sleep
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import (
    DEFAULT_DB_ALIAS,
    Error,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connections,
)
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

PRIMARY, REPLICA = DEFAULT_DB_ALIAS, "replica"
LEFT_ALONE = 30.0  # seconds for which a process does not try a replica that could not be read
ATTEMPTS, PAUSE = 10, 0.05  # seconds between them
WORTH_TELLING = timedelta(seconds=5)  # who looks at a page takes longer

P = ParamSpec("P")
T = TypeVar("T")
logger = logging.getLogger(__name__)


class Trouble(StrEnum):
    """Why the replica is not read."""

    AWAY = "does not answer"
    BEHIND = "is too far behind"
    STRANGER = "answers, but replays nothing: it is no replica of this database, or not any more"


@dataclass(frozen=True)
class Source:
    """Where something is read from. `trouble` says why it is the primary though there is a replica.

    `known_until`: what the replica has is everything up to this moment; None where that is now, or not known.
    """

    alias: str
    known_until: datetime | None = None
    trouble: Trouble | None = None


_source: ContextVar[Source | None] = ContextVar("source", default=None)
_left_alone: tuple[float, Source] | None = None  # until when, and what is read from instead


def reads_from_replica(function: Callable[P, T]) -> Callable[P, T]:
    """Decorator for what only reads. Where the replica breaks in the middle, the function is called again.

    Inside another one it changes nothing, so that one page has one source.
    """

    @wraps(function)
    def read(*args: P.args, **kwargs: P.kwargs) -> T:
        if not is_there() or _source.get() is not None:
            return function(*args, **kwargs)
        source = _chosen()
        if source.alias == REPLICA:
            try:
                with _reading(source):
                    return function(*args, **kwargs)
            except (OperationalError, InterfaceError, ProgrammingError) as error:
                if not connections[REPLICA].errors_occurred:
                    raise
                source = _leave_alone(Source(PRIMARY, trouble=Trouble.AWAY), error)
        with _reading(source):
            return function(*args, **kwargs)

    return read


@contextmanager
def reading_from_primary() -> Iterator[None]:
    """For what has to be of this moment inside of something that reads from the replica."""
    source = _source.get()
    with _reading(replace(source, alias=PRIMARY) if source else None):
        yield


def reading() -> BaseDatabaseWrapper:
    """The connection for hand-written statements that read; prepared ones are always the primary's."""
    return connections[_alias()]


def source() -> Source | None:
    """Where the page of the moment is read from; None outside of `reads_from_replica` and where there is no replica."""
    return _source.get()


def is_there() -> bool:
    """Is a replica configured?"""
    return bool(settings.REPLICA_URL)


def examined() -> Source:
    """Ask both servers whether the replica can be read now. The primary is asked first.

    What it had written by then is on the replica, or the replica is behind: it knows everything up to the last
    transaction that it has replayed. After a quiet night that was long ago, also where it is behind by milliseconds; so
    one that seems too far behind gets half a second. With a primary that does not answer nobody can tell.
    """
    primary = _primary_of_the_moment()
    found = _compared_with(primary)
    for _attempt in range(ATTEMPTS):
        if found.trouble is not Trouble.BEHIND:
            break
        sleep(PAUSE)
        found = _compared_with(primary)
    return found


def _compared_with(primary: "_Primary | None") -> Source:
    try:
        is_replica, has_all, last, started = _row(REPLICA, STANDBY, [primary.position if primary else None])
    except Error:
        connections[REPLICA].close()
        return Source(PRIMARY, trouble=Trouble.AWAY)
    if not is_replica:
        is_the_same = primary is None or started == primary.started
        return Source(REPLICA) if is_the_same else Source(PRIMARY, trouble=Trouble.STRANGER)
    if has_all:
        return Source(REPLICA)
    if primary is None:
        return Source(REPLICA, known_until=last)
    if last is None or primary.at - last > timedelta(seconds=settings.REPLICA_MAX_LAG):
        return Source(PRIMARY, known_until=last, trouble=Trouble.BEHIND)
    return Source(REPLICA, known_until=last if primary.at - last >= WORTH_TELLING else None)


def ask_again() -> None:
    """The next page asks the replica, whatever it said before."""
    global _left_alone
    _left_alone = None


class Router:
    """Which server the ORM asks; models of other apps, and all that is written, belong to the primary."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return _alias() if model._meta.app_label in settings.REPLICA_APPS else PRIMARY

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return PRIMARY

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == PRIMARY


@dataclass(frozen=True)
class _Primary:
    """How far its log is written, when (by the clock that dates transactions), and since when it runs."""

    position: str
    at: datetime
    started: datetime


WRITTEN = "SELECT pg_current_wal_insert_lsn()::text, clock_timestamp() AS recorded_at, pg_postmaster_start_time()"
STANDBY = """
SELECT pg_is_in_recovery(), coalesce(pg_last_wal_replay_lsn() >= %s::pg_lsn, false),
       pg_last_xact_replay_timestamp(), pg_postmaster_start_time()
"""


def _primary_of_the_moment() -> _Primary | None:
    try:
        return _Primary(*_row(PRIMARY, WRITTEN, []))
    except (OperationalError, InterfaceError):
        return None


def _row(alias: str, statement: str, parameters: Sequence[Any]) -> tuple[Any, ...]:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement, parameters)
        found: tuple[Any, ...] = cursor.fetchone()
        return found


def _alias() -> str:
    found = _source.get()
    return found.alias if found else PRIMARY


@contextmanager
def _reading(source: Source | None) -> Iterator[None]:
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)


def _chosen() -> Source:
    if _left_alone and monotonic() < _left_alone[0]:
        return _left_alone[1]
    found = examined()
    return _leave_alone(found) if found.trouble else found


def _leave_alone(source: Source, why: object = "") -> Source:
    """The source of all pages of this process for a while."""
    global _left_alone
    _left_alone = monotonic() + LEFT_ALONE, source
    logger.warning("the replica is left alone for %d s: it %s %s", LEFT_ALONE, source.trouble, why)
    connections[REPLICA].close()
    return source

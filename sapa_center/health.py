"""Is the portal alive, and can it serve? For probes of the operator, not for people.

`/livez` asks nothing. `/readyz` is 200 when the database answers and has all migrations, else 503. What the portal can
do without for a while (replica, broker, worker, beat, messages leaving in time) is listed as `degraded`; `?all=1` fails
on it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common import clock, replica
from notifications.channels.zalo_token import broken_since
from notifications.models import MessageState, OutboxMessage
from notifications.queries import open_messages
from sapa_center import heartbeats

OUTBOX_MAY_WAIT = timedelta(minutes=10)
UNCLEAR_MAY_WAIT = timedelta(days=1)
BROKER_PATIENCE = 1.0  # seconds


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be, for the operator's eyes."""

    part: str
    why: str


@require_safe
@never_cache
def livez(request: HttpRequest) -> JsonResponse:
    """This process answers."""
    return JsonResponse({"status": "alive"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """This process can serve; JSON with `status`, `failed`, `degraded` and a reason for each, and open messages
    by channel and state."""
    failed = [finding for check in (database, migrations) if (finding := check())][:1]
    degraded = findings_of_parts(clock.now(), with_database=not failed)
    is_ready = not failed and not (request.GET.get("all") == "1" and degraded)
    body = {
        "status": "ready" if is_ready else "not ready",
        "failed": [finding.part for finding in failed],
        "degraded": [finding.part for finding in degraded],
        "why": {finding.part: finding.why for finding in [*failed, *degraded]},
        "messages": {} if failed else open_messages(),
    }
    return JsonResponse(body, status=200 if is_ready else 503)


def database() -> Finding | None:
    """Does the database answer?"""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Finding("database", "does not answer")
    return None


def migrations() -> Finding | None:
    """Has the database every migration of this version?"""
    try:
        missing = _migrations_on_disk() - set(MigrationRecorder(connection).applied_migrations())
    except DatabaseError:
        return Finding("database", "does not answer")
    return Finding("migrations", f"{len(missing)} not applied: run manage.py migrate") if missing else None


@cache
def _migrations_on_disk() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.nodes)


def findings_of_parts(at: datetime, *, with_database: bool) -> list[Finding]:
    """What is degraded: broker, worker, beat, and the replica and the outbox when the database can be asked."""
    finding = broker()
    if finding:
        unknown = "not known while the broker does not answer"
        findings = [finding, Finding("worker", unknown), Finding("beat", unknown)]
    else:
        findings = [found for name in ("worker", "beat") if (found := heartbeat(name))]
    if with_database:
        findings += [found for check in (reports, outbox, unclear, zalo) if (found := check(at))]
    return findings


def reports(at: datetime) -> Finding | None:
    """Can the replica be read, if there is one? If not, reports come from the primary."""
    found = replica.examined() if replica.is_there() else None
    if found is None or found.trouble is None:
        return None
    last = found.known_until and found.known_until.astimezone(clock.LOCAL_TZ)
    return Finding("replica", f"{found.trouble}, last entry of {last:%d/%m %H:%M:%S}" if last else f"{found.trouble}")


def broker() -> Finding | None:
    """Does the Redis-protocol server answer quickly?"""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=BROKER_PATIENCE, retry=None)
    try:
        client.ping()
    except redis.exceptions.RedisError:
        return Finding("broker", "does not answer")
    finally:
        client.close()
    return None


def heartbeat(name: str) -> Finding | None:
    """Has worker or beat given a sign of life in the last minute?"""
    try:
        seen = heartbeats.last_seen(name)
    except redis.exceptions.RedisError:
        return Finding(name, "not known while the broker does not answer")
    if heartbeats.is_fresh(seen):
        return None
    return Finding(name, "no sign of life" if seen is None else f"last sign of life at {seen:%H:%M:%S}")


def outbox(at: datetime) -> Finding | None:
    """Do messages leave in time? The oldest one that may leave and has not, against OUTBOX_MAY_WAIT."""
    waiting = OutboxMessage.objects.filter(state=MessageState.WAITING, not_before__lte=at - OUTBOX_MAY_WAIT)
    oldest = waiting.order_by("not_before").first()
    if oldest is None:
        return None
    minutes = int((at - oldest.not_before).total_seconds() // 60)
    return Finding("outbox", f"the oldest message has been waiting for {minutes} minutes")


def unclear(at: datetime) -> Finding | None:
    """Are there messages of which nobody has decided for a day whether they arrived?"""
    old = OutboxMessage.objects.filter(state=MessageState.UNCLEAR, not_before__lte=at - UNCLEAR_MAY_WAIT).count()
    return Finding("messages", f"{old} messages wait for a person to decide under /quay/tin-nhan/") if old else None


def zalo(at: datetime) -> Finding | None:
    """Can the access token of Zalo be renewed?"""
    since = broken_since()
    return (
        Finding("zalo", f"enter a new ZALO_REFRESH_TOKEN; the one before ended at {since:%d/%m %H:%M}")
        if since
        else None
    )

"""Growing delays against guessing: pure arithmetic here, one row per key in the database.

The rows live in PostgreSQL and not in the cache, so that the limits still hold while the broker is away. An attempt is
counted before it is judged, so that parallel attempts cannot slip through; a success gives the count back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import Throttle
from common.clock import LOCAL_TZ
from common.errors import Refusal

FORGET_AFTER = timedelta(hours=24)  # rows untouched for so long are deleted


@dataclass(frozen=True)
class Limit:
    """`free` attempts without delay, then `first_delay`, doubled each time up to `max_delay`; quiet time forgets."""

    name: str
    free: int
    first_delay: timedelta
    max_delay: timedelta
    forget_after: timedelta

    def delay_after(self, attempts: int) -> timedelta:
        """How long the next attempt must wait after so many attempts in a row."""
        beyond = attempts - self.free
        if beyond < 0:
            return timedelta(0)
        return min(self.max_delay, self.first_delay * 2 ** min(beyond, 20))


class TooManyAttempts(Refusal):
    """The next attempt is allowed at `until`. The message is the same whether the account exists or not."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        when = (until.astimezone(LOCAL_TZ) + timedelta(seconds=59)).strftime("%H:%M")
        super().__init__(_("Too many attempts. Please try again after %(time)s.") % {"time": when})


def count_attempt(keys: Sequence[tuple[Limit, str]], *, at: datetime) -> None:
    """Count an attempt under every key (limit, value), or raise TooManyAttempts and count nothing."""
    Throttle.objects.filter(last_at__lt=at - FORGET_AFTER).delete()
    with transaction.atomic():
        for limit, value in sorted(keys, key=lambda key: _key(*key)):
            _count(limit, value, at)


def clear(limit: Limit, value: str) -> None:
    """After a success the key starts anew."""
    Throttle.objects.filter(key=_key(limit, value)).delete()


def give_back(limit: Limit, value: str) -> None:
    """After a success a shared key (a network address) gets this one attempt back, not more."""
    with transaction.atomic():
        for row in Throttle.objects.select_for_update().filter(key=_key(limit, value)):
            row.attempts = max(0, row.attempts - 1)
            row.blocked_until = None
            row.save(update_fields=["attempts", "blocked_until"])


def client_address(request: HttpRequest) -> str:
    """The visitor's network address; an IPv6 address stands for its /64. Proxies are trusted only as configured."""
    address = request.META.get("REMOTE_ADDR", "")
    trusted = settings.TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if trusted and len(forwarded) >= trusted:
        address = forwarded[-trusted]
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    return str(ip_network(f"{parsed}/64", strict=False)) if parsed.version == 6 else str(parsed)


def _count(limit: Limit, value: str, at: datetime) -> None:
    key = _key(limit, value)
    Throttle.objects.get_or_create(key=key, defaults={"attempts": 0, "last_at": at})
    row = Throttle.objects.select_for_update().get(key=key)
    if row.blocked_until is not None and at < row.blocked_until:
        raise TooManyAttempts(row.blocked_until)
    row.attempts = 1 if at - row.last_at > limit.forget_after else row.attempts + 1
    row.last_at = at
    delay = limit.delay_after(row.attempts)
    row.blocked_until = at + delay if delay else None
    row.save()


def _key(limit: Limit, value: str) -> str:
    return f"{limit.name}:{salted_hmac('accounts.throttle', value).hexdigest()}"

"""What is done with webhooks: made, changed, their secrets exchanged, deliveries replayed and dropped."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Kind, User
from common import crypto
from common.clock import local_date
from common.errors import Refusal
from policies.catalogue import PolicyKey
from policies.queries import number

from .models import DeliveryState, Webhook, WebhookDelivery
from .outbound import checked_url

KEEP_SECONDS = 5.0
COUNTS_AFTER = timedelta(seconds=10)  # by then every process has noticed the first webhook
CONTEXT = b"webhook secret"
SECRET_BYTES = 32

_kept: tuple[float, bool] | None = None


class NotASystemAccount(Refusal):
    default_message = _("Only the account of another system can have webhooks.")


@dataclass(frozen=True)
class NewSecret:
    """A webhook with its new secret in the clear: shown once, never readable again."""

    hook: Webhook
    secret: str


@transaction.atomic
def create_webhook(account: User, url: str, *, events: Sequence[str] = (), at: datetime) -> NewSecret:
    """A webhook for an account of kind system; `events` are names of transitions, none means all.

    It counts from `hook.counts_from`, ten seconds after `at`. Raises NotASystemAccount, AddressRefused.
    """
    if account.kind != Kind.SYSTEM or not account.is_active:
        raise NotASystemAccount
    secret = _new_secret()
    key_id, token = crypto.encrypt(secret.encode(), context=CONTEXT)
    hook = Webhook.objects.create(
        account=account,
        url=checked_url(url),
        events=list(events),
        created_at=at,
        counts_from=at + COUNTS_AFTER,
        secret_encrypted=token,
        secret_key_id=key_id,
    )
    transaction.on_commit(forget)
    return NewSecret(hook, secret)


@transaction.atomic
def change_webhook(
    hook: Webhook,
    *,
    at: datetime,
    url: str | None = None,
    events: Sequence[str] | None = None,
    is_active: bool | None = None,
) -> Webhook:
    """Change what is given. One that is switched on again counts from then on: what happened meanwhile is not queued.

    What was waiting when it was switched off is delivered. Raises AddressRefused.
    """
    hook = Webhook.objects.select_for_update().get(pk=hook.pk)
    if url is not None:
        hook.url = checked_url(url)
    if events is not None:
        hook.events = list(events)
    if is_active is not None and is_active != hook.is_active:
        hook.is_active = is_active
        if is_active:
            hook.counts_from = at + COUNTS_AFTER
    hook.save(update_fields=["url", "events", "is_active", "counts_from"])
    transaction.on_commit(forget)
    return hook


@transaction.atomic
def rotate_secret(hook: Webhook, *, at: datetime) -> NewSecret:
    """A new secret; the present one signs beside it for policy webhook.secret_overlap_hours, one before it no more."""
    hook = Webhook.objects.select_for_update().get(pk=hook.pk)
    secret = _new_secret()
    hook.previous_encrypted, hook.previous_key_id = hook.secret_encrypted, hook.secret_key_id
    hours = number(PolicyKey.WEBHOOK_SECRET_OVERLAP_HOURS, on=local_date(at))
    hook.previous_until = at + timedelta(hours=hours)
    hook.secret_key_id, hook.secret_encrypted = crypto.encrypt(secret.encode(), context=CONTEXT)
    hook.save()
    return NewSecret(hook, secret)


def secrets_of(hook: Webhook, *, at: datetime) -> list[bytes]:
    """The secrets that sign at this moment, the present one first. Raises crypto.CannotDecrypt."""
    found = [crypto.decrypt(hook.secret_key_id, hook.secret_encrypted, context=CONTEXT)]
    if hook.previous_encrypted is not None and hook.previous_until is not None and at < hook.previous_until:
        found.append(crypto.decrypt(hook.previous_key_id, hook.previous_encrypted, context=CONTEXT))
    return found


def replay(hook: Webhook, *, at: datetime, since: datetime | None = None, topic: str = "") -> int:
    """Queue again what is known: everything queued from `since` on, or one topic, or both. Returns how many.

    Each keeps its uid and its place, so that every topic leaves in order again. Parked ones count as well.
    """
    again = WebhookDelivery.objects.filter(hook=hook)
    if since is not None:
        again = again.filter(created_at__gte=since)
    if topic:
        again = again.filter(topic=topic)
    return again.update(state=DeliveryState.WAITING, attempts=0, next_at=at, delivered_at=None, last_error="")


def drop_old(at: datetime) -> int:
    """Delete what was delivered longer ago than policy webhook.keep_days; returns how many."""
    before = at - timedelta(days=number(PolicyKey.WEBHOOK_KEEP_DAYS, on=local_date(at)))
    old = WebhookDelivery.objects.filter(state=DeliveryState.DELIVERED, delivered_at__lt=before)
    dropped, _by_model = old.delete()
    return dropped


def reencrypt_secrets() -> int:
    """Move every secret to the current key; returns how many webhooks were changed."""
    current, moved = crypto.keyring().current, 0
    for pk in Webhook.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            hook = Webhook.objects.select_for_update().get(pk=pk)
            if hook.secret_key_id == current and hook.previous_key_id in {"", current}:
                continue
            _to_current_key(hook)
            moved += 1
    return moved


def are_there_any() -> bool:
    """Whether any webhook is active: kept for five seconds by the process, so that it costs nothing where none is."""
    global _kept
    pending = any(entry[1] is forget for entry in connection.run_on_commit)
    if _kept is not None and monotonic() - _kept[0] < KEEP_SECONDS and not pending:
        return _kept[1]
    found = Webhook.objects.filter(is_active=True).exists()
    if not pending:
        _kept = (monotonic(), found)
    return found


def forget() -> None:
    """Drop what is kept; the next question reads the database."""
    global _kept
    _kept = None


def _new_secret() -> str:
    return "whsec_" + secrets.token_urlsafe(SECRET_BYTES)


def _to_current_key(hook: Webhook) -> None:
    hook.secret_key_id, hook.secret_encrypted = crypto.reencrypt(
        hook.secret_key_id, hook.secret_encrypted, context=CONTEXT
    )
    if hook.previous_encrypted is not None:
        hook.previous_key_id, hook.previous_encrypted = crypto.reencrypt(
            hook.previous_key_id, hook.previous_encrypted, context=CONTEXT
        )
    hook.save()

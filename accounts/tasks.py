"""What the worker does for accounts."""

from celery import shared_task

from accounts import kept_pages, phone_keys
from common import clock


@shared_task(time_limit=120)
def drop_kept_pages() -> int:
    """Delete posted pages that nobody came back for, and keys of phones whose time is over."""
    at = clock.now()
    return kept_pages.drop_expired(at=at) + phone_keys.drop_expired(at=at)

"""What the worker does for accounts."""

from celery import shared_task

from accounts import kept_pages
from common import clock


@shared_task(time_limit=120)
def drop_kept_pages() -> int:
    """Delete posted pages that nobody came back for."""
    return kept_pages.drop_expired(at=clock.now())

"""Drafts that nobody finished: they are dropped after their expiry, with their papers."""

from datetime import datetime

from django.db import transaction

from .models import Filing


@transaction.atomic
def drop_expired(*, at: datetime) -> int:
    """Delete drafts whose time is over; returns how many were dropped.

    A filing that became a dossier stays, and so does one that is being sent at this moment.
    """
    expired = Filing.objects.select_for_update(skip_locked=True).filter(dossier=None, expires_at__lte=at)
    dropped = [filing.pk for filing in expired.only("pk")]
    return Filing.objects.filter(pk__in=dropped).delete()[1].get("dossiers.Filing", 0)

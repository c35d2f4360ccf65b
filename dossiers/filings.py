"""Drafts that nobody finished: they are dropped after their expiry, with their papers."""

from datetime import datetime

from .models import Filing


def drop_expired(*, at: datetime) -> int:
    """Delete drafts whose time is over; a filing that became a dossier stays. Returns how many were dropped."""
    expired = Filing.objects.filter(dossier=None, expires_at__lte=at)
    return expired.delete()[1].get("dossiers.Filing", 0)

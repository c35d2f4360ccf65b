"""Drafts that nobody finished: they are dropped after their expiry, with their papers and the files of these."""

from datetime import datetime

from django.db import transaction

from .citizen_files import remove_draft
from .models import Filing


@transaction.atomic
def drop_expired(*, at: datetime) -> int:
    """Delete drafts whose time is over; returns how many were dropped.

    A filing that became a dossier stays, and so does one that is being sent at this moment.
    """
    expired = list(Filing.objects.select_for_update(skip_locked=True).filter(dossier=None, expires_at__lte=at))
    for filing in expired:
        remove_draft(filing)
    return len(expired)

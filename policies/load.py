"""Reference data: one row for every policy of the catalogue. Safe to run again and again."""

from django.db import transaction

from policies.catalogue import CATALOGUE, SEED_VALID_FROM
from policies.models import Policy


@transaction.atomic
def load() -> int:
    """Add the policies that have no row yet and say how many; rows that people have changed stay as they are."""
    known = set(Policy.objects.values_list("key", flat=True))
    missing = [key for key in CATALOGUE if key not in known]
    for key in missing:
        entry = CATALOGUE[key]
        Policy.objects.create(
            key=key,
            value=entry.default,
            unit=entry.unit,
            source=entry.source,
            confidence=entry.confidence,
            valid_from=SEED_VALID_FROM,
        )
    return len(missing)

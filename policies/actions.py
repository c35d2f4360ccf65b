"""Changing a policy: from a date, never backwards."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.clock import local_date
from common.errors import Refusal
from policies.catalogue import CATALOGUE, Confidence, PolicyKey
from policies.models import Policy
from policies.values import checked


class ChangesThePast(Refusal):
    """A policy cannot change for days that are over."""

    default_message = _("A policy can only be changed from today on. Enter today's date or a later one.")


@transaction.atomic
def change(
    *,
    key: PolicyKey,
    value: Any,
    valid_from: date,
    by: Any,
    at: datetime,
    source: str = "",
    confidence: Confidence | None = None,
    note: str = "",
) -> Policy:
    """Give a policy a new value from a local date on; a change entered earlier for the same date is replaced.

    Source and confidence stay as they were unless given. Raises ChangesThePast, PolicyValueInvalid.
    """
    stored = checked(key, value)
    if valid_from < local_date(at):
        raise ChangesThePast(field="valid_from")
    entry = CATALOGUE[key]
    before = Policy.objects.select_for_update().filter(key=key, valid_from__lte=valid_from).last()
    row = before if before is not None and before.valid_from == valid_from else Policy(key=key, valid_from=valid_from)
    row.value = stored
    row.unit = entry.unit
    row.source = source.strip() or (before.source if before else entry.source)
    row.confidence = confidence or (before.confidence if before else entry.confidence)
    row.note = note
    row._history_user = by  # type: ignore[attr-defined]
    row.save()
    return row

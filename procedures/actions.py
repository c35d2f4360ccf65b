"""What administrators do to the catalogue. Changes count from a day, never backwards."""

from datetime import date, datetime, time
from typing import cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.clock import local_date
from common.errors import Refusal
from procedures.models import Confidence, ProcedureVersion, TimeUnit
from procedures.versions import successor_of


class TimeLimitRefused(Refusal):
    """The time limit entered is not possible, or would change the past."""


@transaction.atomic
def set_time_limit(
    version: ProcedureVersion,
    *,
    quantity: int,
    unit: TimeUnit | str,
    cutoff: time | None = None,
    source: str,
    valid_from: date | None = None,
    by: User,
    at: datetime,
) -> ProcedureVersion:
    """Enter the time limit of the version's procedure from `valid_from` on (default: today); returns the version
    that carries it.

    An unknown time made no promise: entered from today on, it becomes the version's own. A known one is not
    rewritten: a new version follows, unless the version begins that very day. Times of single cases stay as they
    are; internal steps fitted the old limit, so the default process takes over. Raises TimeLimitRefused.
    """
    today = local_date(at)
    valid_from = valid_from or today
    _check(quantity=quantity, unit=unit, cutoff=cutoff, source=source, valid_from=valid_from, today=today)
    version = _lock_version_of(version.procedure_id, valid_from)
    learns_its_time = not version.has_time and valid_from == today
    if not learns_its_time and valid_from != version.valid_from:
        version = successor_of(version, valid_from=valid_from)
    if not learns_its_time:
        version.steps.all().delete()
    version.quantity, version.unit = quantity, TimeUnit(unit).value
    version.cutoff = cutoff if unit == TimeUnit.SAME_DAY else None
    version.time_source, version.time_note = source.strip(), ""
    version.time_confidence = Confidence.CONFIRMED
    version.entered_by, version.entered_at = by, at
    version._history_user = by  # type: ignore[attr-defined]
    version.save()
    return version


def _lock_version_of(procedure_id: int, valid_from: date) -> ProcedureVersion:
    versions = ProcedureVersion.objects.select_for_update().filter(procedure=procedure_id)
    found = versions.in_force(valid_from).first()
    if found is None:
        raise TimeLimitRefused(_("No version of this procedure counts on that day."), field="valid_from")
    return cast(ProcedureVersion, found)


def _check(
    *,
    quantity: int,
    unit: TimeUnit | str,
    cutoff: time | None,
    source: str,
    valid_from: date,
    today: date,
) -> None:
    if quantity < 1:
        raise TimeLimitRefused(_("The time limit must be at least 1."), field="quantity")
    if unit not in TimeUnit.values:
        raise TimeLimitRefused(_("Choose a unit of the list."), field="unit")
    if unit == TimeUnit.SAME_DAY and cutoff is None:
        raise TimeLimitRefused(_("A same-day limit needs the hour up to which it counts as today."), field="cutoff")
    if not source.strip():
        raise TimeLimitRefused(_("Say which decision or page this time limit is from."), field="source")
    if valid_from < today:
        raise TimeLimitRefused(_("A change takes effect today or later, never backwards."), field="valid_from")

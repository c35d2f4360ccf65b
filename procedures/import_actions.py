"""A workbook into the catalogue: kept, looked at, applied. All or nothing, from a day on, never backwards."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.clock import local_date
from common.errors import Refusal
from common.files import display_name
from procedures.models import CatalogueUpload, Procedure
from procedures.workbook.apply import carry_out
from procedures.workbook.check import plans_for
from procedures.workbook.compare import Change, Plan, fingerprint
from procedures.workbook.read import read

KEPT_DAYS = 30
"""So long an upload that nobody applied is kept."""


class CatalogueMoved(Refusal):
    """The catalogue changed between looking and confirming."""

    default_message = _("The catalogue has changed meanwhile. Please look at the comparison again.")


class AlreadyApplied(Refusal):
    """The upload was applied before."""

    default_message = _("This workbook has been applied already.")


@dataclass(frozen=True)
class Comparison:
    """What a workbook would change, in its order, and the fingerprint to confirm with."""

    plans: tuple[Plan, ...]
    fingerprint: str

    @property
    def changing(self) -> list[Plan]:
        return [plan for plan in self.plans if plan.change.does_something]

    @property
    def left_out(self) -> list[Plan]:
        return [plan for plan in self.plans if plan.change.steps_left_out is not None]


def compare(content: bytes, *, valid_from: date, at: datetime) -> Comparison:
    """Read the file and hold it beside the catalogue of that day; changes nothing. Raises WorkbookRefused."""
    plans = plans_for(read(content), on=valid_from, today=local_date(at))
    return Comparison(tuple(plans), fingerprint(plans))


@transaction.atomic
def apply(
    content: bytes, *, valid_from: date, seen: str | None = None, by: User | None = None, at: datetime
) -> Comparison:
    """Carry out what the file would change. `seen` is the fingerprint of the comparison that a person confirmed.

    Without `by` (command line) newer facts delivered with the software may follow the changes. Raises
    WorkbookRefused, CatalogueMoved.
    """
    list(Procedure.objects.select_for_update().order_by("pk").values_list("pk"))
    comparison = compare(content, valid_from=valid_from, at=at)
    if seen is not None and seen != comparison.fingerprint:
        raise CatalogueMoved
    for plan in comparison.plans:
        if plan.change.does_something or plan.change.steps_left_out is not None:
            carry_out(plan, valid_from=valid_from, by=by, at=at)
    return comparison


@transaction.atomic
def keep_upload(name: str, content: bytes, *, valid_from: date, by: User, at: datetime) -> CatalogueUpload:
    """Keep a workbook until somebody confirms it; raises WorkbookRefused for one that cannot be applied."""
    compare(content, valid_from=valid_from, at=at)
    CatalogueUpload.objects.filter(applied_at=None, uploaded_at__lt=at - timedelta(days=KEPT_DAYS)).delete()
    return CatalogueUpload.objects.create(
        name=display_name(name), content=content, valid_from=valid_from, uploaded_by=by, uploaded_at=at
    )


class StepsContradict(Refusal):
    """The counted steps of a version edited on pages do not fit its legal time."""

    def __init__(self, change: Change) -> None:
        words = {"steps": _hours(change.steps_left_out), "legal": _hours(change.legal_hours)}
        if change.legal_hours is None:
            text = _(
                "The steps take %(steps)s hours, but the time limit is not known or is “at once”. "
                "Enter the time limit, or leave the list of steps empty: a default process is shown then."
            )
        else:
            text = _(
                "The steps that count take %(steps)s hours; the legal time is %(legal)s hours (8 a day). They must be "
                "the same. Change the steps, or leave the list empty: a default process is shown then."
            )
        super().__init__(text % words)


def refuse_contradiction(comparison: Comparison) -> None:
    """A spreadsheet may bring steps that contradict the law, and they are left out; a person on a page is told.

    Raises StepsContradict.
    """
    for plan in comparison.left_out:
        raise StepsContradict(plan.change)


def _hours(hours: Decimal | None) -> str:
    return "" if hours is None else f"{hours.normalize():f}".replace(".", ",")


@transaction.atomic
def apply_upload(upload: CatalogueUpload, *, seen: str, by: User, at: datetime) -> Comparison:
    """Apply a kept workbook as it was shown. Raises AlreadyApplied, WorkbookRefused, CatalogueMoved; for a
    version edited on pages also StepsContradict."""
    locked = CatalogueUpload.objects.select_for_update().get(pk=upload.pk)
    if locked.applied_at is not None:
        raise AlreadyApplied
    if locked.procedure_id is not None:
        refuse_contradiction(compare(bytes(locked.content), valid_from=locked.valid_from, at=at))
    comparison = apply(bytes(locked.content), valid_from=locked.valid_from, seen=seen, by=by, at=at)
    locked.applied_by, locked.applied_at = by, at
    locked.procedures_changed = len(comparison.changing)
    locked.save(update_fields=["applied_by", "applied_at", "procedures_changed"])
    return comparison


def discard_upload(upload: CatalogueUpload) -> None:
    """Forget a workbook that was not applied; raises AlreadyApplied."""
    if upload.applied_at is not None:
        raise AlreadyApplied
    upload.delete()

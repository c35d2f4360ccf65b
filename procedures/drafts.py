"""A new version edited on pages: begun from the one in force, changed by sections, confirmed like a workbook."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.clock import local_date
from common.errors import Refusal
from procedures.import_actions import AlreadyApplied, compare
from procedures.models import CatalogueUpload, Procedure
from procedures.usage import is_used
from procedures.workbook.entries import Entry, entry_of, versions_on
from procedures.workbook.read import read
from procedures.workbook.write import written


class StartsTooEarly(Refusal):
    """A version in use ends at the end of a day, never during it."""

    default_message = _(
        "Dossiers have been received under the version in force, so the new one counts from tomorrow at the earliest. "
        "They keep the version they were received under."
    )


class NeverBackwards(Refusal):
    default_message = _("A change takes effect today or later, never backwards.")


class NoVersionThen(Refusal):
    default_message = _("No version of this procedure counts on that day.")


@transaction.atomic
def start(procedure: Procedure, *, valid_from: date, by: User, at: datetime) -> CatalogueUpload:
    """A draft that says what counts on that day already. Raises NeverBackwards, StartsTooEarly, NoVersionThen."""
    today = local_date(at)
    if valid_from < today:
        raise NeverBackwards(field="valid_from")
    version = versions_on(valid_from).filter(procedure=procedure).first()
    if version is None:
        raise NoVersionThen(field="valid_from")
    if valid_from == today and is_used(version):
        raise StartsTooEarly(field="valid_from")
    return CatalogueUpload.objects.create(
        name=procedure.code,
        procedure=procedure,
        content=written([entry_of(version)], valid_from),
        valid_from=valid_from,
        uploaded_by=by,
        uploaded_at=at,
    )


def entry_in(draft: CatalogueUpload) -> Entry:
    """What the draft says."""
    return read(bytes(draft.content))[0]


@transaction.atomic
def put(draft: CatalogueUpload, *, at: datetime, **parts: Any) -> CatalogueUpload:
    """Replace parts of the draft: `description`, `law` (some of their fields) or `parts` (a sheet's rows by its key).

    Rows are checked in themselves, texts of the law against the version in force too; what else stands in the way is
    told by the comparison. Raises AlreadyApplied, and WorkbookRefused with everything that is wrong; then the draft is
    as it was.
    """
    locked = CatalogueUpload.objects.select_for_update().get(pk=draft.pk)
    if locked.applied_at is not None:
        raise AlreadyApplied
    before = entry_in(locked)
    changed: dict[str, Any] = {name: {**getattr(before, name), **values} for name, values in parts.items()}
    content = written([replace(before, **changed)], locked.valid_from)
    read(content)
    if "parts" not in parts:
        compare(content, valid_from=locked.valid_from, at=at)
    locked.content = content
    locked.save(update_fields=["content"])
    return locked
